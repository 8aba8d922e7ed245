// The cells that Evidently's tests are given.
#include "monitor/drift/evidently.hpp"

#include "platform/sketches/evidently.hpp"

namespace ontos {
namespace {

constexpr std::size_t few_values = 5;

/// Each value or name that a side has, and one cell for all that have no counter of their own.
std::vector<sketches::Cell> cells_of(const FeaturePair& pair) {
    const auto& bins = pair.before.bins();
    std::vector<sketches::Cell> cells;
    sketches::Cell rest{0, 0};
    for (std::size_t bin = 0; bin < bins.bin_count(); ++bin) {
        if (bin == bins.null() || bin == bins.not_finite()) continue;
        const sketches::Cell cell{pair.before.count(bin), pair.after.count(bin)};
        if (bin >= 1 && bin <= bins.regular_count()) {
            if (cell.before + cell.after > 0) cells.push_back(cell);
        } else {
            rest.before += cell.before;
            rest.after += cell.after;
        }
    }
    if (rest.before + rest.after > 0) cells.push_back(rest);
    return cells;
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
        return evidently_judged(test, finding.distances.wasserstein.value_or(0));
    return evidently_judged(test, finding.distances.ks ? finding.distances.ks->p_value : 1);
}

/// What is known of the raw values' own score.
std::string approximation_of(const FeaturePair& pair, sketches::EvidentlyTest test) {
    if (pair.before.bins().kind() != sketches::FeatureKind::numeric) return {};
    if (test == sketches::EvidentlyTest::wasserstein)
        return "computed from bins, with values spread evenly over each";
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
