// The last windows, one after the other, against one baseline.
#include "monitor/drift/drift_windows.hpp"

#include "monitor/drift/drift_report.hpp"
#include "monitor/drift/warning_words.hpp"
#include "monitor/metrics/window_end.hpp"

namespace ontos {
namespace {

FeatureWindows begin_feature(const ProfiledFeature& feature, std::size_t windows) {
    FeatureWindows out{
        feature.name, feature.role, feature.bins->kind(), {}, {}, {}, {}, {}, {}, {}};
    out.drifted.resize(windows);
    for (auto* numbers : {&out.drift_score, &out.psi, &out.ks, &out.js_distance, &out.wasserstein,
                          &out.recent_value})
        numbers->resize(windows);
    return out;
}

void put_numbers(FeatureWindows& out, std::size_t at, const FeatureFinding& finding,
                 const FeaturePair& pair) {
    out.drifted[at] = finding.drifted;
    out.drift_score[at] = finding.drift_score;
    out.psi[at] = finding.distances.psi;
    if (finding.distances.ks) out.ks[at] = finding.distances.ks->statistic;
    out.js_distance[at] = finding.distances.js_distance;
    out.wasserstein[at] = finding.distances.wasserstein;
    out.recent_value[at] = pair.after.mean();
}

/// Windows may have been compared in different layouts.
FeatureWindows& feature_of(DriftWindows& out, const ProfiledFeature& feature) {
    for (auto& known : out.features)
        if (known.feature == feature.name && known.role == feature.role) return known;
    return out.features.emplace_back(begin_feature(feature, out.windows.size()));
}

/// Judges inputs, or what was answered, of one window.
WindowJudgement judge_side(DriftWindows& out, std::size_t at, const Comparison& comparison,
                           bool are_inputs) {
    JudgedFeatures judged{*comparison.before, *comparison.after, are_inputs};
    const auto& features = comparison.before->layout()->features();
    if (judged.judgement.verdict != DriftVerdict::insufficient_data)
        for (std::size_t i = 0; i < judged.features.size(); ++i)
            put_numbers(feature_of(out, features[judged.features[i]]), at,
                        judged.judgement.features[i], judged.pairs[i]);
    return std::move(judged.judgement);
}

void judge_one(DriftWindows& out, std::size_t at, const Comparison& comparison) {
    auto& window = out.windows[at];
    if (comparison.after) window.rows = static_cast<std::int64_t>(comparison.after->rows());
    if (comparison.before == nullptr) return;
    for (const auto& feature : comparison.before->layout()->features()) feature_of(out, feature);
    const auto judgement = judge_side(out, at, comparison, true);
    judge_side(out, at, comparison, false);
    window.verdict = judgement.verdict;
    if (judgement.verdict == DriftVerdict::insufficient_data) return;
    window.drift_score = judgement.drift_score;
    window.severity = judgement.severity;
}

/// What the newest window says of itself.
void tell_newest(DriftWindows& out, const Comparison& comparison) {
    out.baseline = comparison.baseline;
    out.baseline_period = comparison.baseline_period;
    out.warning = comparison.no_baseline;
    if (comparison.before != nullptr)
        out.warning = JudgedFeatures{*comparison.before, *comparison.after, true}.judgement.warning;
    if (comparison.note) add_sentence(out.warning, *comparison.note);
}

}  // namespace

DriftWindows judge_windows(Comparer& comparer, const DriftEndpoint& endpoint,
                           const WindowsQuery& query, Timestamp now) {
    const auto length = window_length(query.level);
    const auto end = last_window_end(now, length, end_of(query.until, now));
    require_kept(end - query.windows * length, query.level, now);
    DriftWindows out;
    out.endpoint_id = endpoint.id.text;
    out.endpoint_name = endpoint.name;
    out.level = query.level;
    out.windows.resize(static_cast<std::size_t>(query.windows));
    for (std::size_t at = 0; at < out.windows.size(); ++at) {
        auto& window = out.windows[at];
        window.started_at = end - static_cast<std::int64_t>(out.windows.size() - at) * length;
        window.ended_at = window.started_at + length;
        const auto comparison =
            comparer.compare_closed(endpoint, {window.started_at, window.ended_at},
                                    query.baseline.value_or(""), query.model_version.value_or(""));
        judge_one(out, at, comparison);
        if (at + 1 == out.windows.size()) tell_newest(out, comparison);
    }
    return out;
}

}  // namespace ontos
