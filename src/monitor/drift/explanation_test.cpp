// What moved, in words: the sentences of issue 4, section 3.

#include "monitor/drift/explanation.hpp"

#include <gmock/gmock.h>

#include <random>

namespace ontos {
namespace {

using sketches::FeatureBins;
using sketches::FeatureCounts;
using sketches::HeavyHitters;
using testing::HasSubstr;
using testing::StartsWith;

struct Sides {
    std::vector<double> before, after;
    int nulls = 0;  ///< in `after`
};

std::vector<double> normal_values(std::size_t count, double mean, double deviation,
                                  std::uint64_t seed) {
    std::mt19937_64 random{seed};
    std::normal_distribution<double> normal{mean, deviation};
    std::vector<double> values(count);
    std::ranges::generate(values, [&] { return normal(random); });
    return values;
}

std::string explain_values(const Sides& sides) {
    auto sorted = sides.before;
    std::ranges::sort(sorted);
    const auto bins = std::make_shared<const FeatureBins>(FeatureBins::of_values(sorted));
    FeatureCounts before{bins}, after{bins};
    for (const double value : sides.before) before.add(value);
    for (const double value : sides.after) after.add(value);
    for (int i = 0; i < sides.nulls; ++i) after.add_null();
    const FeaturePair pair{before, after};
    const auto judgement = judge_window(std::vector{pair});
    return explain("mean radius", pair, judgement.features[0], {});
}

TEST(Explanation, of_nothing_is_empty) {
    const auto values = normal_values(5000, 14, 3.5, 1);
    EXPECT_EQ(explain_values({values, values}), "");
}

TEST(Explanation, names_a_change_of_unit) {
    for (const double ratio : {2.1, 1000.0, 25.4}) {
        auto after = normal_values(2000, 14, 3.5, 2);
        for (auto& value : after) value *= ratio;
        const auto text = explain_values({normal_values(5000, 14, 3.5, 1), after});
        EXPECT_THAT(text, testing::MatchesRegex(
                              "`mean radius` [0-9.e+]* times larger: looks like a unit change"));
        const double said = std::stod(text.substr(text.find("` ") + 2));
        EXPECT_NEAR(said / ratio, 1, 0.05) << text;
    }
    auto small = normal_values(2000, 14, 3.5, 3);
    for (auto& value : small) value /= 10;
    EXPECT_THAT(explain_values({normal_values(5000, 14, 3.5, 1), small}),
                HasSubstr("times smaller: looks like a unit change"));
}

// Far from zero, and of few rows: deviations know the factor to some percent only.
TEST(Explanation, names_a_change_of_unit_in_few_rows_and_tells_it_from_an_offset) {
    for (const auto& [rows, mean, deviation] :
         {std::tuple{300, 170.0, 10.0}, {57, 14.1, 3.5}, {3'000, 170.0, 10.0}})
        for (const double ratio : {2.1, 2.54, 10.0, 1'000.0, 1 / 2.54})
            for (std::uint64_t seed = 10; seed < 30; ++seed) {
                const auto count = static_cast<std::size_t>(rows);
                auto after = normal_values(count, mean, deviation, seed);
                for (auto& value : after) value *= ratio;
                EXPECT_THAT(explain_values({normal_values(2'000, mean, deviation, 1), after}),
                            HasSubstr("looks like a unit change"))
                    << rows << " rows, " << ratio << " times, " << seed;
                auto shifted = normal_values(count, mean, deviation, seed);
                for (auto& value : shifted) value += 6 * deviation;
                EXPECT_THAT(explain_values({normal_values(2'000, mean, deviation, 1), shifted}),
                            testing::Not(HasSubstr("unit change")))
                    << rows << " rows, offset, " << seed;
            }
}

TEST(Explanation, does_not_take_a_shift_or_a_spread_for_a_unit) {
    EXPECT_THAT(explain_values({normal_values(5000, 14, 3.5, 1), normal_values(2000, 16, 3.5, 2)}),
                StartsWith("`mean radius` higher: 15.8 on average, 14 before"));
    EXPECT_THAT(explain_values({normal_values(5000, 0, 1, 1), normal_values(2000, 0, 2, 2)}),
                testing::MatchesRegex("`mean radius` spread [0-9.]* times wider; most of it: .*"));
}

TEST(Explanation, names_what_is_beyond_the_baseline) {
    auto after = normal_values(1000, 14, 3.5, 2);
    after.resize(2000, -1000);
    EXPECT_THAT(explain_values({normal_values(5000, 14, 3.5, 1), after}),
                testing::ContainsRegex("most of it: below [0-9.-]* rose from 0 to 50 % of rows"));
}

TEST(Explanation, names_an_offset) {
    EXPECT_THAT(explain_values({normal_values(5000, 20, 5, 1), normal_values(5000, 293.15, 5, 2)}),
                HasSubstr("every value about 273 higher: looks like an offset"));
}

TEST(Explanation, names_nulls) {
    const auto values = normal_values(4400, 14, 3.5, 1);
    EXPECT_EQ(explain_values({values, values, 600}), "nulls rose from 0 to 12 %");
}

TEST(Explanation, names_a_default) {
    EXPECT_EQ(explain_values({normal_values(5000, 14, 3.5, 1), std::vector<double>(500, 0)}),
              "`mean radius` always 0 now: looks like a default");
}

TEST(Explanation, says_two_things_where_two_things_happened) {
    auto after = normal_values(900, 14, 3.5, 2);
    for (auto& value : after) value *= 10;
    EXPECT_THAT(explain_values({normal_values(5000, 14, 3.5, 1), after, 100}),
                testing::MatchesRegex("nulls rose from 0 to 10 %; `mean radius` .*unit change"));
}

TEST(Explanation, survives_what_is_all_null_and_what_is_nothing) {
    const auto values = normal_values(500, 14, 3.5, 1);
    EXPECT_EQ(explain_values({values, {}, 100}), "nulls rose from 0 to 100 %");
    EXPECT_EQ(explain_values({{}, values, 0}),
              "values that the baseline did not have, 100 % of rows");
    EXPECT_EQ(explain_values({values, {}, 0}), "");
}

TEST(Explanation, counts_unseen_categories) {
    const auto bins =
        std::make_shared<const FeatureBins>(FeatureBins::of_names({{"red", 600}, {"green", 400}}));
    FeatureCounts before{bins}, after{bins};
    HeavyHitters unseen;
    for (int i = 0; i < 1000; ++i) before.add(i % 10 < 6 ? "red" : "green");
    for (int i = 0; i < 1000; ++i) {
        if (i < 920) {
            after.add(i % 10 < 6 ? "red" : "green");
            continue;
        }
        const std::string name = i % 5 == 0 ? "Y" : i % 7 == 0 ? "Z" : "X";
        after.add(name);
        unseen.add(name);
    }
    const FeaturePair pair{before, after};
    const auto finding = judge_window(std::vector{pair}).features[0];
    EXPECT_EQ(explain("colour", pair, finding, unseen),
              "3 unseen categories, 8 % of rows, most often `X`");
}

TEST(Explanation, names_the_category_that_moved) {
    const auto bins =
        std::make_shared<const FeatureBins>(FeatureBins::of_names({{"red", 600}, {"green", 400}}));
    FeatureCounts before{bins}, after{bins};
    for (int i = 0; i < 1000; ++i) before.add(i % 10 < 6 ? "red" : "green");
    for (int i = 0; i < 1000; ++i) after.add(i % 10 < 2 ? "red" : "green");
    const FeaturePair pair{before, after};
    const auto finding = judge_window(std::vector{pair}).features[0];
    EXPECT_EQ(explain("colour", pair, finding, {}), "`colour`: `red` fell from 60 to 20 % of rows");
    const auto top = top_bins(pair, finding, 1);
    ASSERT_EQ(top.size(), 1u);
    EXPECT_EQ(top[0].bin, "red");
    EXPECT_DOUBLE_EQ(top[0].before, 0.6);
    EXPECT_DOUBLE_EQ(top[0].after, 0.2);
}

TEST(TopBins, add_up_to_the_index_and_cover_the_line) {
    auto before_values = normal_values(5000, 0, 1, 1);
    std::ranges::sort(before_values);
    const auto bins = std::make_shared<const FeatureBins>(FeatureBins::of_values(before_values));
    FeatureCounts before{bins}, after{bins};
    for (const double value : before_values) before.add(value);
    for (const double value : normal_values(5000, 0.5, 1, 2)) after.add(value);
    const FeaturePair pair{before, after};
    const auto finding = judge_window(std::vector{pair}).features[0];
    const auto all = top_bins(pair, finding, 100);
    ASSERT_EQ(all.size(), 16u);
    double sum = 0;
    for (const auto& moved : all) sum += moved.contribution;
    EXPECT_NEAR(sum, finding.distances.psi, 1e-12);
    EXPECT_THAT(all[0].bin,
                testing::AnyOf(testing::EndsWith(" and more"), testing::EndsWith(" and less")));
    EXPECT_EQ(top_bins(pair, finding).size(), 5u);
}

/// The finding, whose index is what the parts add up to.
FeatureFinding expect_adds_up(const FeaturePair& pair) {
    auto finding = judge_window(std::vector{pair}).features[0];
    double sum = 0;
    for (const auto& moved : top_bins(pair, finding, 100)) sum += moved.contribution;
    EXPECT_NEAR(sum, finding.distances.psi, 1e-12);
    return finding;
}

TEST(TopBins, add_up_to_the_index_where_a_side_has_nothing) {
    const auto bins = std::make_shared<const FeatureBins>(FeatureBins::of_names({{"red", 1000}}));
    FeatureCounts before{bins}, after{bins};
    before.add("red", 1000);
    after.add("red", 900);
    after.add("blue", 100);
    const FeaturePair pair{before, after};
    const auto finding = expect_adds_up(pair);
    EXPECT_EQ(top_bins(pair, finding, 1)[0].bin, "unseen names");
}

TEST(TopBins, add_up_to_the_index_where_a_side_has_next_to_nothing) {
    const auto bins =
        std::make_shared<const FeatureBins>(FeatureBins::of_names({{"red", 20'000}, {"rare", 1}}));
    FeatureCounts before{bins}, after{bins};
    before.add("red", 20'000);
    before.add("rare");
    after.add("red", 900);
    after.add("blue", 100);
    const FeaturePair pair{before, after};
    expect_adds_up(pair);
}

TEST(TopBins, of_values_that_are_counted_one_by_one_are_those_values) {
    std::vector<double> before_values, after_values;
    for (int i = 0; i < 1000; ++i) before_values.push_back(i % 5);
    for (int i = 0; i < 1000; ++i) after_values.push_back(i % 2 == 0 ? 4 : i % 5);
    const auto bins = std::make_shared<const FeatureBins>(FeatureBins::of_values(before_values));
    FeatureCounts before{bins}, after{bins};
    for (const double value : before_values) before.add(value);
    for (const double value : after_values) after.add(value);
    const FeaturePair pair{before, after};
    const auto all = top_bins(pair, judge_window(std::vector{pair}).features[0]);
    std::vector<std::string> names;
    for (const auto& moved : all) names.push_back(moved.bin);
    EXPECT_THAT(names, testing::UnorderedElementsAre("= 0", "= 1", "= 2", "= 3", "= 4"));
}

}  // namespace
}  // namespace ontos
