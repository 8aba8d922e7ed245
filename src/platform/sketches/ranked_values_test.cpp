// Runs at quantiles: the same as after sorting, whatever the values.

#include "platform/sketches/ranked_values.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>

namespace ontos::sketches {
namespace {

constexpr std::size_t parts = 128;
using Random = std::mt19937_64;

void expect_runs_as_sorted(const std::vector<double>& values) {
    auto sorted = values;
    std::ranges::sort(sorted);
    const RankedValues ranked{values, parts};
    ASSERT_EQ(ranked.size(), sorted.size());
    ASSERT_EQ(ranked.smallest(), sorted.front());
    ASSERT_EQ(ranked.largest(), sorted.back());
    for (std::size_t i = 1; i <= parts; ++i) {
        const auto value = sorted[(i * sorted.size() + parts - 1) / parts - 1];
        const auto [first, last] = std::ranges::equal_range(sorted, value);
        const auto run = ranked.run_at(i);
        ASSERT_EQ(run.value, value) << i;
        ASSERT_EQ(run.start, static_cast<std::size_t>(first - sorted.begin())) << i;
        ASSERT_EQ(run.end, static_cast<std::size_t>(last - sorted.begin())) << i;
        ASSERT_EQ(run.next, last == sorted.end() ? value : *last) << i;
    }
}

/// Many shapes, with point masses, far outliers and magnitudes from one end to the other.
const std::vector<std::function<double(Random&)>> shapes{
    [](Random& random) { return std::normal_distribution{}(random); },
    [](Random& random) {
        return std::exp(std::normal_distribution{0.0, 5.0}(random));
    },
    [](Random& random) {
        return std::normal_distribution{1e9, 1.0}(random);
    },
    [](Random& random) { return static_cast<double>(random() % 1000); },
    [](Random& random) { return random() % 3 == 0 ? 0.0 : std::normal_distribution{}(random); },
    [](Random& random) {
        return random() % 1000 == 0 ? 1e300 : std::normal_distribution{}(random);
    },
    [](Random& random) { return random() % 2 == 0 ? 1.7e308 : -1.7e308; },
    [](Random& random) { return std::ldexp(1.0, static_cast<int>(random() % 2000) - 1000); },
    [](Random& random) { return 5e-324 * static_cast<double>(random() % 7); },
    [](Random& random) { return random() % 2 == 0 ? -0.0 : 0.0; },
    [](Random&) { return 3.0; }};

TEST(RankedValues, are_what_stands_there_after_sorting) {
    Random random{1};
    for (std::size_t shape = 0; shape < shapes.size(); ++shape)
        for (const std::size_t size : {1u, 2u, 127u, 129u, 999u, 1000u, 5000u, 70'000u}) {
            std::vector<double> values(size);
            std::ranges::generate(values, [&] { return shapes[shape](random); });
            SCOPED_TRACE(testing::Message() << "shape " << shape << ", " << size << " values");
            expect_runs_as_sorted(values);
        }
}

TEST(RankedValues, are_found_where_each_step_leaves_most_of_them_together) {
    std::vector<double> values(20'000, 0.0);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = std::ldexp(1.0 + static_cast<double>(i % 17) / 32, -static_cast<int>(i % 1000));
    expect_runs_as_sorted(values);
}

}  // namespace
}  // namespace ontos::sketches
