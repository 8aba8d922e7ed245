#pragma once
// Which ordered values of a sample stand for a quantile, and between which two it surely lies.

#include <cstdint>

namespace ontos::sketches {

/// ceil(q n), at least 1 and at most n: the nearest-rank definition. Products that only rounding
/// lifts over an integer (0.07 * 100) count as that integer. `n` at least 1.
std::uint64_t nearest_rank(double q, std::uint64_t n);

struct Ranks {
    std::uint64_t low, high;
};

/// Ranks whose values hold the population's q-quantile between them with at least 95 % confidence,
/// 2.5 % on each side: with B ~ Binomial(n, q), P(B < low) <= 0.025 and P(B >= high) <= 0.025
/// (David and Nagaraja, Order Statistics, section 7.1). Where no such rank exists, 1 or n. Exact up
/// to n = 10,000; above, the normal approximation, one rank wider.
Ranks quantile_ranks(double q, std::uint64_t n);

}  // namespace ontos::sketches
