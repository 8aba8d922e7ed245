#pragma once
// The numbers that Evidently 0.7 computes by default, from raw values, for those who compare with
// it.

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "platform/sketches/distances.hpp"

namespace ontos::sketches {

/// By Evidently's own names.
BOOST_DEFINE_ENUM_CLASS(EvidentlyTest, ks, chisquare, z, jensenshannon, wasserstein, psi, kl_div)

struct EvidentlyResult {
    EvidentlyTest test;
    double value;  ///< a p-value of ks, chisquare and z; else a distance
    double threshold;
    bool drifted;
};

/// By Evidently's default thresholds: p-values below 0.05, distances from 0.1 on.
EvidentlyResult evidently_judged(EvidentlyTest test, double value);

/// What Evidently runs on numbers with so many reference rows and distinct values on both sides: up
/// to 1,000 rows z for at most 2 values, chisquare for at most 5, else ks; above 1,000
/// jensenshannon for at most 5 values, else wasserstein.
EvidentlyTest evidently_default(std::uint64_t reference_rows, std::size_t distinct);

/// Numbers; NaN and infinities are dropped first. Without a `test`, Evidently's default.
/// jensenshannon, psi and kl_div use equal-width bins by Sturges' rule over both sides where the
/// reference has more than 20 distinct values, else the values; jensenshannon is in nats,
/// wasserstein divided by the reference's standard deviation, at least 0.001. nullopt where a side
/// is empty (Evidently raises).
std::optional<EvidentlyResult> evidently_numbers(std::span<const double> reference,
                                                 std::span<const double> current,
                                                 std::optional<EvidentlyTest> test = {});

/// Categories, one cell for each name that either side has, in the order of the names. Without a
/// `test`: up to 1,000 reference rows z for at most 2 names, else chisquare; above jensenshannon.
/// ks and wasserstein have no meaning here: nullopt.
std::optional<EvidentlyResult> evidently_categories(Cells cells,
                                                    std::optional<EvidentlyTest> test = {});

}  // namespace ontos::sketches
