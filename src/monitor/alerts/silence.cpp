// Silences: which alerts they hold back.
#include "monitor/alerts/silence.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "platform/base/time_text.hpp"

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

void check_matchers(const std::vector<SilenceMatcher>& matchers, std::vector<Violation>& broken) {
    bool is_narrow = false;
    for (std::size_t i = 0; i < matchers.size(); ++i) {
        const ReadyMatcher ready{matchers[i]};
        const bool is_readable = !ready.expression || ready.expression->ok();
        if (!is_readable)
            broken.push_back({fmt::format("/body/matchers/{}/value", i),
                              "is no regular expression: " + ready.expression->error()});
        is_narrow |= !is_readable || !ready.fits("");
    }
    if (!is_narrow)
        broken.push_back({"/body/matchers", "would silence every alert: one must not fit \"\""});
}

/// The end that a request asks for in one way; none if in no way, or in two, which breaks a rule.
template <class Request>
std::optional<Timestamp> asked_end(const Request& request, Timestamp from, Timestamp now,
                                   std::vector<Violation>& broken) {
    const auto& minutes = request.duration_minutes;
    if (request.ends_at && minutes)
        broken.push_back({"/body/duration_minutes", "must be left out where ends_at is given"});
    if (request.ends_at.has_value() == minutes.has_value()) return std::nullopt;
    return minutes ? from + std::chrono::minutes{*minutes} : request.ends_at->at(now);
}

/// One that has begun held back since then, whatever is said of it later.
Timestamp changed_start(const Silence& before, Timestamp asked, Timestamp now,
                        std::vector<Violation>& broken) {
    if (asked == before.starts_at) return asked;
    if (before.starts_at <= now)
        broken.push_back({"/body/starts_at", "cannot be changed: the silence began at " +
                                                 to_rfc3339(before.starts_at)});
    else if (asked < now)
        broken.push_back({"/body/starts_at", "must not be past"});
    else
        return asked;
    return before.starts_at;
}

/// `member` is what leads to the end.
void check_end(const Silence& silence, const std::string& member, Timestamp now,
               std::vector<Violation>& broken) {
    if (silence.ends_at <= std::max(now, silence.starts_at))
        broken.push_back({member, "must lead to an end that is after starts_at and not past"});
    if (silence.ends_at > now + std::chrono::years{2})
        broken.push_back({member, "must lead to an end within two years"});
}

void require_none(std::vector<Violation> broken) {
    if (!broken.empty()) throw broken_rules(std::move(broken)).code("invalid_silence");
}

}  // namespace

struct Silencer::Ready {
    Silence silence;
    std::vector<ReadyMatcher> matchers;
};

Silence silence_of(const NewSilence& request, Timestamp now) {
    std::vector<Violation> broken;
    check_matchers(request.matchers, broken);
    Silence silence;
    silence.matchers = request.matchers;
    silence.starts_at = request.starts_at ? request.starts_at->at(now) : now;
    if (!request.ends_at && !request.duration_minutes)
        broken.push_back({"/body/ends_at", "is required, or duration_minutes in its place"});
    if (const auto end = asked_end(request, silence.starts_at, now, broken)) {
        silence.ends_at = *end;
        check_end(silence, request.ends_at ? "/body/ends_at" : "/body/duration_minutes", now,
                  broken);
    }
    require_none(std::move(broken));
    silence.comment = request.comment;
    silence.created_at = now;
    return silence;
}

Silence changed(const Silence& before, const SilenceChange& change, Timestamp now) {
    if (before.ends_at <= now)
        throw Failure{FailureKind::conflict,
                      "The silence ended at " + to_rfc3339(before.ends_at) + "."}
            .code("silence_ended")
            .hint("Make a new one: POST /api/v1/monitoring/silences.");
    std::vector<Violation> broken;
    auto after = before;
    if (change.matchers) after.matchers = *change.matchers;
    check_matchers(after.matchers, broken);
    if (change.starts_at)
        after.starts_at = changed_start(before, change.starts_at->at(now), now, broken);
    const auto end = asked_end(change, std::max(now, after.starts_at), now, broken);
    after.ends_at = end.value_or(before.ends_at);
    check_end(after,
              change.duration_minutes ? "/body/duration_minutes"
              : change.ends_at        ? "/body/ends_at"
                                      : "/body/starts_at",
              now, broken);
    require_none(std::move(broken));
    after.comment = change.comment.or_else(before.comment);
    return after;
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
