#pragma once
// Whether a window differs from its baseline: a rule that states how often it is wrong.

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/sketches/feature_distances.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(DriftVerdict, drift, no_drift, insufficient_data, no_baseline)
/// There were a baseline and enough rows to say so.
constexpr bool is_judged(DriftVerdict verdict) {
    return verdict == DriftVerdict::drift || verdict == DriftVerdict::no_drift;
}
/// Of the drift score: low < 0.1 <= medium < 0.25 <= high < 0.5 <= critical.
BOOST_DEFINE_ENUM_CLASS(DriftSeverity, low, medium, high, critical)

constexpr std::uint64_t baseline_rows_min = 200;
constexpr std::uint64_t baseline_rows_wanted = 1000;
constexpr std::uint64_t window_rows_min = 50;
/// Without drift, at most this share of windows has the verdict drift, over all features together:
/// the level at which Benjamini and Hochberg's procedure rejects.
constexpr double drift_false_alarm_rate = 0.01;

/// One feature in the baseline and in the window, with equal bins.
struct FeaturePair {
    const sketches::FeatureCounts& before;
    const sketches::FeatureCounts& after;
};

/// What one feature shows in one window.
struct FeatureFinding {
    sketches::FeatureDistances distances;
    double null_before = 0, null_after = 0;      ///< shares of rows
    double unseen_before = 0, unseen_after = 0;  ///< shares of rows
    double q_value =
        1;  ///< the smallest false discovery rate at which the feature counts as drifted
    /// From 0 to 1: the largest of the debiased index, the rise of the unseen rate and the absolute
    /// change of the null rate.
    double drift_score = 0;
    /// The q-value is at most drift_false_alarm_rate, and the effect is worth a word: the debiased
    /// index is at least 0.02, or the null or unseen rate changed by at least one percentage point
    /// and three standard errors.
    bool drifted = false;
};

struct WindowJudgement {
    DriftVerdict verdict = DriftVerdict::no_drift;
    std::vector<FeatureFinding> features;  ///< as the input; also where the verdict is insufficient
    double drift_score = 0;                ///< the largest
    DriftSeverity severity = DriftSeverity::low;
    std::uint64_t baseline_rows = 0, comparison_rows = 0;
    /// Why there is no verdict, or what it cannot see.
    std::optional<std::string> warning;
};

/// Judges one window once. Under 200 baseline rows or 50 window rows the verdict is
/// insufficient_data, and no feature counts as drifted.
WindowJudgement judge_window(std::span<const FeaturePair> features);

DriftSeverity severity_of(double drift_score);

/// What a feature's drift score usually is at an endpoint, window after window.
struct UsualScore {
    std::uint64_t windows = 0;
    double mean = 0;
    double squares = 0;  ///< the sum of (score - mean)^2

    void add(double drift_score);
    /// Over mean + 3 standard deviations; true where fewer than 20 windows are known.
    bool is_exceeded_by(double drift_score) const;
};

/// The standing rule for one feature at one level (5 minutes, 1 hour, 6 hours, 1 day).
struct StandingFeature {
    bool drifted_before = false;  ///< in the window just before this one, at the same level
    UsualScore usual{};           ///< of earlier windows at the same level
};
enum class LevelSpan { below_one_day, one_day };

/// Drift that alerts may use: the feature drifted in this window and in the one before it (one
/// window is enough at the level of a day), and more than is usual there.
bool is_confirmed(const FeatureFinding& now, const StandingFeature& standing, LevelSpan level);

/// Brings `standing` up to date with a window that has passed. A window that drifted beyond what is
/// usual does not become usual.
void remember(const FeatureFinding& now, StandingFeature& standing);

/// The other way to confirm: the evidence that has gathered since the counting began, looked at as
/// often as one likes, where `tests` such counts share the rate of false alarms. `since_start`
/// judges the same pair: its effect must be worth a word as well. False beyond twice the baseline's
/// rows: then the counting must start anew.
bool is_confirmed_by_evidence(const FeaturePair& pair, const FeatureFinding& since_start,
                              double tests);

}  // namespace ontos
