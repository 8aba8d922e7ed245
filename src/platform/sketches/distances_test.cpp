// Distances: golden values of scipy, and what must hold for all counts.

#include "platform/sketches/distances.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <numbers>
#include <random>

namespace ontos::sketches {
namespace {

using Counts = std::vector<Cell>;

const Counts golden{{16, 16}, {18, 16}, {16, 16}, {14, 16}, {12, 16}, {12, 8}};
const Counts with_unseen{{5, 4}, {5, 4}, {0, 2}};

Counts random_cells(std::mt19937_64& random) {
    Counts cells(2 + random() % 40);
    for (auto& cell : cells) cell = {random() % 50 * (random() % 4 > 0), random() % 50};
    cells.front() = {1, 1};
    return cells;
}

TEST(Distances, have_the_values_of_scipy) {
    EXPECT_NEAR(population_stability_index(golden), 0.03721838, 5e-9);
    EXPECT_NEAR(kullback_leibler(golden), 0.01890968, 5e-9);
    EXPECT_NEAR(jensen_shannon_distance(golden), 0.06804820, 5e-9);
    EXPECT_NEAR(jensen_shannon_distance(golden) / std::sqrt(std::numbers::ln2), 0.08173421, 5e-9);
    EXPECT_NEAR(hellinger_distance(golden), 0.06812774, 5e-9);
    EXPECT_NEAR(total_variation(golden), 0.06818182, 5e-9);
    EXPECT_NEAR(largest_difference(golden), 0.04545455, 5e-9);
}

TEST(Distances, stay_finite_where_a_category_is_unseen) {
    EXPECT_NEAR(population_stability_index(with_unseen), 1.5640491119, 1e-10);
    EXPECT_NEAR(jensen_shannon_distance(with_unseen), 0.2736453208, 1e-10);
    EXPECT_NEAR(jensen_shannon_distance(with_unseen) / std::sqrt(std::numbers::ln2), 0.3286815269,
                1e-10);
    EXPECT_NEAR(total_variation(with_unseen), 0.2, 1e-15);
}

TEST(Distances, of_nothing_are_zero) {
    for (const Counts& cells : {Counts{}, Counts{{5, 0}, {5, 0}}, Counts{{0, 0}}}) {
        EXPECT_EQ(population_stability_index(cells), 0);
        EXPECT_EQ(expected_index(cells), 0);
        EXPECT_EQ(jensen_shannon_distance(cells), 0);
        EXPECT_EQ(hellinger_distance(cells), 0);
        EXPECT_EQ(total_variation(cells), 0);
    }
}

TEST(Distances, expect_of_the_index_what_chance_alone_gives) {
    EXPECT_DOUBLE_EQ(expected_index(Counts{{50, 100}, {50, 0}, {0, 0}}), 1 / 100.0 + 1 / 100.0);
}

TEST(Distances, keep_their_ranges_and_their_relations) {
    std::mt19937_64 random{1};
    for (int round = 0; round < 2000; ++round) {
        const auto cells = random_cells(random);
        auto swapped = cells;
        for (auto& cell : swapped) std::swap(cell.before, cell.after);
        const double variation = total_variation(cells), hellinger = hellinger_distance(cells);
        const double divergence = jensen_shannon_divergence(cells);
        EXPECT_GE(population_stability_index(cells), 0);
        EXPECT_NEAR(population_stability_index(cells), population_stability_index(swapped), 1e-12);
        EXPECT_NEAR(divergence, jensen_shannon_divergence(swapped), 1e-12);
        EXPECT_LE(divergence, std::numbers::ln2 * variation + 1e-12);
        EXPECT_LE(hellinger * hellinger, variation + 1e-12);
        EXPECT_LE(variation, std::numbers::sqrt2 * hellinger + 1e-12);
        EXPECT_LE(largest_difference(cells), variation + 1e-12);
    }
}

TEST(Wasserstein, has_the_values_of_scipy_for_single_values) {
    const std::vector<Interval> six{{0, 0}, {1, 1}, {3, 3}, {5, 5}, {6, 6}, {8, 8}};
    const Counts cells{{1, 0}, {1, 0}, {1, 0}, {0, 1}, {0, 1}, {0, 1}};
    EXPECT_DOUBLE_EQ(wasserstein_distance(cells, six), 5.0);
    const std::vector<Interval> two{{0, 0}, {1, 1}};
    EXPECT_DOUBLE_EQ(wasserstein_distance(Counts{{3, 2}, {1, 2}}, two), 0.25);
}

TEST(Wasserstein, takes_the_way_within_a_bin_into_account) {
    const std::vector<Interval> bins{{0, 1}, {1, 2}};
    // F - G goes 0, 1/2, 0 over the two bins; and 0, 1/4, 0 where a quarter moves.
    EXPECT_DOUBLE_EQ(wasserstein_distance(Counts{{4, 2}, {0, 2}}, bins), 0.5);
    EXPECT_DOUBLE_EQ(wasserstein_distance(Counts{{3, 2}, {1, 2}}, bins), 0.25);
}

TEST(Wasserstein, adds_both_sides_where_the_difference_changes_its_sign) {
    const std::vector<Interval> bins{{0, 0}, {0, 1}, {1, 1}};
    // F - G goes from 1/2 to -1/2 within the bin.
    EXPECT_DOUBLE_EQ(wasserstein_distance(Counts{{2, 0}, {0, 4}, {2, 0}}, bins), 0.25);
}

TEST(KolmogorovBounds, hold_the_exact_statistic_between_them) {
    std::mt19937_64 random{2};
    std::normal_distribution<double> normal;
    for (int round = 0; round < 300; ++round) {
        std::vector<double> a(20 + random() % 200), b(20 + random() % 200);
        for (auto& x : a) x = normal(random);
        for (auto& x : b) x = normal(random) * 1.2 + 0.2;
        const std::vector<Interval> intervals{{-9, -1}, {-1, 0}, {0, 0.5}, {0.5, 9}};
        Counts cells(4, Cell{0, 0});
        const auto place = [&](double x) { return x < -1 ? 0u : x < 0 ? 1u : x < 0.5 ? 2u : 3u; };
        for (const double x : a) ++cells[place(x)].before;
        for (const double x : b) ++cells[place(x)].after;
        std::ranges::sort(a);
        std::ranges::sort(b);
        double exact = 0;
        for (const auto* side : {&a, &b})
            for (const double x : *side) {
                const auto share = [&](const std::vector<double>& values) {
                    const auto count = std::ranges::upper_bound(values, x) - values.begin();
                    return static_cast<double>(count) / static_cast<double>(values.size());
                };
                exact = std::max(exact, std::abs(share(a) - share(b)));
            }
        const auto bounds = kolmogorov_bounds(cells, intervals);
        ASSERT_LE(bounds.at_edges, exact + 1e-12);
        ASSERT_GE(bounds.at_most, exact - 1e-12);
    }
}

}  // namespace
}  // namespace ontos::sketches
