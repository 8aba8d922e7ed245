// How endpoints stand in the windows that alert rules ask about.
#include "monitor/drift/asked_windows.hpp"

#include <algorithm>
#include <set>

#include "monitor/drift/drift_report.hpp"
#include "monitor/drift/explanation.hpp"

namespace ontos {
namespace {

constexpr std::chrono::seconds answers_kept{10};
constexpr std::size_t answers_max = 1'000;

const DriftStanding::Feature* find_standing(const DriftStanding& standing,
                                            const std::string& name) {
    const auto found = std::ranges::find(standing.features, name, &DriftStanding::Feature::name);
    return found == standing.features.end() ? nullptr : &*found;
}

/// The window's own numbers.
DriftStanding standing_of(const Comparison& comparison) {
    const JudgedFeatures judged{*comparison.before, *comparison.after, true};
    DriftStanding out;
    out.verdict = judged.judgement.verdict;
    out.drift_score = judged.judgement.drift_score;
    out.rows = comparison.after->rows();
    out.window_end = comparison.window.to;
    for (std::size_t i = 0; i < judged.features.size(); ++i) {
        const auto& finding = judged.judgement.features[i];
        out.features.push_back({comparison.before->layout()->features()[judged.features[i]].name,
                                finding.drift_score, finding.null_after, finding.unseen_after});
    }
    return out;
}

std::set<std::string> drifted_results(const Comparison& comparison) {
    std::set<std::string> names;
    if (comparison.before == nullptr) return names;
    const JudgedFeatures judged{*comparison.before, *comparison.after, false};
    for (std::size_t i = 0; i < judged.features.size(); ++i)
        if (judged.judgement.features[i].drifted)
            names.insert(comparison.before->layout()->features()[judged.features[i]].name);
    return names;
}

/// What stands is told with its own rows and scores where the window has too few.
void confirm(DriftStanding& window, const DriftStanding& standing) {
    const bool has_verdict = is_judged(window.verdict);
    double confirmed_score = 0;
    for (auto& feature : window.features) {
        const auto* stands = find_standing(standing, feature.name);
        if (stands == nullptr) continue;
        feature.faded = stands->faded && !stands->confirmed;
        feature.confirmed = stands->confirmed;
        if (!feature.confirmed) continue;
        feature.explanation = stands->explanation;
        if (!has_verdict) feature.drift_score = stands->drift_score;
        window.confirmed = true;
        confirmed_score = std::max(confirmed_score, feature.drift_score);
    }
    if (window.confirmed) window.drift_score = confirmed_score;
    if (window.confirmed && !has_verdict) window.rows = std::max(window.rows, standing.rows);
    window.faded = !window.confirmed && standing.faded;
}

}  // namespace

AskedWindows::AskedWindows(Comparer& comparer, Standings& standings, const Clock& clock,
                           FindDriftEndpoint find_endpoint)
    : comparer_{comparer},
      standings_{standings},
      clock_{clock},
      find_endpoint_{std::move(find_endpoint)} {}

std::shared_ptr<const DriftStanding> AskedWindows::standing(const EndpointId& endpoint,
                                                            Interval window, StandingTime time) {
    const Key key{endpoint.text, window.from, window.to, time};
    const auto now = clock_.now();
    {
        const std::lock_guard lock{mutex_};
        std::erase_if(answers_, [&](const auto& entry) {
            return entry.second.made_at + answers_kept <= now;
        });
        if (const auto found = answers_.find(key); found != answers_.end())
            return found->second.standing;
    }
    auto made = std::make_shared<const DriftStanding>(judge(endpoint, window, time));
    const std::lock_guard lock{mutex_};
    if (answers_.size() >= answers_max) answers_.clear();
    answers_.insert_or_assign(key, Answer{now, made});
    return made;
}

DriftStanding AskedWindows::judge(const EndpointId& id, Interval window, StandingTime time) const {
    const auto endpoint = find_endpoint_(id.text);
    if (!endpoint) return {};
    const auto comparison = comparer_.compare_closed(*endpoint, window);
    if (comparison.before == nullptr) return {};
    auto out = standing_of(comparison);
    confirm(out, time == StandingTime::now ? standings_.standing(id)
                                           : standings_.standing_at(*endpoint, window.to));
    add_results(out, *endpoint, window, comparison);
    return out;
}

void AskedWindows::add_results(DriftStanding& out, const DriftEndpoint& endpoint, Interval window,
                               const Comparison& comparison) const {
    const JudgedFeatures judged{*comparison.before, *comparison.after, false};
    const auto length = window.to - window.from;
    const auto level =
        length < std::chrono::days{1} ? LevelSpan::below_one_day : LevelSpan::one_day;
    std::set<std::string> drifted_before;
    if (std::ranges::any_of(judged.judgement.features, &FeatureFinding::drifted))
        drifted_before = drifted_results(
            comparer_.compare_closed(endpoint, {window.from - length, window.from}));
    for (std::size_t i = 0; i < judged.features.size(); ++i) {
        const auto& finding = judged.judgement.features[i];
        const auto& name = comparison.before->layout()->features()[judged.features[i]].name;
        auto& result = out.results.emplace_back();
        result = {name, finding.drift_score, finding.null_after, finding.unseen_after};
        result.confirmed =
            is_confirmed(finding, {.drifted_before = drifted_before.contains(name)}, level);
        if (result.confirmed) result.explanation = explain(name, judged.pairs[i], finding, {});
    }
}

}  // namespace ontos
