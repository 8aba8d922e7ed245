// Evidently's choice of test, and its thresholds.
#include "monitor/drift/evidently.hpp"

#include <cmath>

#include "platform/sketches/significance.hpp"

namespace ontos {
namespace {

constexpr double p_value_min = 0.05, distance_max = 0.1;
constexpr std::uint64_t large_baseline = 1000;
constexpr std::size_t few_values = 5;

/// Each value or name with its own counter, and one cell for all others.
std::vector<sketches::Cell> cells_of(const FeaturePair& pair) {
    const auto& bins = pair.before.bins();
    std::vector<sketches::Cell> cells;
    sketches::Cell rest{0, 0};
    for (std::size_t bin = 0; bin < bins.bin_count(); ++bin) {
        if (bin == bins.null() || bin == bins.not_finite()) continue;
        const sketches::Cell cell{pair.before.count(bin), pair.after.count(bin)};
        if (bin >= 1 && bin <= bins.regular_count()) {
            cells.push_back(cell);
        } else {
            rest.before += cell.before;
            rest.after += cell.after;
        }
    }
    if (rest.before + rest.after > 0) cells.push_back(rest);
    return cells;
}

EvidentlyView by_p_value(std::string name, double p_value) {
    return {std::move(name), p_value, p_value_min, p_value <= p_value_min};
}

EvidentlyView by_distance(std::string name, double distance) {
    return {std::move(name), distance, distance_max, distance >= distance_max};
}

/// Of two proportions, pooled.
double z_test(sketches::Cells cells) {
    const auto rows = sketches::totals(cells);
    if (rows.before == 0 || rows.after == 0 || cells.empty()) return 1;
    const auto n = static_cast<double>(rows.before), m = static_cast<double>(rows.after);
    const auto p = static_cast<double>(cells[0].before) / n;
    const auto q = static_cast<double>(cells[0].after) / m;
    const double pooled = (p * n + q * m) / (n + m);
    const double error = std::sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
    return error == 0 ? 1 : sketches::normal_two_sided_tail((p - q) / error);
}

}  // namespace

EvidentlyView evidently_view(const FeaturePair& pair, const FeatureFinding& finding) {
    const auto& bins = pair.before.bins();
    const auto cells = cells_of(pair);
    const bool has_few = !bins.is_numeric() || (bins.kind() == sketches::FeatureKind::discrete &&
                                                cells.size() <= few_values);
    if (pair.before.count() > large_baseline) {
        if (has_few) return by_distance("jensenshannon", sketches::jensen_shannon_distance(cells));
        return by_distance("wasserstein", finding.distances.wasserstein.value_or(0));
    }
    if (!has_few) return by_p_value("ks", finding.distances.ks ? finding.distances.ks->p_value : 1);
    if (cells.size() <= 2) return by_p_value("z", z_test(cells));
    const auto fit = sketches::goodness_of_fit(cells);
    return by_p_value("chisquare", fit ? fit->p_value : 1);
}

}  // namespace ontos
