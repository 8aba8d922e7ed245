// Comparing two windows of a feature: groups, outliers, missing, null distributions.

#include "platform/sketches/feature_distances.hpp"

#include <gmock/gmock.h>

#include <random>

namespace ontos::sketches {
namespace {

using Bins = std::shared_ptr<const FeatureBins>;

struct Sampler {
    std::mt19937_64 random;

    std::vector<double> normal(std::size_t count, double mean = 0, double deviation = 1) {
        std::normal_distribution<double> distribution{mean, deviation};
        std::vector<double> values(count);
        std::ranges::generate(values, [&] { return distribution(random); });
        return values;
    }
};

Bins bins_of(std::vector<double> values) {
    std::ranges::sort(values);
    return std::make_shared<const FeatureBins>(FeatureBins::of_values(values));
}

FeatureCounts counts_of(const Bins& bins, const std::vector<double>& values) {
    FeatureCounts counts{bins};
    for (const double value : values) counts.add(value);
    return counts;
}

FeatureDistances compare_values(const std::vector<double>& before,
                                const std::vector<double>& after) {
    const auto bins = bins_of(before);
    return compare(counts_of(bins, before), counts_of(bins, after));
}

/// Of as many values on both sides.
double exact_wasserstein(std::vector<double> a, std::vector<double> b) {
    std::ranges::sort(a);
    std::ranges::sort(b);
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
    return sum / static_cast<double>(a.size());
}

TEST(FeatureDistances, are_zero_between_a_window_and_itself) {
    const auto values = Sampler{std::mt19937_64{1}}.normal(5000);
    const auto distances = compare_values(values, values);
    EXPECT_EQ(distances.groups.size(), 16u);
    EXPECT_EQ(distances.psi, 0);
    EXPECT_LT(distances.psi_debiased, 0);
    EXPECT_EQ(distances.js_distance, 0);
    EXPECT_EQ(distances.ks->statistic, 0);
    EXPECT_EQ(distances.ks->p_value, 1);
    EXPECT_EQ(distances.wasserstein, 0.0);
    EXPECT_EQ(distances.chi_squared->p_value, 1);
}

// Half a standard deviation: the index is 0.25, W1 0.5, D 2 Phi(1/4) - 1 = 0.1974.
TEST(FeatureDistances, measure_a_shift_and_are_not_moved_by_an_outlier) {
    Sampler sampler{std::mt19937_64{2}};
    const auto before = sampler.normal(10'000);
    auto after = sampler.normal(10'000, 0.5);
    const auto clean = compare_values(before, after);
    EXPECT_NEAR(clean.psi, 0.25, 0.03);
    EXPECT_NEAR(clean.js_distance, 0.173, 0.01);
    EXPECT_NEAR(clean.ks->statistic, 0.1974, 0.015);
    EXPECT_NEAR(*clean.wasserstein, exact_wasserstein(before, after), 0.03);
    after.push_back(1e6);
    const auto with_outlier = compare_values(before, after);
    EXPECT_NEAR(with_outlier.psi, clean.psi, 0.001);
    EXPECT_NEAR(with_outlier.js_distance, clean.js_distance, 0.001);
    EXPECT_NEAR(*with_outlier.wasserstein, *clean.wasserstein, 0.001);
}

TEST(UnboundedWasserstein, is_that_of_the_values_wherever_they_lie) {
    Sampler sampler{std::mt19937_64{5}};
    const auto before = sampler.normal(5000);
    const auto bins = bins_of(before);
    const auto counts = counts_of(bins, before);
    const double deviation = *counts.standard_deviation();
    auto scaled = before;
    for (double& value : scaled) value = (value + 10) * 1000;
    auto some_far = sampler.normal(5000);
    for (std::size_t i = 0; i < 50; ++i) some_far[i] = 1000;
    auto both_sides = sampler.normal(5000);
    for (std::size_t i = 0; i < 50; ++i) both_sides[i] = i % 2 == 0 ? 500 : -500;
    for (const auto& after : {scaled, some_far, both_sides, sampler.normal(5000, 0.5)}) {
        const double exact = exact_wasserstein(before, after) / deviation;
        EXPECT_NEAR(*unbounded_wasserstein(counts, counts_of(bins, after)) / exact, 1, 0.05)
            << exact;
    }
    EXPECT_EQ(unbounded_wasserstein(counts, counts), 0.0);
    EXPECT_EQ(unbounded_wasserstein(counts, FeatureCounts{bins}), std::nullopt);
}

TEST(FeatureDistances, keep_missing_apart_but_let_the_test_see_it) {
    const auto values = Sampler{std::mt19937_64{3}}.normal(4000);
    const auto bins = bins_of(values);
    auto after = counts_of(bins, values);
    for (int i = 0; i < 2000; ++i) after.add_null();
    const auto distances = compare(counts_of(bins, values), after);
    EXPECT_EQ(distances.psi, 0);
    EXPECT_EQ(distances.values.after, 4000u);
    EXPECT_LT(distances.chi_squared->p_value, 1e-100);
}

TEST(FeatureDistances, see_unseen_categories_without_dividing_by_nothing) {
    const auto bins = std::make_shared<const FeatureBins>(
        FeatureBins::of_names({{"red", 500}, {"green", 495}, {"rare", 5}}));
    FeatureCounts before{bins}, after{bins};
    for (int i = 0; i < 1000; ++i) before.add(i < 500 ? "red" : i < 995 ? "green" : "rare");
    for (int i = 0; i < 1000; ++i) after.add(i % 10 == 0 ? "blue" : i % 2 == 0 ? "red" : "green");
    const auto distances = compare(before, after);
    ASSERT_EQ(distances.groups.size(), 3u);  // red, green, all others with the unseen
    EXPECT_EQ(distances.groups[2].before, 5u);
    EXPECT_EQ(distances.groups[2].after, 100u);
    EXPECT_GT(distances.psi, 0.25);
    EXPECT_LT(distances.chi_squared->p_value, 1e-10);
    EXPECT_EQ(distances.ks, std::nullopt);
    EXPECT_EQ(distances.wasserstein, std::nullopt);
}

TEST(FeatureDistances, know_a_constant_that_changed) {
    const auto distances =
        compare_values(std::vector<double>(1000, 7), std::vector<double>(1000, 8));
    EXPECT_EQ(distances.wasserstein, std::nullopt);
    EXPECT_EQ(distances.total_variation, 1);
    EXPECT_LT(distances.chi_squared->p_value, 1e-100);
}

TEST(FeatureDistances, say_nothing_of_empty_windows) {
    const auto values = Sampler{std::mt19937_64{4}}.normal(300);
    for (const auto& [before, after] : {std::pair{values, std::vector<double>{}},
                                        {std::vector<double>{}, std::vector<double>{}}}) {
        const auto distances = compare_values(before, after);
        EXPECT_EQ(distances.psi, 0);
        EXPECT_EQ(distances.ks, std::nullopt);
        EXPECT_EQ(distances.chi_squared, std::nullopt);
    }
}

TEST(FeatureDistances, use_half_the_groups_for_few_rows) {
    Sampler sampler{std::mt19937_64{5}};
    EXPECT_EQ(compare_values(sampler.normal(1000), sampler.normal(100)).groups.size(), 8u);
    EXPECT_EQ(compare_values(sampler.normal(1000), sampler.normal(160)).groups.size(), 16u);
}

// Without drift the index is (1/n + 1/m) chi-squared with one degree less than groups.
TEST(FeatureDistances, have_the_null_distribution_that_theory_says) {
    Sampler sampler{std::mt19937_64{6}};
    for (const std::size_t rows : {1000u, 5000u}) {
        constexpr int rounds = 400;
        double mean = 0, debiased = 0;
        int over = 0, rejected = 0, ks_rejected = 0;
        for (int round = 0; round < rounds; ++round) {
            const auto distances = compare_values(sampler.normal(rows), sampler.normal(rows));
            mean += distances.psi / rounds;
            debiased += distances.psi_debiased / rounds;
            over += distances.psi > 24.996 * 2 / static_cast<double>(rows);  // chi2 q95, df 15
            rejected += distances.chi_squared->p_value < 0.05;
            ks_rejected += distances.ks->p_value < 0.05;
        }
        EXPECT_NEAR(mean * static_cast<double>(rows) / 2, 15, 1.2);
        EXPECT_NEAR(debiased, 0, 1.2 * 2 / static_cast<double>(rows));
        EXPECT_NEAR(over, 20, 15);
        EXPECT_NEAR(rejected, 20, 15);
        EXPECT_LE(ks_rejected, 32);
    }
}

// The statistic between 128 bins is never above the exact one and at most 1/128 below it.
TEST(FeatureDistances, bound_the_exact_kolmogorov_statistic) {
    Sampler sampler{std::mt19937_64{7}};
    for (int round = 0; round < 50; ++round) {
        auto before = sampler.normal(3000), after = sampler.normal(2000, 0.05 * round, 1.1);
        const auto ks = *compare_values(before, after).ks;
        std::ranges::sort(before);
        std::ranges::sort(after);
        double exact = 0;
        for (std::size_t i = 0, j = 0; i < before.size() && j < after.size();) {
            before[i] < after[j] ? ++i : ++j;
            exact = std::max(
                exact, std::abs(static_cast<double>(i) / 3000.0 - static_cast<double>(j) / 2000.0));
        }
        ASSERT_LE(ks.statistic, exact + 1e-12);
        ASSERT_GE(ks.at_most, exact - 1e-12);
        ASSERT_LT(exact - ks.statistic, 1 / 128.0 + 0.001);
    }
}

}  // namespace
}  // namespace ontos::sketches
