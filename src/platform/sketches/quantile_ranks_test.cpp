// Ranks of quantiles against definitions and known intervals.

#include "platform/sketches/quantile_ranks.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace ontos::sketches {
namespace {

/// P(B <= k) of Binomial(n, p), summed the slow and obvious way.
double binomial_below_or_at(std::uint64_t k, std::uint64_t n, double p) {
    double sum = 0;
    const auto size = static_cast<double>(n);
    for (double i = 0; i <= static_cast<double>(k); ++i)
        sum += std::exp(std::lgamma(size + 1) - std::lgamma(i + 1) - std::lgamma(size - i + 1) +
                        i * std::log(p) + (size - i) * std::log1p(-p));
    return sum;
}

TEST(NearestRank, is_the_ceiling_of_q_n_without_rounding_noise) {
    EXPECT_EQ(nearest_rank(0.07, 100), 7u);
    EXPECT_EQ(nearest_rank(0.99, 100), 99u);
    EXPECT_EQ(nearest_rank(0.99, 101), 100u);
    EXPECT_EQ(nearest_rank(0, 5), 1u);
    EXPECT_EQ(nearest_rank(1, 5), 5u);
    for (std::uint64_t n = 1; n < 5000; ++n)
        for (std::uint64_t thousandths = 1; thousandths < 1000; thousandths += 37)
            ASSERT_EQ(nearest_rank(static_cast<double>(thousandths) / 1000, n),
                      (thousandths * n + 999) / 1000)
                << thousandths << " of " << n;
}

// reference/monitoring.md 2.3: p99 with n=100 lies between q .970 and max; 1000: .983 to .997;
// 10,000: .988 to .992.
TEST(QuantileRanks, reproduce_the_known_intervals_of_p99) {
    EXPECT_EQ(quantile_ranks(0.99, 100).low, 97u);
    EXPECT_EQ(quantile_ranks(0.99, 100).high, 100u);
    EXPECT_EQ(quantile_ranks(0.99, 1000).low, 983u);
    EXPECT_EQ(quantile_ranks(0.99, 1000).high, 997u);
    EXPECT_NEAR(static_cast<double>(quantile_ranks(0.99, 10'000).low), 9880, 2);
    EXPECT_NEAR(static_cast<double>(quantile_ranks(0.99, 10'000).high), 9920, 2);
}

TEST(QuantileRanks, leave_at_most_2_5_percent_on_each_side_and_are_the_tightest_that_do) {
    for (const double q : {0.01, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999})
        for (const std::uint64_t n : {2u, 7u, 40u, 143u, 1000u, 9999u}) {
            const auto [low, high] = quantile_ranks(q, n);
            if (low > 1) {
                EXPECT_LE(binomial_below_or_at(low - 1, n, q), 0.025 + 1e-9) << q << " " << n;
            }
            EXPECT_GT(binomial_below_or_at(low, n, q), 0.025) << q << " " << n;
            if (high < n) {
                EXPECT_LE(1 - binomial_below_or_at(high - 1, n, q), 0.025 + 1e-9) << q << " " << n;
            }
            if (high > 1) {
                EXPECT_GT(1 - binomial_below_or_at(high - 2, n, q), 0.025) << q << " " << n;
            }
        }
}

TEST(QuantileRanks, of_large_samples_are_near_the_exact_ones) {
    const auto just_exact = quantile_ranks(0.99, 10'000), just_not = quantile_ranks(0.99, 10'001);
    EXPECT_NEAR(static_cast<double>(just_exact.low), static_cast<double>(just_not.low), 3);
    EXPECT_NEAR(static_cast<double>(just_exact.high), static_cast<double>(just_not.high), 4);
    EXPECT_LE(quantile_ranks(0.99, 1u << 30).high, 1u << 30);
}

TEST(QuantileRanks, of_one_value_are_that_value) {
    EXPECT_EQ(quantile_ranks(0.99, 1).low, 1u);
    EXPECT_EQ(quantile_ranks(0.99, 1).high, 1u);
}

}  // namespace
}  // namespace ontos::sketches
