// Order statistics of the binomial distribution.

#include "platform/sketches/quantile_ranks.hpp"

#include <algorithm>
#include <cmath>

namespace ontos::sketches {

namespace {

constexpr double tail = 0.025;
constexpr double tail_deviations = 1.959963984540054;  // the normal quantile of 0.975
constexpr std::uint64_t exact_up_to = 10'000;

/// P(B = k + 1) / P(B = k).
double step_up(double k, double n, double odds) { return (n - k) / (k + 1) * odds; }

/// The largest k with P(B < k) <= tail. Probabilities are taken relative to that of a value near
/// the mean, and those under 1e-30 of it are left out.
std::uint64_t largest_with_tail_below(double p, double n) {
    constexpr double negligible = 1e-30;
    const double middle = std::floor(n * p), odds = p / (1 - p);
    double total = 1;
    double weight = 1;
    for (double k = middle; k < n && weight > negligible; ++k)
        total += weight *= step_up(k, n, odds);
    double lowest = middle;
    weight = 1;
    for (; lowest > 0 && weight > negligible; --lowest)
        total += weight /= step_up(lowest - 1, n, odds);

    double k = lowest;
    for (double below = weight; below <= tail * total && k < n; ++k)
        below += weight *= step_up(k, n, odds);
    return static_cast<std::uint64_t>(k);
}

Ranks exact_ranks(double q, std::uint64_t n) {
    // n - B ~ Binomial(n, 1 - q): the upper rank is the lower one seen from above.
    const auto size = static_cast<double>(n);
    return {largest_with_tail_below(q, size), n + 1 - largest_with_tail_below(1 - q, size)};
}

Ranks approximate_ranks(double q, std::uint64_t n) {
    const auto size = static_cast<double>(n);
    const double reach = tail_deviations * std::sqrt(size * q * (1 - q));
    return {static_cast<std::uint64_t>(std::max(1.0, std::floor(size * q - reach) - 1)),
            static_cast<std::uint64_t>(std::ceil(size * q + reach) + 2)};
}

}  // namespace

std::uint64_t nearest_rank(double q, std::uint64_t n) {
    const double product = q * static_cast<double>(n);
    const double rank = std::ceil(product * (1 - 1e-14));
    return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(rank), 1, n);
}

Ranks quantile_ranks(double q, std::uint64_t n) {
    if (q <= 0 || q >= 1) return {1, n};
    const auto found = n <= exact_up_to ? exact_ranks(q, n) : approximate_ranks(q, n);
    return {std::clamp<std::uint64_t>(found.low, 1, n),
            std::clamp<std::uint64_t>(found.high, 1, n)};
}

}  // namespace ontos::sketches
