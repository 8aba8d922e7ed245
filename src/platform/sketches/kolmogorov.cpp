// The distribution of the Kolmogorov-Smirnov statistic.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "platform/sketches/significance.hpp"

namespace ontos::sketches {

namespace {

using std::numbers::pi;

constexpr double exact_p_rows_max = 140;
constexpr double smirnov_rows_max = 1000;
constexpr double scale_step = 0x1p128;
constexpr int scale_bits = 128;

/// A square matrix times 2^exponent.
struct Scaled {
    std::vector<double> cells;
    int exponent = 0;
};

Scaled product(const Scaled& a, const Scaled& b, std::size_t size) {
    Scaled out{std::vector<double>(size * size, 0.0), a.exponent + b.exponent};
    for (std::size_t row = 0; row < size; ++row)
        for (std::size_t inner = 0; inner < size; ++inner)
            for (std::size_t column = 0; column < size; ++column)
                out.cells[row * size + column] +=
                    a.cells[row * size + inner] * b.cells[inner * size + column];
    if (out.cells[size / 2 * size + size / 2] > scale_step) {
        for (auto& cell : out.cells) cell /= scale_step;
        out.exponent += scale_bits;
    }
    return out;
}

Scaled power(Scaled base, std::size_t exponent, std::size_t size) {
    Scaled out{std::vector<double>(size * size, 0.0)};
    for (std::size_t i = 0; i < size; ++i) out.cells[i * size + i] = 1;
    for (; exponent > 0; exponent /= 2) {
        if (exponent % 2 == 1) out = product(out, base, size);
        base = product(base, base, size);
    }
    return out;
}

/// Durbin's matrix in the form of Marsaglia, Tsang and Wang (2003); h = k - n d.
Scaled durbin_matrix(std::size_t size, double h) {
    Scaled matrix{std::vector<double>(size * size, 0.0)};
    const auto at = [&](std::size_t row, std::size_t column) -> double& {
        return matrix.cells[row * size + column];
    };
    for (std::size_t row = 0; row < size; ++row)
        for (std::size_t column = 0; column <= std::min(row + 1, size - 1); ++column)
            at(row, column) = 1;
    for (std::size_t i = 0; i < size; ++i) {
        at(i, 0) -= std::pow(h, i + 1);
        at(size - 1, i) -= std::pow(h, size - i);
    }
    if (2 * h > 1) at(size - 1, 0) += std::pow(2 * h - 1, size);
    for (std::size_t row = 0; row < size; ++row)
        for (std::size_t column = 0; column <= row; ++column)
            at(row, column) /= std::tgamma(static_cast<double>(row - column + 2));
    return matrix;
}

/// P(D < d), exact but for rounding.
double exact_distribution(double rows, double d) {
    const double k = std::ceil(rows * d);
    const auto size = static_cast<std::size_t>(2 * k - 1);
    const auto n = static_cast<std::size_t>(rows);
    const auto raised = power(durbin_matrix(size, k - rows * d), n, size);
    double probability = raised.cells[size / 2 * size + size / 2];
    int exponent = raised.exponent;
    for (std::size_t i = 1; i <= n; ++i) {
        probability *= static_cast<double>(i) / rows;
        if (probability < 1 / scale_step) {
            probability *= scale_step;
            exponent -= scale_bits;
        }
    }
    return std::ldexp(probability, exponent);
}

/// P(D < d) by the four terms of Pelz and Good (1976), as Simard and L'Ecuyer (2011) give them.
double pelz_good(double rows, double d) {
    const double z2 = rows * d * d, z = std::sqrt(z2), z4 = z2 * z2, z6 = z4 * z2;
    const double pi2 = pi * pi, pi4 = pi2 * pi2, pi6 = pi4 * pi2;
    double k0 = 0, k1 = 0, k2 = 0, k3 = 0, k2_more = 0, k3_more = 0;
    const int terms = static_cast<int>(std::ceil(16 * z / pi));
    for (int k = 1; k <= terms; ++k) {
        const double odd = 2 * k - 1, o2 = odd * odd, o4 = o2 * o2, o6 = o4 * o2;
        const double weight = std::exp(-pi2 * o2 / (8 * z2));
        k0 += weight;
        k1 += weight * (pi2 / 4 * o2 - z2);
        k2 += weight *
              (6 * z6 + 2 * z4 + pi2 / 4 * (2 * z4 - 5 * z2) * o2 + pi4 / 16 * (1 - 2 * z2) * o4);
        k3 += weight * (-30 * z6 - 90 * z6 * z2 + pi2 / 4 * (135 * z4 - 96 * z6) * o2 +
                        pi4 / 16 * (212 * z4 - 60 * z2) * o4 + pi6 / 64 * (5 - 30 * z2) * o6);
        const double full = k, f2 = full * full, wide = std::exp(-pi2 * f2 / (2 * z2));
        k2_more += wide * f2;
        k3_more += wide * f2 * (3 * z2 - pi2 * f2);
    }
    const double root = std::sqrt(2 * pi), n = rows, s = std::sqrt(rows);
    return root *
           (k0 / z + k1 / (6 * z4) / s + (k2 / (72 * z6 * z) - k2_more * pi2 / (36 * z2 * z)) / n +
            (k3 / (6480 * z6 * z4) + k3_more * pi2 / (216 * z6)) / (n * s));
}

/// P(D+ >= d): Smirnov's sum up to 1,000 rows, above it the first terms of its expansion.
double one_sided_tail(double rows, double d) {
    if (rows > smirnov_rows_max) {
        const double root = 6 * rows * d + 1;
        return std::exp(-root * root / (18 * rows));
    }
    const auto last = static_cast<int>(std::floor(rows * (1 - d)));
    double log_choose = 0, sum = 0;
    for (int j = 0; j <= last; ++j) {
        const double share = d + j / rows;
        const double rest = rows - j;
        const double tail = 1 - share > 0 ? rest * std::log1p(-share) : (rest > 0 ? -INFINITY : 0);
        sum += std::exp(log_choose + (j - 1) * std::log(share) + tail);
        log_choose += std::log(rest / (j + 1));
    }
    return d * sum;
}

}  // namespace

double kolmogorov_tail(double statistic, double rows) {
    if (!(rows >= 1) || rows * statistic <= 0.5) return 1;
    if (statistic >= 1) return 0;
    const double squared = rows * statistic * statistic;
    const bool is_exact = rows <= exact_p_rows_max;
    // Beyond, the difference to 1 would lose its digits.
    const double far = rows > smirnov_rows_max ? 12 : 4;
    if (squared >= far) return std::min(2 * one_sided_tail(rows, statistic), 1.0);
    const double below =
        is_exact ? exact_distribution(rows, statistic) : pelz_good(rows, statistic);
    return std::clamp(1 - below, 0.0, 1.0);
}

double kolmogorov_p_value(double statistic, double before_rows, double after_rows) {
    return kolmogorov_tail(statistic,
                           std::round(before_rows * after_rows / (before_rows + after_rows)));
}

/// The share of lattice paths from (0, 0) to (n, m) that touch |i / n - j / m| >= d, by the
/// probability that a path is at (i, j) and never touched it (Hodges 1957).
double kolmogorov_exact_p_value(double statistic, std::size_t before_rows, std::size_t after_rows) {
    const auto n = static_cast<double>(before_rows), m = static_cast<double>(after_rows);
    // The statistic is a multiple of 1 / lcm(n, m): half a step below it no tie is misjudged.
    const auto step = 1.0 / (n / static_cast<double>(std::gcd(before_rows, after_rows)) * m);
    const double bound = statistic - step / 2;
    std::vector<double> inside(after_rows + 1, 0.0);
    for (std::size_t i = 0; i <= before_rows; ++i) {
        const auto x = static_cast<double>(i);
        for (std::size_t j = 0; j <= after_rows; ++j) {
            const auto y = static_cast<double>(j);
            if (std::abs(x / n - y / m) >= bound) {
                inside[j] = 0;
            } else if (i == 0 && j == 0) {
                inside[j] = 1;
            } else {
                // Given i + j draws, those of the first sample are hypergeometric.
                const double from_left = j > 0 ? inside[j - 1] * (m - y + 1) : 0;
                const double from_below = i > 0 ? inside[j] * (n - x + 1) : 0;
                inside[j] = (from_left + from_below) / (n + m - x - y + 1);
            }
        }
    }
    return std::clamp(1 - inside[after_rows], 0.0, 1.0);
}

}  // namespace ontos::sketches
