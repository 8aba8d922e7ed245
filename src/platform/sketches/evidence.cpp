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

}  // namespace

double log_evidence(Cells cells, double c) {
    const auto total = totals(cells);
    if (total.before == 0 || total.after == 0) return 0;
    constexpr double smoothing = 0.5;
    const double all =
        static_cast<double>(total.before) + smoothing * static_cast<double>(cells.size());
    double evidence = log_gamma(c) - log_gamma(c + static_cast<double>(total.after));
    for (const auto& [before, after] : cells) {
        if (after == 0) continue;
        const double share = (static_cast<double>(before) + smoothing) / all;
        const auto n = static_cast<double>(after);
        evidence += log_gamma(c * share + n) - log_gamma(c * share) - n * std::log(share);
    }
    return evidence;
}

bool evidence_holds(const Totals& rows) { return rows.after <= 2 * rows.before; }

}  // namespace ontos::sketches
