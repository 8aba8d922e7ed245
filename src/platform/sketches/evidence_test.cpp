// Evidence under continuous looking: false alarms, power, limits.

#include "platform/sketches/evidence.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

namespace ontos::sketches {
namespace {

constexpr std::size_t cells_count = 16;

std::vector<Cell> uniform_baseline(std::mt19937_64& random, int rows) {
    std::vector<Cell> cells(cells_count, Cell{0, 0});
    for (int i = 0; i < rows; ++i) ++cells[random() % cells_count].before;
    return cells;
}

/// How many of the looks it takes until the evidence reaches 1 / alpha; 0 for never.
int looks_until_alarm(std::mt19937_64& random, int rows_before, int rows_per_look, int looks,
                      double alpha, double share_of_first_cell) {
    auto cells = uniform_baseline(random, rows_before);
    std::uniform_real_distribution<double> uniform;
    for (int look = 1; look <= looks; ++look) {
        for (int i = 0; i < rows_per_look; ++i) {
            const bool is_first = uniform(random) < share_of_first_cell;
            ++cells[is_first ? 0 : 1 + random() % (cells_count - 1)].after;
        }
        if (log_evidence(cells) >= std::log(1 / alpha)) return look;
    }
    return 0;
}

TEST(Evidence, is_the_ratio_of_likelihoods_worked_out_by_hand) {
    // p = 1/2 each after smoothing (1.5 / 3), c = 2: a uniform prior. Three heads of three:
    // B(4, 1) / B(1, 1) / (1/2)^3 = (1/4) * 8 = 2.
    const std::vector<Cell> coin{{1, 3}, {1, 0}};
    EXPECT_NEAR(log_evidence(coin, 2), std::log(2.0), 1e-12);
    // One of each: B(2, 2) / (1/4) = (1/6) * 4.
    EXPECT_NEAR(log_evidence(std::vector<Cell>{{1, 1}, {1, 1}}, 2), std::log(4 / 6.0), 1e-12);
}

TEST(Evidence, against_a_sample_is_the_ratio_of_two_mixtures) {
    // c = 2: a uniform prior, 2 / 8 of three heads; the coin's own rows are a prior of (1.5, 1.5):
    // 1.5 * 2.5 * 3.5 / (3 * 4 * 5).
    const std::vector<Cell> coin{{1, 3}, {1, 0}};
    EXPECT_NEAR(two_sample_evidence(coin, 2), std::log(0.25 / (1.5 * 2.5 * 3.5 / (3 * 4 * 5))),
                1e-12);
    EXPECT_EQ(two_sample_evidence({}), 0);
    EXPECT_EQ(two_sample_evidence(std::vector<Cell>{{5, 0}}), 0);
    EXPECT_EQ(two_sample_evidence(std::vector<Cell>{{0, 5}}), 0);
    const std::vector<Cell> many{{500'000, 700}, {500'000, 300}};
    EXPECT_NEAR(two_sample_evidence(many), log_evidence(many), 0.2);
}

TEST(Evidence, of_nothing_is_none) {
    EXPECT_EQ(log_evidence({}), 0);
    EXPECT_EQ(log_evidence(std::vector<Cell>{{5, 0}}), 0);
    EXPECT_EQ(log_evidence(std::vector<Cell>{{0, 5}}), 0);
}

TEST(Evidence, stays_finite_for_what_was_never_seen) {
    const double evidence = log_evidence(std::vector<Cell>{{1000, 0}, {0, 1000}});
    EXPECT_TRUE(std::isfinite(evidence));
    EXPECT_GT(evidence, 1000);
}

TEST(Evidence, raises_few_false_alarms_over_288_looks) {
    std::mt19937_64 random{1};
    int alarms = 0;
    for (int day = 0; day < 400; ++day)
        alarms += looks_until_alarm(random, 14'400, 50, 288, 0.05, 1.0 / cells_count) > 0;
    EXPECT_LE(alarms, 20);  // 5 % of 400
}

TEST(Evidence, finds_a_cell_that_became_half_as_frequent_again) {
    std::mt19937_64 random{2};
    for (int day = 0; day < 20; ++day) {
        const int looks = looks_until_alarm(random, 14'400, 50, 288, 0.001, 1.5 / cells_count);
        EXPECT_GT(looks, 0);
    }
}

TEST(Evidence, holds_until_twice_the_baseline) {
    EXPECT_TRUE(evidence_holds({100, 200}));
    EXPECT_FALSE(evidence_holds({100, 201}));
}

}  // namespace
}  // namespace ontos::sketches
