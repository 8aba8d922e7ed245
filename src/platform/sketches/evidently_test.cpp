// Evidently's numbers: golden values from its own tests and from runs of it.

#include "platform/sketches/evidently.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

namespace ontos::sketches {
namespace {

using Values = std::vector<double>;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Values normal_values(std::size_t count, double mean, std::uint64_t seed) {
    std::mt19937_64 random{seed};
    std::normal_distribution<double> normal{mean, 1};
    Values values(count);
    std::ranges::generate(values, [&] { return normal(random); });
    return values;
}

TEST(Evidently, fits_its_own_golden_test_of_chi_squared) {
    const std::vector<Cell> cells{{16, 16}, {18, 16}, {16, 16}, {14, 16}, {12, 16}, {12, 8}};
    const auto result = evidently_categories(cells);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->test, EvidentlyTest::chisquare);
    EXPECT_NEAR(result->value, 0.6730876007, 1e-10);
    EXPECT_FALSE(result->drifted);
}

TEST(Evidently, fills_zeros_with_a_ten_thousandth) {
    const std::vector<Cell> cells{{5, 4}, {5, 4}, {0, 2}};
    EXPECT_NEAR(evidently_categories(cells, EvidentlyTest::psi)->value, 1.5640491119, 1e-10);
    EXPECT_NEAR(evidently_categories(cells, EvidentlyTest::jensenshannon)->value, 0.2736453208,
                1e-10);
    const auto unseen = evidently_categories(cells);
    EXPECT_EQ(unseen->value, 0);
    EXPECT_TRUE(unseen->drifted);
}

TEST(Evidently, fills_zeros_beside_tiny_shares_with_a_millionth_of_them) {
    // min share 1e-4 / 2: the fill is 5e-11, and one side's whole rest moves to the new cell.
    const std::vector<Cell> cells{{19'999, 0}, {1, 1}, {0, 1}};
    const auto psi = evidently_categories(cells, EvidentlyTest::psi)->value;
    const double p[] = {0.99995, 0.00005, 5e-11}, q[] = {1e-4, 0.5, 0.5};
    double expected = 0;
    for (int i = 0; i < 3; ++i) expected += (p[i] - q[i]) * std::log(p[i] / q[i]);
    EXPECT_NEAR(psi, expected, 1e-9);
}

TEST(Evidently, chooses_its_test_by_rows_and_distinct_values) {
    const auto chosen = [](std::size_t rows, int distinct) {
        Values values;
        for (std::size_t i = 0; i < rows; ++i)
            values.push_back(static_cast<double>(i % static_cast<std::size_t>(distinct)));
        return evidently_numbers(values, values)->test;
    };
    EXPECT_EQ(chosen(1000, 2), EvidentlyTest::z);
    EXPECT_EQ(chosen(1000, 5), EvidentlyTest::chisquare);
    EXPECT_EQ(chosen(1000, 6), EvidentlyTest::ks);
    EXPECT_EQ(chosen(1001, 5), EvidentlyTest::jensenshannon);
    EXPECT_EQ(chosen(1001, 6), EvidentlyTest::wasserstein);
    EXPECT_EQ(evidently_categories(std::vector<Cell>{{1001, 5}, {3, 4}})->test,
              EvidentlyTest::jensenshannon);
    EXPECT_EQ(evidently_categories(std::vector<Cell>{{10, 5}, {3, 4}})->test, EvidentlyTest::z);
}

TEST(Evidently, has_the_exact_p_value_of_scipy) {
    Values a, b;
    for (int i = 0; i < 10; ++i) {
        a.push_back(i);
        b.push_back(i + 3.5);
    }
    EXPECT_NEAR(evidently_numbers(a, b)->value, 0.4175236528, 1e-10);
}

// The pitfall of section 1.3 of the reference: what our own bins are not moved by.
TEST(Evidently, is_fooled_by_one_outlier_as_the_original_is) {
    const auto before = normal_values(10'000, 0, 1);
    auto after = normal_values(10'000, 0.5, 2);
    EXPECT_NEAR(evidently_numbers(before, after, EvidentlyTest::psi)->value, 0.23, 0.04);
    EXPECT_NEAR(evidently_numbers(before, after)->value, 0.482, 0.03);
    after.front() = 1e6;
    EXPECT_LT(evidently_numbers(before, after, EvidentlyTest::psi)->value, 0.02);
    EXPECT_LT(evidently_numbers(before, after, EvidentlyTest::jensenshannon)->value, 0.02);
    EXPECT_NEAR(evidently_numbers(before, after)->value, 100, 2);
}

TEST(Evidently, drops_what_is_not_finite_and_says_nothing_of_the_rest_of_nothing) {
    const Values values{1, 2, 3, 4, 5, 6, 7}, dirty{1, 2, nan, 3, 4, 5, 6, 7, INFINITY};
    EXPECT_EQ(evidently_numbers(values, dirty)->value, 1);
    EXPECT_FALSE(evidently_numbers(values, Values{nan}));
    EXPECT_FALSE(evidently_categories({}));
    EXPECT_FALSE(evidently_categories(std::vector<Cell>{{5, 5}}, EvidentlyTest::ks));
}

TEST(Evidently, bears_constants) {
    const Values sevens(2000, 7), eights(2000, 8);
    EXPECT_EQ(evidently_numbers(sevens, sevens)->value, 0);
    EXPECT_TRUE(evidently_numbers(sevens, eights)->drifted);
    EXPECT_EQ(evidently_numbers(sevens, eights, EvidentlyTest::wasserstein)->value, 1000);
    EXPECT_EQ(evidently_numbers(Values{7}, Values{7})->value, 1);
}

}  // namespace
}  // namespace ontos::sketches
