#pragma once
// How surprising a difference is if nothing had changed: tests, and what many tests at once allow.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "platform/sketches/distances.hpp"

namespace ontos::sketches {

/// The upper tail of the chi-squared distribution. `degrees` over 0.
double chi_squared_tail(double statistic, double degrees);
/// P(|Z| >= |z|) of a standard normal.
double normal_two_sided_tail(double z);

struct ChiSquared {
    double statistic;
    double degrees;
    double p_value;
};

/// Merges the cell with the fewest rows into the next smallest until every expected count is at
/// least 5, and of two cells at least 10. Stricter than Cochran's rule and deequ's, which let a
/// fifth be smaller: many features are judged by tails of 1e-4, where that is wrong ten times too
/// often. Cells without rows are dropped. Fewer than two cells are left where the rows do not
/// suffice.
std::vector<Cell> pooled(Cells cells);
/// The 2 x K contingency test on the cells as they are: no expectation is the baseline's alone, so
/// an unseen category divides by nothing. nullopt for fewer than two cells with rows, or a side
/// without.
std::optional<ChiSquared> chi_squared_test(Cells cells);
/// The likelihood ratio of the same table.
std::optional<ChiSquared> g_test(Cells cells);
/// How well `after` fits the shares of `before` taken as exact (Evidently's chi-squared): infinite,
/// with p = 0, where a category is unseen.
std::optional<ChiSquared> goodness_of_fit(Cells cells);

/// The probability that, of the rows of both sides, so many of the cell's or more are among those
/// of `after` if a mere draw decides (Fisher's exact test, one tail): for cells of which
/// chi_squared_test expects too few. `of` includes the cell. 1 where the cell or a side is empty.
double exact_tail(const Cell& cell, const Totals& of);

/// P(D >= statistic) of the two-sided one-sample statistic of `rows` rows (scipy's kstwo.sf):
/// within 1e-9 up to 140 rows, within 1e-6 above, and within 1 % where it is over 1e-10 (Simard and
/// L'Ecuyer 2011: Marsaglia, Tsang and Wang; Pelz and Good; Smirnov).
double kolmogorov_tail(double statistic, double rows);
/// The two-sample form that scipy calls asymptotic: kolmogorov_tail with n m / (n + m) rows,
/// rounded.
double kolmogorov_p_value(double statistic, double before_rows, double after_rows);
/// Exact two-sample p-value, by counting paths. O(n m).
double kolmogorov_exact_p_value(double statistic, std::size_t before_rows, std::size_t after_rows);

/// Benjamini and Hochberg: for each p-value the smallest false discovery rate at which it is
/// rejected. In the order of the input.
std::vector<double> false_discovery_rates(std::span<const double> p_values);

/// The Wilson score interval of a share, 95 %. {0, 1} of nothing.
struct ShareInterval {
    double low, high;
};
ShareInterval wilson_interval(double successes, double trials);

}  // namespace ontos::sketches
