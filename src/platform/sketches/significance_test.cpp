// Tests of significance: golden values of scipy, pooling, corrections.

#include "platform/sketches/significance.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace ontos::sketches {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Pointwise;
using Counts = std::vector<Cell>;

const Counts golden{{16, 16}, {18, 16}, {16, 16}, {14, 16}, {12, 16}, {12, 8}};

std::vector<std::pair<std::uint64_t, std::uint64_t>> pairs(const Counts& cells) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> out;
    for (const auto& [before, after] : cells) out.emplace_back(before, after);
    return out;
}

TEST(ChiSquared, has_the_values_of_scipy) {
    const auto contingency = chi_squared_test(golden);
    ASSERT_TRUE(contingency);
    EXPECT_NEAR(contingency->statistic, 1.6224089636, 1e-10);
    EXPECT_NEAR(contingency->p_value, 0.8985262394, 1e-10);
    EXPECT_EQ(contingency->degrees, 5);
    const auto g = g_test(golden);
    ASSERT_TRUE(g);
    EXPECT_NEAR(g->statistic, 1.6299560650, 1e-10);
    EXPECT_NEAR(g->p_value, 0.8976032399, 1e-10);
    const auto fit = goodness_of_fit(golden);
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->statistic, 3.1746031746, 1e-10);
    EXPECT_NEAR(fit->p_value, 0.6730876007, 1e-10);
}

TEST(ChiSquared, survives_what_the_baseline_did_not_have) {
    const Counts cells{{50, 40}, {50, 40}, {0, 20}};
    EXPECT_TRUE(std::isfinite(chi_squared_test(cells)->statistic));
    EXPECT_LT(chi_squared_test(cells)->p_value, 1e-4);
    EXPECT_EQ(goodness_of_fit(cells)->p_value, 0);
}

TEST(ChiSquared, says_nothing_about_one_cell_or_no_rows) {
    EXPECT_EQ(chi_squared_test(Counts{{5, 5}}), std::nullopt);
    EXPECT_EQ(chi_squared_test(Counts{{5, 5}, {0, 0}}), std::nullopt);
    EXPECT_EQ(chi_squared_test(Counts{{5, 0}, {5, 0}}), std::nullopt);
    EXPECT_EQ(chi_squared_test(Counts{}), std::nullopt);
}

// scipy.stats.fisher_exact(alternative="greater").
TEST(ExactTail, has_the_values_of_scipy) {
    const auto is = [](const Cell& cell, const Totals& of, double wanted) {
        EXPECT_NEAR(exact_tail(cell, of) / wanted, 1, 1e-9);
    };
    is({0, 29}, {398, 57}, 2.736219927340118e-30);
    is({0, 13}, {398, 100}, 4.475071630825617e-10);
    is({0, 15}, {2000, 300}, 3.9469050242170537e-14);
    is({3, 9}, {500, 120}, 3.827500392133588e-05);
    is({7, 1}, {40, 30}, 0.9918536200982664);
    is({2, 2}, {10, 10}, 0.7089783281733746);
    EXPECT_EQ(exact_tail({0, 0}, {10, 10}), 1);
    EXPECT_EQ(exact_tail({10, 0}, {10, 0}), 1);
}

TEST(Pooling, leaves_tables_alone_that_suffice) { EXPECT_EQ(pooled(golden).size(), 6u); }

TEST(Pooling, merges_the_smallest_until_none_is_small) {
    const Counts seven{{60, 60}, {1, 0}, {100, 100}, {2, 1}, {80, 80}, {90, 95}, {70, 75}, {0, 0}};
    EXPECT_THAT(pairs(pooled(seven)),
                ElementsAre(std::pair{100, 100}, std::pair{90, 95}, std::pair{80, 80},
                            std::pair{70, 75}, std::pair{63, 61}));
    EXPECT_EQ(pooled(Counts{{100, 100}, {90, 95}, {2, 1}}).size(), 2u);
    EXPECT_EQ(pooled(Counts{{2, 2}, {2, 2}}).size(), 1u);
    EXPECT_EQ(pooled(Counts{{9, 9}, {50, 50}}).size(), 1u);
    EXPECT_EQ(pooled(Counts{{10, 10}, {50, 50}}).size(), 2u);
}

TEST(ChiSquaredTail, reaches_far_out) {
    EXPECT_NEAR(chi_squared_tail(3.841458820694124, 1), 0.05, 1e-14);
    EXPECT_NEAR(chi_squared_tail(1000, 10) / 1.870290720915977e-208, 1, 1e-9);
    EXPECT_EQ(chi_squared_tail(0, 5), 1);
    EXPECT_EQ(chi_squared_tail(INFINITY, 5), 0);
}

TEST(KolmogorovTail, has_the_values_of_scipy) {
    EXPECT_NEAR(kolmogorov_tail(0.05, 500), 0.1586626022, 1e-9);
    EXPECT_NEAR(kolmogorov_p_value(0.4, 10, 10), 0.3088, 5e-5);
    EXPECT_NEAR(kolmogorov_exact_p_value(0.4, 10, 10), 0.4175236528, 1e-10);
}

TEST(KolmogorovTail, is_certain_for_no_difference_and_impossible_for_all) {
    EXPECT_EQ(kolmogorov_tail(0, 100), 1);
    EXPECT_EQ(kolmogorov_tail(1, 100), 0);
    EXPECT_NEAR(kolmogorov_exact_p_value(1, 5, 5), 2 / 252.0, 1e-15);
    EXPECT_EQ(kolmogorov_exact_p_value(0, 5, 7), 1);
}

// Methods change at 140 and at 1,000 rows, and within each range.
TEST(KolmogorovTail, falls_without_steps_where_one_method_follows_another) {
    for (const double rows : {50.0, 140.0, 141.0, 1000.0, 1001.0, 1e6}) {
        double last = 1;
        for (double z = 0.3; z < 3.5; z += 0.01) {
            const double p = kolmogorov_tail(z / std::sqrt(rows), rows);
            ASSERT_LE(p, last + 1e-9) << rows << " " << z;
            ASSERT_GT(p, last * 0.8 - 1e-12) << rows << " " << z;
            last = p;
        }
    }
}

TEST(FalseDiscoveryRates, reject_the_first_two_of_the_example) {
    const std::vector<double> p{0.001, 0.008, 0.039, 0.041, 0.042,
                                0.06,  0.074, 0.205, 0.212, 0.216};
    const auto rates = false_discovery_rates(p);
    EXPECT_NEAR(rates[0], 0.01, 1e-15);
    EXPECT_NEAR(rates[1], 0.04, 1e-15);
    for (std::size_t i = 2; i < rates.size(); ++i) EXPECT_GT(rates[i], 0.05);
    EXPECT_NEAR(rates[9], 0.216, 1e-15);
}

TEST(FalseDiscoveryRates, keep_the_order_of_the_input) {
    const auto rates = false_discovery_rates(std::vector{0.5, 0.01, 1.0});
    EXPECT_THAT(rates, Pointwise(testing::DoubleEq(), {0.75, 0.03, 1.0}));
    EXPECT_THAT(false_discovery_rates({}), testing::IsEmpty());
}

TEST(WilsonInterval, has_the_values_of_the_textbook) {
    const auto half = wilson_interval(5, 10);
    EXPECT_NEAR(half.low, 0.2365931, 1e-7);
    EXPECT_NEAR(half.high, 0.7634069, 1e-7);
    const auto none = wilson_interval(0, 20);
    EXPECT_EQ(none.low, 0);
    EXPECT_NEAR(none.high, 0.1611252, 1e-7);
    EXPECT_EQ(wilson_interval(0, 0).high, 1);
}

}  // namespace
}  // namespace ontos::sketches
