// Evidently's default tests, binning and thresholds.

#include "platform/sketches/evidently.hpp"

#include <algorithm>
#include <cmath>

#include "platform/sketches/significance.hpp"

namespace ontos::sketches {

namespace {

constexpr std::uint64_t few_reference_rows = 1000;
constexpr std::size_t distinct_for_bins = 20;
constexpr std::size_t exact_rows_max = 10'000;

using Values = std::vector<double>;

Values sorted_finite(std::span<const double> values) {
    Values out;
    std::ranges::copy_if(values, std::back_inserter(out),
                         [](double x) { return std::isfinite(x); });
    std::ranges::sort(out);
    return out;
}

/// One cell for each distinct value, in order.
std::vector<Cell> cells_by_value(const Values& reference, const Values& current) {
    std::vector<Cell> cells;
    for (auto a = reference.begin(), b = current.begin();
         a != reference.end() || b != current.end();) {
        const double value = b == current.end() || (a != reference.end() && *a < *b) ? *a : *b;
        Cell cell{0, 0};
        for (; a != reference.end() && *a == value; ++a) ++cell.before;
        for (; b != current.end() && *b == value; ++b) ++cell.after;
        cells.push_back(cell);
    }
    return cells;
}

/// numpy.histogram_bin_edges(both, "sturges").
Values sturges_edges(const Values& reference, const Values& current) {
    const double low = std::min(reference.front(), current.front());
    const double high = std::max(reference.back(), current.back());
    const auto rows = static_cast<double>(reference.size() + current.size());
    const double width = (high - low) / (std::log2(rows) + 1);
    const auto bins = static_cast<std::size_t>(std::ceil((high - low) / width));
    Values edges(bins + 1);
    for (std::size_t i = 0; i <= bins; ++i)
        edges[i] = low + static_cast<double>(i) * ((high - low) / static_cast<double>(bins));
    edges.back() = high;
    return edges;
}

/// The last bin holds its upper edge.
std::vector<Cell> cells_by_edges(const Values& reference, const Values& current,
                                 const Values& edges) {
    std::vector<Cell> cells(edges.size() - 1, Cell{0, 0});
    const auto last = cells.size() - 1;
    for (std::size_t i = 0; i <= last; ++i) {
        const auto count = [&](const Values& values) {
            const auto from = std::ranges::lower_bound(values, edges[i]);
            const auto to =
                i == last ? values.end() : std::ranges::lower_bound(values, edges[i + 1]);
            return static_cast<std::uint64_t>(to - from);
        };
        cells[i] = {count(reference), count(current)};
    }
    return cells;
}

/// Shares in which nothing is 0.
Values filled_shares(Cells cells, std::uint64_t Cell::*side) {
    Values shares;
    double total = 0, smallest = 1;
    for (const auto& cell : cells) total += static_cast<double>(cell.*side);
    for (const auto& cell : cells) {
        shares.push_back(static_cast<double>(cell.*side) / total);
        if (shares.back() > 0) smallest = std::min(smallest, shares.back());
    }
    const double fill = smallest <= share_floor ? smallest / 1e6 : share_floor;
    std::ranges::replace(shares, 0.0, fill);
    return shares;
}

double filled_index(Cells cells) {
    const auto p = filled_shares(cells, &Cell::before), q = filled_shares(cells, &Cell::after);
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i) sum += (p[i] - q[i]) * std::log(p[i] / q[i]);
    return sum;
}

/// scipy.stats.entropy brings both sides to a sum of 1 again.
double filled_divergence(Cells cells) {
    const auto p = filled_shares(cells, &Cell::before), q = filled_shares(cells, &Cell::after);
    double sum = 0, p_total = 0, q_total = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        p_total += p[i];
        q_total += q[i];
    }
    for (std::size_t i = 0; i < p.size(); ++i)
        sum += p[i] / p_total * std::log(p[i] / p_total * q_total / q[i]);
    return sum;
}

double two_shares_p_value(Cells cells) {
    const auto total = totals(cells);
    if (cells.size() == 1) return 1;
    const auto m = static_cast<double>(total.before), n = static_cast<double>(total.after);
    const double p = 1 - static_cast<double>(cells[0].before) / m;
    const double q = 1 - static_cast<double>(cells[0].after) / n;
    const double pooled_share = (p * m + q * n) / (m + n);
    return normal_two_sided_tail((p - q) /
                                 std::sqrt(pooled_share * (1 - pooled_share) * (1 / m + 1 / n)));
}

double smirnov_p_value(const Values& reference, const Values& current) {
    const auto cells = cells_by_value(reference, current);
    const std::vector<Interval> points(cells.size(), Interval{0, 0});
    const double statistic = kolmogorov_bounds(cells, points).at_edges;
    if (std::max(reference.size(), current.size()) <= exact_rows_max)
        return kolmogorov_exact_p_value(statistic, reference.size(), current.size());
    return kolmogorov_p_value(statistic, static_cast<double>(reference.size()),
                              static_cast<double>(current.size()));
}

double normed_wasserstein(const Values& reference, const Values& current) {
    std::vector<Interval> points;
    Values all = reference;
    all.insert(all.end(), current.begin(), current.end());
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    for (const double value : all) points.push_back({value, value});
    double mean = 0, squares = 0;
    for (const double x : reference) mean += x / static_cast<double>(reference.size());
    for (const double x : reference) squares += (x - mean) * (x - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(reference.size()));
    return wasserstein_distance(cells_by_value(reference, current), points) /
           std::max(deviation, 0.001);
}

std::optional<double> value_of_cells(Cells cells, EvidentlyTest test) {
    switch (test) {
        case EvidentlyTest::z:
            return two_shares_p_value(cells);
        case EvidentlyTest::chisquare: {
            const auto fit = goodness_of_fit(cells);
            return fit ? fit->p_value : 1;
        }
        case EvidentlyTest::jensenshannon:
            return jensen_shannon_distance(cells);
        case EvidentlyTest::psi:
            return filled_index(cells);
        case EvidentlyTest::kl_div:
            return filled_divergence(cells);
        case EvidentlyTest::ks:
        case EvidentlyTest::wasserstein:
            break;
    }
    return std::nullopt;
}

}  // namespace

EvidentlyResult evidently_judged(EvidentlyTest test, double value) {
    const bool is_p_value =
        test == EvidentlyTest::ks || test == EvidentlyTest::chisquare || test == EvidentlyTest::z;
    const double threshold = is_p_value ? 0.05 : 0.1;
    if (!is_p_value) return {test, value, threshold, value >= threshold};
    const bool drifted = value < threshold || (test == EvidentlyTest::ks && value == threshold);
    return {test, value, threshold, drifted};
}

EvidentlyTest evidently_default(std::uint64_t reference_rows, std::size_t distinct) {
    if (reference_rows > few_reference_rows)
        return distinct <= 5 ? EvidentlyTest::jensenshannon : EvidentlyTest::wasserstein;
    if (distinct > 5) return EvidentlyTest::ks;
    return distinct > 2 ? EvidentlyTest::chisquare : EvidentlyTest::z;
}

std::optional<EvidentlyResult> evidently_numbers(std::span<const double> reference,
                                                 std::span<const double> current,
                                                 std::optional<EvidentlyTest> wanted) {
    const auto before = sorted_finite(reference), after = sorted_finite(current);
    if (before.empty() || after.empty()) return std::nullopt;
    auto cells = cells_by_value(before, after);
    const auto test = wanted.value_or(evidently_default(before.size(), cells.size()));
    if (test == EvidentlyTest::ks) return evidently_judged(test, smirnov_p_value(before, after));
    if (test == EvidentlyTest::wasserstein)
        return evidently_judged(test, normed_wasserstein(before, after));
    const auto distinct = std::ranges::count_if(cells, [](const Cell& c) { return c.before > 0; });
    const bool has_bins = test != EvidentlyTest::z && test != EvidentlyTest::chisquare &&
                          static_cast<std::size_t>(distinct) > distinct_for_bins;
    if (has_bins) cells = cells_by_edges(before, after, sturges_edges(before, after));
    return evidently_judged(test, *value_of_cells(cells, test));
}

std::optional<EvidentlyResult> evidently_categories(Cells cells,
                                                    std::optional<EvidentlyTest> wanted) {
    const auto total = totals(cells);
    if (total.before == 0 || total.after == 0) return std::nullopt;
    const auto by_default = total.before > few_reference_rows ? EvidentlyTest::jensenshannon
                            : cells.size() > 2                ? EvidentlyTest::chisquare
                                                              : EvidentlyTest::z;
    const auto test = wanted.value_or(by_default);
    const auto value = value_of_cells(cells, test);
    if (!value) return std::nullopt;
    return evidently_judged(test, *value);
}

}  // namespace ontos::sketches
