// Silences: which alerts they hold back.
#include "monitor/alerts/silence.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace ontos {
namespace {

std::shared_ptr<const RE2> compiled(const SilenceMatcher& matcher) {
    if (!matcher.is_regex) return nullptr;
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    return std::make_shared<const RE2>(matcher.value, options);
}

/// A matcher with its expression, if it has one.
struct ReadyMatcher {
    SilenceMatcher matcher;
    std::shared_ptr<const RE2> expression;

    explicit ReadyMatcher(const SilenceMatcher& from) : matcher{from}, expression{compiled(from)} {}

    bool fits(const std::string& value) const {
        const bool is_like =
            expression ? RE2::FullMatch(value, *expression) : value == matcher.value;
        return is_like == matcher.is_equal;
    }
};

Failure invalid_silence(const std::string& member, const std::string& what) {
    return Failure{FailureKind::invalid, member + " " + what}
        .code("invalid_silence")
        .violations({{"/body/" + member, what}});
}

void require_sensible(const std::vector<SilenceMatcher>& matchers) {
    bool is_narrow = false;
    for (std::size_t i = 0; i < matchers.size(); ++i) {
        const ReadyMatcher ready{matchers[i]};
        if (ready.expression && !ready.expression->ok())
            throw invalid_silence("matchers/" + std::to_string(i) + "/value",
                                  "is no regular expression: " + ready.expression->error());
        is_narrow |= !ready.fits("");
    }
    if (!is_narrow)
        throw invalid_silence("matchers", "would silence every alert: one must not fit \"\"");
}

}  // namespace

struct Silencer::Ready {
    Silence silence;
    std::vector<ReadyMatcher> matchers;
};

Silence silence_of(const NewSilence& request, Timestamp now) {
    require_sensible(request.matchers);
    if (request.ends_at.has_value() == request.duration_minutes.has_value())
        throw invalid_silence("ends_at", "or duration_minutes must be given, and not both");
    Silence silence;
    silence.matchers = request.matchers;
    silence.starts_at = request.starts_at ? request.starts_at->at(now) : now;
    silence.ends_at =
        request.ends_at
            ? request.ends_at->at(now)
            : silence.starts_at + std::chrono::minutes{request.duration_minutes.value_or(0)};
    if (silence.ends_at <= std::max(now, silence.starts_at))
        throw invalid_silence("ends_at", "must be after starts_at and not past");
    if (silence.ends_at > now + std::chrono::years{2})
        throw invalid_silence("ends_at", "must be within two years");
    silence.comment = request.comment;
    silence.created_at = now;
    return silence;
}

Silencer::Silencer(const std::vector<Silence>& silences, Timestamp time) {
    for (const auto& silence : silences) {
        if (silence.starts_at > time || silence.ends_at <= time) continue;
        ready_.push_back({silence, {silence.matchers.begin(), silence.matchers.end()}});
    }
}

Silencer::~Silencer() = default;

const Silence* Silencer::find(const AlertLabels& labels) const {
    const auto value_of = [&](const std::string& label) {
        const auto found = labels.find(label);
        return found == labels.end() ? std::string{} : found->second;
    };
    const auto found = std::ranges::find_if(ready_, [&](const Ready& ready) {
        return std::ranges::all_of(ready.matchers, [&](const ReadyMatcher& one) {
            return one.fits(value_of(one.matcher.label));
        });
    });
    return found == ready_.end() ? nullptr : &found->silence;
}

}  // namespace ontos
