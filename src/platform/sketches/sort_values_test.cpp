// Sorting numbers: the order of comparing them, whatever they are.

#include "platform/sketches/sort_values.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace ontos::sketches {
namespace {

TEST(SortValues, agrees_with_comparing) {
    std::mt19937_64 random{1};
    for (int round = 0; round < 60; ++round) {
        std::vector<double> values(random() % 6000);
        for (auto& value : values) {
            if (round % 3 == 0) value = static_cast<double>(random() % 100);
            if (round % 3 == 1) value = std::normal_distribution<double>{0, 1e3}(random);
            if (round % 6 == 5) value = 1.7e9 + static_cast<double>(random() % 1000) / 8;
            if (round % 6 == 2) value = std::bit_cast<double>(random());
            if (std::isnan(value)) value = 0;
        }
        auto expected = values;
        std::ranges::sort(expected);
        sort_values(values);
        ASSERT_EQ(values, expected);
    }
}

TEST(SortValues, places_the_extremes) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::vector<double> values(3000, 1);
    for (const double value : {infinity, -infinity, 0.0, -0.0, 5e-324, -5e-324, 1e308, -1e308})
        values.push_back(value);
    sort_values(values);
    EXPECT_EQ(values.front(), -infinity);
    EXPECT_EQ(values[2], -5e-324);
    EXPECT_TRUE(std::signbit(values[3]));
    EXPECT_FALSE(std::signbit(values[4]));
    EXPECT_EQ(values.back(), infinity);
    EXPECT_TRUE(std::ranges::is_sorted(values));
}

TEST(SortValues, leaves_nothing_as_nothing) {
    std::vector<double> none;
    sort_values(none);
    EXPECT_TRUE(none.empty());
}

}  // namespace
}  // namespace ontos::sketches
