// Bins of a baseline: where values fall, point masses, names.

#include "platform/sketches/feature_bins.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

namespace ontos::sketches {
namespace {

using testing::ElementsAre;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> normal_values(std::size_t count, std::uint64_t seed) {
    std::mt19937_64 random{seed};
    std::normal_distribution<double> normal;
    std::vector<double> values(count);
    std::ranges::generate(values, [&] { return normal(random); });
    return values;
}

FeatureBins bins_of(std::vector<double> values) {
    std::ranges::sort(values);
    return FeatureBins::of_values(values);
}

std::vector<std::size_t> counts_of(const FeatureBins& bins, const std::vector<double>& values) {
    std::vector<std::size_t> counts(bins.bin_count());
    for (const double value : values) ++counts[bins.bin_of(value)];
    return counts;
}

TEST(FeatureBins, hold_equal_shares_of_a_continuous_baseline) {
    const auto values = normal_values(12'800, 1);
    const auto bins = bins_of(values);
    EXPECT_EQ(bins.kind(), FeatureKind::numeric);
    ASSERT_EQ(bins.regular_count(), 128u);
    const auto counts = counts_of(bins, values);
    for (std::size_t bin = 1; bin <= 128; ++bin) EXPECT_EQ(counts[bin], 100u) << bin;
}

TEST(FeatureBins, find_the_same_bin_as_a_search_by_the_edges) {
    std::mt19937_64 random{2};
    for (const std::size_t size : {70u, 200u, 1000u, 5000u}) {
        const auto bins = bins_of(normal_values(size, size));
        const auto& edges = bins.rules().edges;
        for (int i = 0; i < 20'000; ++i) {
            const double value = i % 2 ? edges[random() % edges.size()]
                                       : std::normal_distribution<double>{0, 2}(random);
            const auto found = std::ranges::upper_bound(edges, value) - edges.begin();
            ASSERT_EQ(bins.bin_of(value), static_cast<std::size_t>(found)) << value;
        }
    }
}

TEST(FeatureBins, keep_what_lies_outside_apart) {
    const auto bins = bins_of(normal_values(1000, 3));
    const auto [low, high] = std::pair{bins.rules().edges.front(), bins.rules().edges.back()};
    EXPECT_EQ(bins.bin_of(low), 1u);
    EXPECT_EQ(bins.bin_of(std::nextafter(low, -infinity)), bins.below());
    EXPECT_EQ(bins.bin_of(std::nextafter(high, -infinity)), bins.regular_count());
    EXPECT_EQ(bins.bin_of(high), bins.above());
    EXPECT_EQ(bins.bin_of(1e300), bins.above());
    EXPECT_EQ(bins.bin_of(nan), bins.not_finite());
    EXPECT_EQ(bins.bin_of(infinity), bins.not_finite());
    EXPECT_EQ(bins.bin_of(-infinity), bins.not_finite());
    EXPECT_EQ(bins.name(bins.null()), "missing");
    EXPECT_THAT(bins.name(bins.below()), testing::StartsWith("below -"));
}

TEST(FeatureBins, give_a_frequent_value_a_bin_of_its_own) {
    auto values = normal_values(4000, 4);
    for (std::size_t i = 0; i < 3000; ++i) values[i] = 0;
    const auto bins = bins_of(values);
    const auto bin = bins.bin_of(0.0);
    EXPECT_EQ(bins.range(bin), (std::pair{0.0, 0.0}));
    EXPECT_EQ(bins.name(bin), "= 0");
    EXPECT_EQ(counts_of(bins, values)[bin], 3000u);
    EXPECT_EQ(bins.bin_of(std::nextafter(0.0, 1)), bin + 1);
    EXPECT_EQ(bins.bin_of(-0.0), bin);
    EXPECT_EQ(bins.bin_of(std::nextafter(0.0, -1)), bin - 1);
}

TEST(FeatureBins, have_no_empty_bin_whatever_the_baseline) {
    std::mt19937_64 random{5};
    for (int round = 0; round < 300; ++round) {
        const auto size = 1 + random() % 3000;
        const auto distinct = 1 + random() % 400;
        std::vector<double> values(size);
        for (auto& value : values) {
            value = static_cast<double>(random() % distinct);
            if (round % 3 == 0)
                value = std::floor(std::exp(value * 6 / static_cast<double>(distinct)));
        }
        const auto bins = bins_of(values);
        const auto counts = counts_of(bins, values);
        ASSERT_LE(bins.regular_count(), 255u);
        for (std::size_t bin = 1; bin <= bins.regular_count(); ++bin)
            ASSERT_EQ(counts[bin] > 0, !bins.is_unseen(bin)) << bin;
        const auto inside = std::accumulate(counts.begin() + 1, counts.end() - 5, std::size_t{0});
        ASSERT_EQ(inside, size);
    }
}

TEST(FeatureBins, count_each_of_at_most_64_values) {
    std::vector<double> values;
    for (int i = 0; i < 1000; ++i) values.push_back(0.1 * (i % 64));
    const auto bins = bins_of(values);
    EXPECT_EQ(bins.kind(), FeatureKind::discrete);
    ASSERT_EQ(bins.regular_count(), 127u);
    for (int i = 0; i < 64; ++i)
        EXPECT_EQ(bins.bin_of(0.1 * i), static_cast<std::size_t>(2 * i + 1));
    EXPECT_EQ(bins.bin_of(0.15), 4u);
    EXPECT_EQ(bins.bin_of(std::nextafter(0.1, 0)), 2u);
    EXPECT_TRUE(bins.is_unseen(2));
    EXPECT_FALSE(bins.is_unseen(3));
    EXPECT_TRUE(bins.is_unseen(bins.above()));
    EXPECT_EQ(bins.name(3), "= 0.1");
    EXPECT_EQ(bins.name(4), "between 0.1 and 0.2");
    EXPECT_EQ(bins.bin_of(-1.0), bins.below());
    EXPECT_EQ(bins.bin_of(6.4), bins.above());
    EXPECT_EQ(bins.bin_of(nan), bins.not_finite());
}

TEST(FeatureBins, do_not_take_a_small_sample_of_a_continuum_for_discrete) {
    EXPECT_EQ(bins_of(normal_values(50, 6)).kind(), FeatureKind::numeric);
}

TEST(FeatureBins, take_a_constant_for_one_discrete_value) {
    const auto bins = bins_of({7, 7});
    EXPECT_EQ(bins.kind(), FeatureKind::discrete);
    EXPECT_EQ(bins.bin_of(7.0), 1u);
    EXPECT_EQ(bins.bin_of(8.0), bins.above());
}

TEST(FeatureBins, of_no_value_at_all_know_every_value_as_unseen) {
    const auto bins = bins_of({});
    EXPECT_TRUE(bins.is_unseen(bins.bin_of(1.0)));
    EXPECT_EQ(bins.bin_of(nan), bins.not_finite());
}

TEST(FeatureBins, bear_the_largest_numbers) {
    constexpr double largest = std::numeric_limits<double>::max();
    const auto bins = bins_of({-largest, 0, 1, 2, 3, largest});
    EXPECT_EQ(bins.bin_of(-largest), 1u);
    EXPECT_EQ(bins.bin_of(largest), bins.above());
    EXPECT_TRUE(std::isfinite(bins.inverse_sum_unit()));
    EXPECT_TRUE(std::isfinite(bins_of({5e-324, 1e-323}).inverse_sum_unit()));
}

TEST(FeatureBins, of_names_count_the_64_most_frequent_and_know_the_rest) {
    std::vector<NameCount> names;
    for (std::uint64_t i = 0; i < 100; ++i) names.push_back({std::to_string(i), 1000 - i});
    const auto bins = FeatureBins::of_names(names);
    ASSERT_EQ(bins.regular_count(), 64u);
    EXPECT_EQ(bins.bin_of("0"), 1u);
    EXPECT_EQ(bins.bin_of("63"), 64u);
    EXPECT_EQ(bins.bin_of("64"), bins.other());
    EXPECT_EQ(bins.bin_of("100"), bins.unseen());
    EXPECT_EQ(bins.bin_of(""), bins.unseen());
    EXPECT_EQ(bins.name(1), "0");
}

TEST(FeatureBins, of_names_keep_hashes_of_those_that_few_rows_had) {
    const auto bins = FeatureBins::of_names({{"red", 20}, {"green", 10}, {"blue", 9}}, 10);
    EXPECT_THAT(bins.rules().names, ElementsAre("red", "green"));
    EXPECT_THAT(bins.rules().rare_hashes, ElementsAre(FeatureBins::hash_of_rare("blue")));
    EXPECT_EQ(bins.bin_of("blue"), bins.other());
    EXPECT_EQ(bins.bin_of("pink"), bins.unseen());
    EXPECT_TRUE(FeatureBins::of_names({{"red", 1}}, 10).rules().names.empty());
}

TEST(FeatureBins, of_more_names_than_are_kept_call_none_unseen) {
    std::vector<NameCount> names;
    for (std::uint64_t i = 0; i < 5000; ++i) names.push_back({std::to_string(i), 1});
    const auto bins = FeatureBins::of_names(names);
    EXPECT_FALSE(bins.rules().knows_all_names);
    EXPECT_EQ(bins.bin_of("never"), bins.other());
}

TEST(FeatureBins, of_names_do_not_depend_on_the_order) {
    EXPECT_THAT(FeatureBins::of_names({{"b", 1}, {"a", 1}, {"c", 2}}).rules().names,
                ElementsAre("c", "a", "b"));
}

TEST(FeatureBins, are_the_same_when_made_of_the_rules_that_were_kept) {
    const auto bins = bins_of(normal_values(777, 7));
    const FeatureBins again{bins.rules()};
    EXPECT_EQ(again, bins);
    for (const double value : normal_values(1000, 8))
        EXPECT_EQ(again.bin_of(value), bins.bin_of(value));
}

TEST(FeatureBins, refuse_rules_that_cannot_be) {
    EXPECT_THROW((FeatureBins{{.kind = FeatureKind::numeric, .edges = {1}}}), std::logic_error);
    EXPECT_THROW((FeatureBins{{.kind = FeatureKind::numeric, .edges = {1, 1}}}), std::logic_error);
    EXPECT_THROW((FeatureBins{{.kind = FeatureKind::discrete, .edges = {nan}}}), std::logic_error);
    EXPECT_THROW((FeatureBins{{.kind = FeatureKind::categorical, .names = {"a", "a"}}}),
                 std::logic_error);
}

}  // namespace
}  // namespace ontos::sketches
