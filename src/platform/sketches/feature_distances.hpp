#pragma once
// Two windows of one feature, compared by everything that their bins can say.

#include <optional>
#include <vector>

#include "platform/sketches/feature_counts.hpp"
#include "platform/sketches/significance.hpp"

namespace ontos::sketches {

/// Bins added together, so that each group is expected to be hit often enough.
struct Grouping {
    static constexpr std::size_t none = SIZE_MAX;
    std::vector<std::size_t> group_of_bin;  ///< none: missing and not finite
    std::size_t count = 0;
};

/// Only what both sides have together decides: then, without drift, which rows are on which side is
/// a mere draw, and the tests hold. (Groups by one side's counts do not: what was rare there by
/// chance is more frequent on the other.) Numbers: neighbours, 16 groups at the quantiles, or 8
/// where the smaller side has less than 160 rows; of at most 16 discrete values, groups in which
/// ten are expected on the smaller side. Categorical: a group for each name of which ten are
/// expected there; the last is of all other names and the unseen ones. More groups would cost
/// power: the tests ask for 99 % of shifts by a quarter of a standard deviation.
Grouping group_bins(const FeatureCounts& before, const FeatureCounts& after);
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
    /// That both sides are of one distribution: the least of chi_squared, and of exact tests of
    /// missing and of unseen values, which it pools with others where few are expected; times the
    /// number of tests. 1 where nothing can be tested.
    double p_value = 1;
};

/// Both must have equal bins. `before` is what shares, groups and standard deviations go by.
FeatureDistances compare(const FeatureCounts& before, const FeatureCounts& after);

/// The Wasserstein distance of the values themselves, in standard deviations of `before`: those
/// outside of the bins lie where each side's exact sum says that they are on average. nullopt where
/// FeatureDistances::wasserstein is.
std::optional<double> unbounded_wasserstein(const FeatureCounts& before,
                                            const FeatureCounts& after);

}  // namespace ontos::sketches
