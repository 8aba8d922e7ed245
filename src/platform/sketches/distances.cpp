// Distances between two counted distributions.

#include "platform/sketches/distances.hpp"

#include <algorithm>
#include <cmath>

#include "platform/base/failure.hpp"

namespace ontos::sketches {

namespace {

/// The sum of f(p, q) over cells that have rows; 0 where a side has none.
template <typename Function>
double sum_over_shares(Cells cells, Function f) {
    const auto total = totals(cells);
    if (total.before == 0 || total.after == 0) return 0;
    const auto m = static_cast<double>(total.before), n = static_cast<double>(total.after);
    double sum = 0;
    for (const auto& [before, after] : cells)
        if (before + after > 0)
            sum += f(static_cast<double>(before) / m, static_cast<double>(after) / n);
    return sum;
}

double floored(double share) { return share > 0 ? share : share_floor; }

double part_of_divergence(double share, double middle) {
    return share > 0 ? share * std::log(share / middle) : 0;
}

/// The integral over `width` of |d|, which goes straight from `from` to `to`.
double area(double from, double to, double width) {
    const double sum = std::abs(from) + std::abs(to);
    if (sum == 0) return 0;
    if (from * to >= 0) return width * sum / 2;
    return width * (from * from + to * to) / (2 * sum);
}

}  // namespace

Totals totals(Cells cells) {
    Totals total;
    for (const auto& [before, after] : cells) {
        total.before += before;
        total.after += after;
    }
    return total;
}

double index_term(double p, double q) {
    p = floored(p);
    q = floored(q);
    return (q - p) * std::log(q / p);
}

double population_stability_index(Cells cells) { return sum_over_shares(cells, index_term); }

double expected_index(Cells cells) {
    const auto total = totals(cells);
    if (total.before == 0 || total.after == 0) return 0;
    const auto used =
        std::ranges::count_if(cells, [](const Cell& cell) { return cell.before + cell.after > 0; });
    return static_cast<double>(used - 1) *
           (1 / static_cast<double>(total.before) + 1 / static_cast<double>(total.after));
}

double kullback_leibler(Cells cells) {
    return sum_over_shares(
        cells, [](double p, double q) { return floored(p) * std::log(floored(p) / floored(q)); });
}

double jensen_shannon_divergence(Cells cells) {
    const double sum = sum_over_shares(cells, [](double p, double q) {
        const double middle = (p + q) / 2;
        return (part_of_divergence(p, middle) + part_of_divergence(q, middle)) / 2;
    });
    return std::max(sum, 0.0);
}

double jensen_shannon_distance(Cells cells) { return std::sqrt(jensen_shannon_divergence(cells)); }

double hellinger_distance(Cells cells) {
    return std::sqrt(sum_over_shares(cells, [](double p, double q) {
        const double difference = std::sqrt(p) - std::sqrt(q);
        return difference * difference / 2;
    }));
}

double total_variation(Cells cells) {
    return sum_over_shares(cells, [](double p, double q) { return std::abs(p - q) / 2; });
}

double largest_difference(Cells cells) {
    double largest = 0;
    sum_over_shares(cells, [&](double p, double q) {
        largest = std::max(largest, std::abs(p - q));
        return 0;
    });
    return largest;
}

KolmogorovBounds kolmogorov_bounds(Cells cells, std::span<const Interval> intervals) {
    check(cells.size() == intervals.size(), "every cell has an interval");
    const auto total = totals(cells);
    if (total.before == 0 || total.after == 0) return {0, 0};
    const auto m = static_cast<double>(total.before), n = static_cast<double>(total.after);
    KolmogorovBounds bounds{0, 0};
    double difference = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const double p = static_cast<double>(cells[i].before) / m;
        const double q = static_cast<double>(cells[i].after) / n;
        const bool is_point = intervals[i].low == intervals[i].high;
        const double start = std::abs(difference);
        difference += p - q;
        const double larger = std::max(start, std::abs(difference));
        bounds.at_edges = std::max(bounds.at_edges, larger);
        bounds.at_most = std::max(bounds.at_most, larger + (is_point ? 0 : std::min(p, q)));
    }
    // A sum of shares is 1 but for the last bit.
    bounds.at_edges = std::min(bounds.at_edges, 1.0);
    bounds.at_most = std::min(bounds.at_most, 1.0);
    return bounds;
}

double wasserstein_distance(Cells cells, std::span<const Interval> intervals) {
    check(cells.size() == intervals.size(), "every cell has an interval");
    const auto total = totals(cells);
    if (total.before == 0 || total.after == 0) return 0;
    const auto m = static_cast<double>(total.before), n = static_cast<double>(total.after);
    double distance = 0, difference = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const auto& [low, high] = intervals[i];
        if (i > 0) distance += std::abs(difference) * (low - intervals[i - 1].high);
        const double start = difference;
        difference +=
            static_cast<double>(cells[i].before) / m - static_cast<double>(cells[i].after) / n;
        distance += area(start, difference, high - low);
    }
    return distance;
}

}  // namespace ontos::sketches
