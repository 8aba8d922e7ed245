#pragma once
// How far apart two distributions are that were counted in the same bins.

#include <cstdint>
#include <span>

namespace ontos::sketches {

/// One bin, as both sides counted it.
struct Cell {
    std::uint64_t before, after;
};
using Cells = std::span<const Cell>;

struct Totals {
    std::uint64_t before = 0, after = 0;
};
Totals totals(Cells cells);

/// What stands for a share of zero where a logarithm is taken of it; shares are not renormalised.
/// Evidently's number.
constexpr double share_floor = 1e-4;

// Shares are p (before) and q (after). All are 0 where one side has no rows. Logarithms are
// natural.

/// Population stability index, the sum over cells of (q - p) ln(q / p). At least 0. Cells that are
/// empty on one side count with share_floor there, those empty on both not at all.
double population_stability_index(Cells cells);
/// A cell's part of it.
double index_term(double p, double q);
/// What the index would be on average without any drift: (cells - 1) (1/n + 1/m), counting cells
/// that are not empty on both sides.
double expected_index(Cells cells);
/// The sum of p ln(p / q), with share_floor as above.
double kullback_leibler(Cells cells);
/// From 0 to ln 2; of base 2 it is divided by ln 2.
double jensen_shannon_divergence(Cells cells);
/// The square root of the divergence: a metric, from 0 to 0.8326.
double jensen_shannon_distance(Cells cells);
/// From 0 to 1.
double hellinger_distance(Cells cells);
/// Half the sum of |p - q|, from 0 to 1.
double total_variation(Cells cells);
/// The largest |p - q|, from 0 to 1.
double largest_difference(Cells cells);

/// Where a cell's values lie; of a single value both are that value.
struct Interval {
    double low, high;
};

/// What can be said of sup |F - G| of the values when only their cells are known.
struct KolmogorovBounds {
    double at_edges;  ///< never more than the exact statistic
    double at_most;   ///< never less: a cell that is no single value adds its smaller share
};
/// Cells and their intervals in the order of the values.
KolmogorovBounds kolmogorov_bounds(Cells cells, std::span<const Interval> intervals);
/// The integral of |F - G|, with values spread evenly over their cell's interval (exact for single
/// values). The error is at most the sum over cells of width times the smaller share. Units of the
/// values.
double wasserstein_distance(Cells cells, std::span<const Interval> intervals);

}  // namespace ontos::sketches
