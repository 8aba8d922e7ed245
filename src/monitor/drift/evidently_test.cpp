// Evidently's numbers from bins: what they decide, and when they say that they are approximate.
#include "monitor/drift/evidently.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ontos {
namespace {

using sketches::FeatureBins;
using sketches::FeatureCounts;

EvidentlyView view_of(const FeatureCounts& before, const FeatureCounts& after) {
    const FeaturePair pair{before, after};
    return evidently_view(pair, judge_window(std::vector{pair}).features[0]).value();
}

FeatureCounts counts_of_names(const std::shared_ptr<const FeatureBins>& bins, int first, int rows) {
    FeatureCounts counts{bins};
    for (int i = 0; i < rows; ++i) counts.add("name " + std::to_string(first + i));
    return counts;
}

TEST(EvidentlyView, of_names_that_are_all_new_is_drift) {
    std::vector<sketches::NameCount> names;
    for (int i = 0; i < 800; ++i) names.push_back({"name " + std::to_string(i), 1});
    const auto bins = std::make_shared<const FeatureBins>(FeatureBins::of_names(names));
    const auto view = view_of(counts_of_names(bins, 0, 800), counts_of_names(bins, 1000, 300));
    EXPECT_EQ(view.stattest, sketches::EvidentlyTest::chisquare);
    EXPECT_EQ(view.drift_score, 0);
    EXPECT_TRUE(view.drift_detected);
    EXPECT_THAT(view.approximation, testing::HasSubstr("94.2 % of the rows"));
}

TEST(EvidentlyView, of_names_that_all_have_counters_is_exact) {
    const auto bins =
        std::make_shared<const FeatureBins>(FeatureBins::of_names({{"red", 600}, {"green", 400}}));
    FeatureCounts before{bins}, after{bins};
    before.add("red", 600);
    before.add("green", 400);
    after.add("red", 60);
    after.add("green", 40);
    EXPECT_EQ(view_of(before, after).approximation, "");
}

TEST(EvidentlyView, counts_values_outside_of_the_range_where_they_are) {
    std::vector<double> values;
    for (int i = 0; i < 6000; ++i) values.push_back(i % 6);
    const auto bins = std::make_shared<const FeatureBins>(FeatureBins::of_values(values));
    FeatureCounts before{bins}, after{bins};
    for (const double value : values) before.add(value);
    for (int i = 0; i < 2000; ++i) after.add(i % 20 == 0 ? 99.0 : i % 6);
    const auto view = view_of(before, after);
    EXPECT_EQ(view.stattest, sketches::EvidentlyTest::wasserstein);
    EXPECT_NEAR(view.drift_score, 0.05 * (99 - 2.5) / 1.708, 0.1);
    EXPECT_TRUE(view.drift_detected);
    EXPECT_NE(view.approximation, "");
}

}  // namespace
}  // namespace ontos
