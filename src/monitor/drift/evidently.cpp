// The cells that Evidently's tests are given.
#include "monitor/drift/evidently.hpp"

#include <fmt/format.h>

#include "platform/sketches/evidently.hpp"

namespace ontos {
namespace {

constexpr std::size_t few_values = 5;

/// Each value or name that a side has. Those without a counter of their own have few cells
/// together.
std::vector<sketches::Cell> cells_of(const FeaturePair& pair) {
    const auto& bins = pair.before.bins();
    std::vector<sketches::Cell> cells;
    for (std::size_t bin = 0; bin < bins.bin_count(); ++bin) {
        if (bin == bins.null() || bin == bins.not_finite()) continue;
        const sketches::Cell cell{pair.before.count(bin), pair.after.count(bin)};
        if (cell.before + cell.after > 0) cells.push_back(cell);
    }
    return cells;
}

/// The share of both sides' rows whose values have no counter of their own.
double uncounted_share(const FeaturePair& pair) {
    const auto& bins = pair.before.bins();
    std::uint64_t uncounted = 0, all = 0;
    for (std::size_t bin = 0; bin < bins.bin_count(); ++bin) {
        if (bin == bins.null() || bin == bins.not_finite()) continue;
        const auto rows = pair.before.count(bin) + pair.after.count(bin);
        all += rows;
        if (!bins.is_regular(bin) || bins.is_unseen(bin)) uncounted += rows;
    }
    return all == 0 ? 0 : static_cast<double>(uncounted) / static_cast<double>(all);
}

/// Nothing to say where a side has no values.
std::optional<sketches::EvidentlyResult> result_of(const FeaturePair& pair,
                                                   const FeatureFinding& finding) {
    const auto cells = cells_of(pair);
    const auto& bins = pair.before.bins();
    const bool has_few = !bins.is_numeric() || (bins.kind() == sketches::FeatureKind::discrete &&
                                                cells.size() <= few_values);
    if (has_few) return sketches::evidently_categories(cells);
    const auto rows = sketches::totals(cells);
    if (rows.before == 0 || rows.after == 0) return std::nullopt;
    const auto test = sketches::evidently_default(rows.before, few_values + 1);
    if (test == sketches::EvidentlyTest::wasserstein)
        return evidently_judged(
            test, sketches::unbounded_wasserstein(pair.before, pair.after).value_or(0));
    return evidently_judged(test, finding.distances.ks ? finding.distances.ks->p_value : 1);
}

/// What is known of the raw values' own score.
std::string approximation_of(const FeaturePair& pair, sketches::EvidentlyTest test) {
    const bool is_numeric = pair.before.bins().kind() == sketches::FeatureKind::numeric;
    const auto uncounted = uncounted_share(pair);
    if (!is_numeric && uncounted == 0) return {};
    if (test == sketches::EvidentlyTest::wasserstein)
        return "computed from bins, with values spread evenly over each, and those outside of the "
               "baseline's range at their mean";
    if (!is_numeric)
        return fmt::format(
            "{:.1f} % of the rows of both sides have values that are not counted one by one: new "
            "ones are one category, and so are rare ones. Between raw values more may differ",
            100 * uncounted);
    return "computed from bins: the statistic is at most that of the raw values, so the p-value is "
           "at least theirs, and drift that raw values barely show may be missed";
}

}  // namespace

std::optional<EvidentlyView> evidently_view(const FeaturePair& pair,
                                            const FeatureFinding& finding) {
    const auto result = result_of(pair, finding);
    if (!result) return std::nullopt;
    return EvidentlyView{result->test, result->value, result->threshold, result->drifted,
                         approximation_of(pair, result->test)};
}

}  // namespace ontos
