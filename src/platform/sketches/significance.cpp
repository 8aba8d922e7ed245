// Tests of whether two counted samples are of one distribution, and corrections for many of them.

#include "platform/sketches/significance.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numeric>

namespace ontos::sketches {

namespace {

/// The sum of f(observed, expected) over both rows of the table.
template <typename Function>
std::optional<ChiSquared> test_table(Cells cells, Function f) {
    const auto total = totals(cells);
    const auto used =
        std::ranges::count_if(cells, [](const Cell& cell) { return cell.before + cell.after > 0; });
    if (used < 2 || total.before == 0 || total.after == 0) return std::nullopt;
    const auto m = static_cast<double>(total.before), n = static_cast<double>(total.after);
    double statistic = 0;
    for (const auto& [before, after] : cells) {
        const auto both = static_cast<double>(before + after);
        if (both == 0) continue;
        statistic += f(static_cast<double>(before), both * m / (m + n)) +
                     f(static_cast<double>(after), both * n / (m + n));
    }
    const auto degrees = static_cast<double>(used - 1);
    return ChiSquared{statistic, degrees, chi_squared_tail(statistic, degrees)};
}

bool suffices(const std::vector<Cell>& sorted, const Totals& total) {
    const auto m = static_cast<double>(total.before), n = static_cast<double>(total.after);
    const double least = static_cast<double>(sorted.back().before + sorted.back().after) / (m + n);
    return least * std::min(m, n) >= (sorted.size() == 2 ? 10 : 5);
}

}  // namespace

double chi_squared_tail(double statistic, double degrees) {
    if (!(statistic > 0)) return 1;
    if (std::isinf(statistic)) return 0;
    return boost::math::gamma_q(degrees / 2, statistic / 2);
}

double normal_two_sided_tail(double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); }

std::vector<Cell> pooled(Cells cells) {
    std::vector<Cell> left;
    for (const auto& cell : cells)
        if (cell.before + cell.after > 0) left.push_back(cell);
    const auto rows = [](const Cell& cell) { return cell.before + cell.after; };
    std::ranges::stable_sort(left, std::ranges::greater{}, rows);
    const auto total = totals(left);
    while (left.size() > 1 && !suffices(left, total)) {
        const auto smallest = left.back();
        left.pop_back();
        left.back().before += smallest.before;
        left.back().after += smallest.after;
        const auto place = std::ranges::upper_bound(left.begin(), left.end() - 1, rows(left.back()),
                                                    std::ranges::greater{}, rows);
        std::rotate(place, left.end() - 1, left.end());
    }
    return left;
}

std::optional<ChiSquared> chi_squared_test(Cells cells) {
    return test_table(cells, [](double observed, double expected) {
        return (observed - expected) * (observed - expected) / expected;
    });
}

double exact_tail(const Cell& cell, const Totals& of) {
    const auto rows = cell.before + cell.after;
    if (rows == 0 || of.before == 0 || of.after == 0) return 1;
    const auto ln_choose = [](std::uint64_t from, std::uint64_t some) {
        const auto n = static_cast<double>(from), k = static_cast<double>(some);
        return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
    };
    // The hypergeometric distribution, upwards from what was seen; each term from the one before.
    const auto others = of.before + of.after - rows;
    double term = std::exp(ln_choose(rows, cell.after) + ln_choose(others, of.after - cell.after) -
                           ln_choose(of.before + of.after, of.after));
    double sum = 0;
    for (auto after = cell.after; after <= std::min(rows, of.after); ++after) {
        sum += term;
        if (term < sum * 1e-12) break;
        term *= static_cast<double>(rows - after) / static_cast<double>(after + 1) *
                static_cast<double>(of.after - after) /
                static_cast<double>(others + after + 1 - of.after);
    }
    return std::min(sum, 1.0);
}

std::optional<ChiSquared> g_test(Cells cells) {
    return test_table(cells, [](double observed, double expected) {
        return observed > 0 ? 2 * observed * std::log(observed / expected) : 0;
    });
}

std::optional<ChiSquared> goodness_of_fit(Cells cells) {
    const auto total = totals(cells);
    if (cells.size() < 2 || total.before == 0 || total.after == 0) return std::nullopt;
    const double ratio = static_cast<double>(total.after) / static_cast<double>(total.before);
    double statistic = 0;
    for (const auto& [before, after] : cells) {
        if (before + after == 0) continue;
        const double expected = static_cast<double>(before) * ratio;
        const double difference = static_cast<double>(after) - expected;
        statistic += difference * difference / expected;
    }
    const auto degrees = static_cast<double>(cells.size() - 1);
    return ChiSquared{statistic, degrees, chi_squared_tail(statistic, degrees)};
}

std::vector<double> false_discovery_rates(std::span<const double> p_values) {
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, std::ranges::greater{}, [&](std::size_t i) { return p_values[i]; });
    std::vector<double> rates(p_values.size());
    double smallest = 1;
    auto rank = static_cast<double>(p_values.size());
    for (const auto i : order) {
        smallest = std::min(smallest, p_values[i] * static_cast<double>(p_values.size()) / rank--);
        rates[i] = smallest;
    }
    return rates;
}

ShareInterval wilson_interval(double successes, double trials) {
    if (!(trials > 0)) return {0, 1};
    constexpr double z = 1.959963984540054;  // the normal quantile of 0.975
    const double share = successes / trials;
    const double scale = 1 + z * z / trials;
    const double middle = (share + z * z / (2 * trials)) / scale;
    const double reach =
        z / scale * std::sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials));
    return {std::max(middle - reach, 0.0), std::min(middle + reach, 1.0)};
}

}  // namespace ontos::sketches
