#pragma once
// Two windows of one feature, compared by everything that their bins can say.

#include <optional>
#include <vector>

#include "platform/sketches/feature_counts.hpp"
#include "platform/sketches/significance.hpp"

namespace ontos::sketches {

/// Bins added together, so that each is expected to be hit often enough. Only `before` and the size
/// of the smaller side decide, never what `after` looks like.
struct Grouping {
    static constexpr std::size_t none = SIZE_MAX;
    std::vector<std::size_t> group_of_bin;  ///< none: missing and not finite
    std::size_t count = 0;
};

/// Numeric: 16 groups at the quantiles of `before`, 8 where the smaller side has less than 160
/// rows; what is below and above belongs to the first and the last. Discrete: neighbours are added
/// until ten are expected on the smaller side (more than 16 values: also quantile groups).
/// Categorical: names of which fewer than ten are expected are added to `other`. Unseen is the last
/// group of both. More groups would cost power: the tests ask for 99 % of shifts by a quarter of a
/// standard deviation. `rows_after` have a value.
Grouping group_bins(const FeatureCounts& before, std::uint64_t rows_after);
std::vector<Cell> cells_of(const FeatureCounts& before, const FeatureCounts& after,
                           const Grouping& grouping);
/// How many rows are neither missing nor NaN nor infinite.
std::uint64_t rows_with_value(const FeatureCounts& counts);

struct KolmogorovSmirnov {
    double statistic;  ///< never more than the exact one, so that p_value is conservative
    double at_most;    ///< never less than the exact one
    double p_value;
};

struct FeatureDistances {
    Grouping grouping;
    std::vector<Cell> groups{};  ///< rows with a value, by group
    Totals values{};             ///< rows with a value: neither missing nor NaN nor infinite

    // Of `groups`; 0 where a side has no value.
    double psi = 0;
    double psi_debiased = 0;  ///< psi - expected_index; below 0 for less than expected
    double js_distance = 0;   ///< in nats
    double hellinger = 0;
    double total_variation = 0;
    double largest_difference = 0;
    /// Of all bins; numeric and discrete only.
    std::optional<KolmogorovSmirnov> ks{};
    /// In standard deviations of `before`; nullopt where that is 0, and of names. What lies outside
    /// of the baseline's range counts as at its end, so that one outlier cannot move it.
    std::optional<double> wasserstein{};
    /// Of `groups` after pooling, with missing and not finite as two further categories; nullopt
    /// where the rows do not suffice.
    std::optional<ChiSquared> chi_squared{};
};

/// Both must have equal bins. `before` is what shares, groups and standard deviations go by.
FeatureDistances compare(const FeatureCounts& before, const FeatureCounts& after);

}  // namespace ontos::sketches
