// The Dirichlet mixture's evidence.

#include "platform/sketches/evidence.hpp"

#include <cmath>

namespace ontos::sketches {

namespace {

/// The standard's lgamma writes a global.
double log_gamma(double x) {
    int sign = 0;
    return ::lgamma_r(x, &sign);
}

constexpr double smoothing = 0.5;

double rows_with_smoothing(Cells cells) {
    return static_cast<double>(totals(cells).before) +
           smoothing * static_cast<double>(cells.size());
}

/// Of `after`, in the order in which it came, by a Dirichlet mixture around the shares of `before`.
double log_likelihood(Cells cells, double concentration) {
    const double all = rows_with_smoothing(cells);
    double sum = log_gamma(concentration) -
                 log_gamma(concentration + static_cast<double>(totals(cells).after));
    for (const auto& [before, after] : cells) {
        if (after == 0) continue;
        const double part = concentration * (static_cast<double>(before) + smoothing) / all;
        sum += log_gamma(part + static_cast<double>(after)) - log_gamma(part);
    }
    return sum;
}

}  // namespace

double log_evidence(Cells cells, double c) {
    const auto total = totals(cells);
    if (total.before == 0 || total.after == 0) return 0;
    const double all = rows_with_smoothing(cells);
    double evidence = log_likelihood(cells, c);
    for (const auto& [before, after] : cells)
        evidence -=
            static_cast<double>(after) * std::log((static_cast<double>(before) + smoothing) / all);
    return evidence;
}

double two_sample_evidence(Cells cells, double c) {
    const auto total = totals(cells);
    if (total.before == 0 || total.after == 0) return 0;
    return log_likelihood(cells, c) - log_likelihood(cells, rows_with_smoothing(cells));
}

bool evidence_holds(const Totals& rows) { return rows.after <= 2 * rows.before; }

}  // namespace ontos::sketches
