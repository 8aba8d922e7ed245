// Counts of a feature: sums, merging to the last bit, text.

#include "platform/sketches/feature_counts.hpp"

#include <gmock/gmock.h>

#include <random>

namespace ontos::sketches {
namespace {

using testing::Optional;
using Bins = std::shared_ptr<const FeatureBins>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> normal_values(std::size_t count, double mean, double deviation,
                                  std::uint64_t seed) {
    std::mt19937_64 random{seed};
    std::normal_distribution<double> normal{mean, deviation};
    std::vector<double> values(count);
    std::ranges::generate(values, [&] { return normal(random); });
    return values;
}

Bins bins_of(std::vector<double> values) {
    std::ranges::sort(values);
    return std::make_shared<const FeatureBins>(FeatureBins::of_values(values));
}

FeatureCounts counts_of(const Bins& bins, const std::vector<double>& values) {
    FeatureCounts counts{bins};
    for (const double value : values) counts.add(value);
    return counts;
}

TEST(FeatureCounts, know_mean_and_deviation_of_finite_values) {
    const auto bins = bins_of(normal_values(1000, 0, 1, 1));
    auto counts = counts_of(bins, {1, 2, 3, 6, nan});
    counts.add_null();
    EXPECT_EQ(counts.count(), 6u);
    EXPECT_EQ(counts.finite_count(), 4u);
    EXPECT_THAT(counts.mean(), Optional(3.0));
    EXPECT_THAT(counts.standard_deviation(), Optional(testing::DoubleEq(std::sqrt(3.5))));
    EXPECT_THAT(counts.min(), Optional(1.0));
    EXPECT_THAT(counts.max(), Optional(6.0));
    EXPECT_DOUBLE_EQ(counts.null_share(), 1 / 6.0);
}

TEST(FeatureCounts, have_no_moments_of_nothing) {
    const FeatureCounts counts{bins_of({1, 2, 3})};
    EXPECT_EQ(counts.count(), 0u);
    EXPECT_EQ(counts.mean(), std::nullopt);
    EXPECT_EQ(counts.standard_deviation(), std::nullopt);
    EXPECT_EQ(counts.min(), std::nullopt);
    EXPECT_EQ(counts.null_share(), 0);
}

TEST(FeatureCounts, keep_the_deviation_of_values_that_are_far_from_zero) {
    for (const double deviation : {1.0, 1000.0}) {
        const auto values = normal_values(20'000, 1.7e9, deviation, 2);
        const auto counts = counts_of(bins_of(values), values);
        double mean = 0, squares = 0;
        for (const double value : values) mean += (value - 1.7e9) / 20'000;
        for (const double value : values) squares += std::pow(value - 1.7e9 - mean, 2) / 20'000;
        EXPECT_NEAR(*counts.mean(), 1.7e9 + mean, 0.01);
        // Rounding to the unit of 2^-32 * 2^31 adds a variance of unit^2 / 12.
        EXPECT_NEAR(std::pow(*counts.standard_deviation(), 2), squares + 0.25 / 12, squares * 0.01);
    }
}

TEST(FeatureCounts, stand_huge_values_without_losing_the_rest) {
    const auto bins = bins_of(normal_values(1000, 0, 1, 3));
    const auto counts = counts_of(bins, {1, 1e300, -1e300});
    EXPECT_THAT(counts.mean(), Optional(testing::DoubleNear(1 / 3.0, 1e-9)));
    EXPECT_GT(*counts.standard_deviation(), 1e9);
    EXPECT_THAT(counts.max(), Optional(1e300));
}

TEST(FeatureCounts, merge_to_the_same_bits_in_every_order_and_grouping) {
    const auto values = normal_values(3000, 5, 2, 4);
    const auto bins = bins_of(values);
    const auto whole = counts_of(bins, values);
    std::mt19937_64 random{5};
    for (int round = 0; round < 50; ++round) {
        std::vector<FeatureCounts> parts(7, FeatureCounts{bins});
        auto shuffled = values;
        std::ranges::shuffle(shuffled, random);
        for (const double value : shuffled) parts[random() % parts.size()].add(value);
        while (parts.size() > 1) {
            const auto into = random() % (parts.size() - 1);
            parts[into].merge(parts.back());
            parts.pop_back();
        }
        ASSERT_EQ(parts.front(), whole);
        ASSERT_EQ(parts.front().to_text(), whole.to_text());
    }
}

TEST(FeatureCounts, of_different_bins_are_never_merged) {
    FeatureCounts counts{bins_of({1, 2, 3})};
    EXPECT_THROW(counts.merge(FeatureCounts{bins_of({1, 2, 4})}), std::logic_error);
}

TEST(FeatureCounts, call_unseen_what_the_baseline_did_not_have) {
    const auto names =
        std::make_shared<const FeatureBins>(FeatureBins::of_names({{"red", 5}, {"green", 3}}));
    FeatureCounts colours{names};
    EXPECT_EQ(colours.add("red"), 1u);
    EXPECT_EQ(colours.add("blue"), names->unseen());
    EXPECT_DOUBLE_EQ(colours.unseen_share(), 0.5);
    EXPECT_EQ(colours.finite_count(), 0u);

    const auto discrete = counts_of(bins_of(std::vector<double>(10, 1)), {0, 1, 2, 1});
    EXPECT_DOUBLE_EQ(discrete.unseen_share(), 0.5);
    const auto numeric = counts_of(bins_of(normal_values(1000, 0, 1, 6)), {-99, 99});
    EXPECT_EQ(numeric.unseen_share(), 0);
}

TEST(FeatureCounts, come_back_from_text_as_they_were) {
    const auto values = normal_values(5000, -3, 10, 7);
    const auto bins = bins_of(values);
    auto counts = counts_of(bins, values);
    counts.add_null();
    counts.add(1e200);
    EXPECT_EQ(FeatureCounts::from_text(counts.to_text(), bins), counts);
    FeatureCounts nulls{bins};
    nulls.add_null();
    EXPECT_EQ(FeatureCounts::from_text(nulls.to_text(), bins), nulls);
    EXPECT_EQ(FeatureCounts{bins}.to_text(), "");
    EXPECT_EQ(FeatureCounts::from_text("", bins), FeatureCounts{bins});
}

// A change of the form would lose what is stored.
TEST(FeatureCounts, have_this_text_in_version_2_and_read_that_of_version_1) {
    const auto bins = bins_of({1, 1, 1, 1, 1, 2, 2, 2, 2, 2});
    auto counts = counts_of(bins, {1, 2, 2});
    counts.add_null();
    EXPECT_EQ(counts.to_text(), "2B600000:;0000000000903o0?2011BF10201");
    EXPECT_EQ(FeatureCounts::from_text(counts.to_text(), bins), counts);
    EXPECT_EQ(FeatureCounts::from_text("1BggggggKAggggggggggggJAAA_h8BgCBBBCBB", bins), counts);
}

TEST(FeatureCounts, add_what_their_text_says_in_both_forms) {
    const auto bins = bins_of(normal_values(1000, 0, 1, 12));
    for (const std::size_t size : {1u, 3u, 20u, 300u, 20'000u}) {
        const auto some = counts_of(bins, normal_values(size, 1, 2, size));
        auto sum = counts_of(bins, normal_values(500, 0, 1, 13));
        auto expected = sum;
        expected.merge(some);
        EXPECT_TRUE(sum.merge_text(some.to_text())) << size;
        EXPECT_EQ(sum, expected) << size;
    }
}

TEST(FeatureCounts, refuse_text_that_they_never_write) {
    const auto values = normal_values(500, 0, 1, 8);
    const auto bins = bins_of(values);
    const auto text = counts_of(bins, values).to_text();
    EXPECT_EQ(FeatureCounts::from_text("3" + text.substr(1), bins), std::nullopt);
    EXPECT_EQ(FeatureCounts::from_text(text + "0", bins), std::nullopt);
    for (std::size_t size = 1; size < 40; ++size)
        EXPECT_EQ(FeatureCounts::from_text(text.substr(0, size), bins), std::nullopt) << size;
    EXPECT_EQ(FeatureCounts::from_text("1AA", bins), std::nullopt);     // no count
    EXPECT_EQ(FeatureCounts::from_text("1AAA", bins), std::nullopt);    // a count of 0
    EXPECT_EQ(FeatureCounts::from_text("1ABB", bins), std::nullopt);    // values without a sum
    EXPECT_EQ(FeatureCounts::from_text("1A5__B", bins), std::nullopt);  // a bin that is not there
    EXPECT_EQ(FeatureCounts::from_text(text + "AB ", bins), std::nullopt);
}

TEST(FeatureCounts, read_hostile_text_without_harm) {
    const auto bins = bins_of(normal_values(500, 0, 1, 9));
    const auto good = counts_of(bins, normal_values(50, 0, 1, 10)).to_text();
    std::mt19937_64 random{11};
    for (int round = 0; round < 100'000; ++round) {
        auto text = good;
        for (int i = 0; i < 3; ++i) text[random() % text.size()] = static_cast<char>(random());
        const auto read = FeatureCounts::from_text(text, bins);
        if (!read) continue;
        ASSERT_LE(read->count(), std::uint64_t{1} << 53);
        ASSERT_TRUE(std::isfinite(*read->mean()));
        ASSERT_TRUE(std::isfinite(*read->standard_deviation()));
        ASSERT_EQ(FeatureCounts::from_text(read->to_text(), bins), read);
    }
}

}  // namespace
}  // namespace ontos::sketches
