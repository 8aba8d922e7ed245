// Counts in bins that two baselines share equal those of the raw values.
#include "platform/sketches/shared_bins.hpp"

#include <gmock/gmock.h>

#include <random>

namespace ontos::sketches {
namespace {

using Bins = std::shared_ptr<const FeatureBins>;

Bins made(BinRules rules) { return std::make_shared<const FeatureBins>(std::move(rules)); }
Bins shared(const Bins& a, const Bins& b) {
    auto bins = shared_bins(*a, *b);
    return bins ? std::make_shared<const FeatureBins>(std::move(*bins)) : nullptr;
}

TEST(SharedBins, of_numbers_lie_between_edges_that_both_have) {
    std::vector<double> fine, other;
    for (int i = 0; i <= 40; ++i) fine.push_back(i);
    for (int i = 0; i <= 100; i += 2) other.push_back(i);
    const auto a = made({.edges = fine}), b = made({.edges = other});
    const auto both = shared(a, b);
    ASSERT_TRUE(both);
    EXPECT_EQ(both->rules().edges.size(), 21u);
    std::mt19937_64 random{1};
    std::normal_distribution<double> normal{20, 15};
    FeatureCounts in_a{a}, in_b{b}, direct{both};
    for (int i = 0; i < 10'000; ++i) {
        const double value = normal(random);
        for (auto* counts : {&in_a, &in_b, &direct}) counts->add(value);
    }
    for (auto* counts : {&in_a, &in_b, &direct}) counts->add_null();
    for (const auto& counts : {rebinned(in_a, both), rebinned(in_b, both)}) {
        EXPECT_EQ(counts.counts(), direct.counts());
        EXPECT_NEAR(*counts.mean(), *direct.mean(), 1e-6);
        EXPECT_NEAR(*counts.standard_deviation(), *direct.standard_deviation(), 1e-6);
        EXPECT_EQ(counts.min(), direct.min());
        EXPECT_EQ(counts.max(), direct.max());
    }
}

TEST(SharedBins, of_values_are_those_that_both_count_and_what_lies_between) {
    const auto a = made({.kind = FeatureKind::discrete, .edges = {0, 1, 2, 5}});
    const auto b = made({.kind = FeatureKind::discrete, .edges = {0, 2, 3, 5}});
    const auto both = shared(a, b);
    ASSERT_TRUE(both);
    EXPECT_THAT(both->rules().edges, testing::ElementsAre(0, 2, 5));
    FeatureCounts in_a{a}, in_b{b}, direct{both};
    for (const double value : {-1.0, 0.0, 1.0, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0})
        for (auto* counts : {&in_a, &in_b, &direct}) counts->add(value);
    EXPECT_EQ(rebinned(in_a, both).counts(), direct.counts());
    EXPECT_EQ(rebinned(in_b, both).counts(), direct.counts());
    EXPECT_FALSE(shared(a, made({.kind = FeatureKind::discrete, .edges = {5, 7, 8}})));
}

TEST(SharedBins, of_names_are_those_that_both_count_and_all_others) {
    const auto a = made({.kind = FeatureKind::categorical, .names = {"red", "green", "blue"}});
    const auto b = made({.kind = FeatureKind::categorical,
                         .names = {"green", "red", "black"},
                         .rare_hashes = {FeatureBins::hash_of_rare("blue")}});
    const auto both = shared(a, b);
    ASSERT_TRUE(both);
    EXPECT_THAT(both->rules().names, testing::ElementsAre("red", "green"));
    FeatureCounts in_a{a}, in_b{b};
    for (const auto* name : {"red", "green", "green", "blue", "black", "pink"})
        for (auto* counts : {&in_a, &in_b}) counts->add(std::string_view{name});
    const auto of_a = rebinned(in_a, both);
    EXPECT_EQ(of_a.counts(), rebinned(in_b, both).counts());
    EXPECT_EQ(of_a.count(1), 1u);
    EXPECT_EQ(of_a.count(2), 2u);
    EXPECT_EQ(of_a.count(both->other()), 3u);
}

TEST(SharedBins, are_none_where_something_would_have_to_be_guessed) {
    const auto numbers = made({.edges = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}});
    EXPECT_FALSE(shared(numbers, made({.edges = {0, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9}})));
    EXPECT_FALSE(shared(numbers, made({.kind = FeatureKind::discrete, .edges = {0, 1}})));
    EXPECT_FALSE(shared(made({.kind = FeatureKind::categorical, .names = {"a"}}),
                        made({.kind = FeatureKind::categorical, .names = {"b"}})));
    EXPECT_EQ(*shared(numbers, numbers), *numbers);
}

}  // namespace
}  // namespace ontos::sketches
