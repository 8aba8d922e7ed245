// The drift verdict: effect, significance, many features, two windows, the endpoint's own habit.

#include "monitor/drift/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "platform/sketches/evidence.hpp"
#include "platform/sketches/significance.hpp"

namespace ontos {

namespace {

constexpr double index_min = 0.02;
constexpr double rate_change_min = 0.01;
constexpr double standard_errors_min = 3;
constexpr std::uint64_t usual_windows_min = 20;

/// Whether a share of rows changed by enough to be named, for its size and for the rows it is of.
bool rate_changed(double before, double after, double rows_before, double rows_after) {
    const double pooled = (before * rows_before + after * rows_after) / (rows_before + rows_after);
    const double error = std::sqrt(pooled * (1 - pooled) * (1 / rows_before + 1 / rows_after));
    return std::abs(after - before) >= std::max(rate_change_min, standard_errors_min * error);
}

bool has_effect(const FeatureFinding& finding, double rows_before, double rows_after) {
    const bool more_unseen = finding.unseen_after > finding.unseen_before;
    return finding.distances.psi_debiased >= index_min ||
           rate_changed(finding.null_before, finding.null_after, rows_before, rows_after) ||
           (more_unseen &&
            rate_changed(finding.unseen_before, finding.unseen_after, rows_before, rows_after));
}

FeatureFinding measure(const FeaturePair& pair) {
    FeatureFinding finding{.distances = sketches::compare(pair.before, pair.after)};
    finding.null_before = pair.before.null_share();
    finding.null_after = pair.after.null_share();
    finding.unseen_before = pair.before.unseen_share();
    finding.unseen_after = pair.after.unseen_share();
    // A feature of which one side has no row at all, not even a missing value, is not compared.
    if (pair.before.count() == 0 || pair.after.count() == 0) return finding;
    finding.drift_score = std::clamp(
        std::max({finding.distances.psi_debiased, finding.unseen_after - finding.unseen_before,
                  std::abs(finding.null_after - finding.null_before)}),
        0.0, 1.0);
    return finding;
}

/// Rows without a value that can be compared: missing, NaN, infinite.
sketches::Cell missing_cell(const FeaturePair& pair) {
    sketches::Cell cell{0, 0};
    for (const auto bin : {pair.before.bins().null(), pair.before.bins().not_finite()}) {
        cell.before += pair.before.count(bin);
        cell.after += pair.after.count(bin);
    }
    return cell;
}

std::optional<std::string> reason_for_no_verdict(std::uint64_t before, std::uint64_t after) {
    if (before < baseline_rows_min)
        return fmt::format(
            "The baseline has {} rows; a verdict needs at least {}. Score and severity are what "
            "these rows show, and prove nothing.",
            before, baseline_rows_min);
    if (after < window_rows_min)
        return fmt::format(
            "The window has {} rows; a verdict needs at least {}. Score and severity are what "
            "these rows show, and prove nothing.",
            after, window_rows_min);
    return std::nullopt;
}

}  // namespace

WindowJudgement judge_window(std::span<const FeaturePair> features) {
    WindowJudgement out;
    std::vector<double> p_values;
    for (const auto& pair : features) {
        out.features.push_back(measure(pair));
        p_values.push_back(out.features.back().distances.p_value);
        out.baseline_rows = std::max(out.baseline_rows, pair.before.count());
        out.comparison_rows = std::max(out.comparison_rows, pair.after.count());
        out.drift_score = std::max(out.drift_score, out.features.back().drift_score);
    }
    out.severity = severity_of(out.drift_score);
    const auto q_values = sketches::false_discovery_rates(p_values);
    for (std::size_t i = 0; i < q_values.size(); ++i) out.features[i].q_value = q_values[i];

    out.warning = reason_for_no_verdict(out.baseline_rows, out.comparison_rows);
    if (out.warning) {
        out.verdict = DriftVerdict::insufficient_data;
        return out;
    }
    for (std::size_t i = 0; i < features.size(); ++i) {
        auto& finding = out.features[i];
        finding.drifted = finding.q_value <= drift_false_alarm_rate &&
                          has_effect(finding, static_cast<double>(features[i].before.count()),
                                     static_cast<double>(features[i].after.count()));
        if (finding.drifted) out.verdict = DriftVerdict::drift;
    }
    if (out.baseline_rows < baseline_rows_wanted)
        out.warning = fmt::format(
            "The baseline has only {} rows: bins are coarse, and small changes cannot be told from "
            "its own noise. {} rows or more are better.",
            out.baseline_rows, baseline_rows_wanted);
    return out;
}

DriftSeverity severity_of(double drift_score) {
    if (drift_score < 0.1) return DriftSeverity::low;
    if (drift_score < 0.25) return DriftSeverity::medium;
    return drift_score < 0.5 ? DriftSeverity::high : DriftSeverity::critical;
}

// Welford's update.
void UsualScore::add(double drift_score) {
    ++windows;
    const double difference = drift_score - mean;
    mean += difference / static_cast<double>(windows);
    squares += difference * (drift_score - mean);
}

bool UsualScore::is_exceeded_by(double drift_score) const {
    if (windows < usual_windows_min) return true;
    const double deviation = std::sqrt(squares / static_cast<double>(windows - 1));
    return drift_score > mean + 3 * deviation;
}

bool is_confirmed(const FeatureFinding& now, const StandingFeature& standing, LevelSpan level) {
    return now.drifted && (standing.drifted_before || level == LevelSpan::one_day) &&
           standing.usual.is_exceeded_by(now.drift_score);
}

void remember(const FeatureFinding& now, StandingFeature& standing) {
    if (!now.drifted || !standing.usual.is_exceeded_by(now.drift_score))
        standing.usual.add(now.drift_score);
    standing.drifted_before = now.drifted;
}

bool is_confirmed_by_evidence(const FeaturePair& pair, const FeatureFinding& since_start,
                              double tests) {
    // The groups must not change while evidence gathers: they go by the baseline alone.
    const auto groups = sketches::group_bins(pair.before, pair.before);
    auto cells = sketches::cells_of(pair.before, pair.after, groups);
    cells.push_back(missing_cell(pair));
    const auto rows = sketches::totals(cells);
    if (rows.before < baseline_rows_min || rows.after < window_rows_min) return false;
    if (!sketches::evidence_holds(rows)) return false;
    const double needed = std::log(tests / drift_false_alarm_rate);
    return sketches::two_sample_evidence(cells) >= needed &&
           has_effect(since_start, static_cast<double>(pair.before.count()),
                      static_cast<double>(pair.after.count()));
}

}  // namespace ontos
