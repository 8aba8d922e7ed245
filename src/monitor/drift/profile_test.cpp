// Profiles add up in any order, and survive as text.
#include "monitor/drift/profile.hpp"

#include <numeric>

#include "monitor/drift/test_drift.hpp"

namespace ontos {
namespace {

TEST(ProfileLayout, comes_back_from_its_text_to_the_last_bit) {
    const ProfileLayout layout{TestPeople{}.sample(3'000).make_features()};
    const auto read = ProfileLayout::from_text(layout.text());
    EXPECT_EQ(read->id(), layout.id());
    ASSERT_EQ(read->features().size(), 4u);
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_EQ(read->features()[i].bins->rules(), layout.features()[i].bins->rules());
    EXPECT_EQ(layout.find("city", FeatureRole::input), 2u);
    EXPECT_EQ(layout.find("city", FeatureRole::score), std::nullopt);
}

TEST(ProfileLayout, with_the_names_of_rare_values_is_still_read) {
    const auto read = ProfileLayout::from_text(
        R"([{"name":"city","role":"input","kind":"categorical","edges":"","names":["Rome"],)"
        R"("rare_names":["Oslo","Bonn"],"knows_all_names":true}])",
        "id");
    const auto& bins = *read->features()[0].bins;
    EXPECT_EQ(bins.bin_of("Oslo"), bins.other());
    EXPECT_EQ(bins.bin_of("Bonn"), bins.other());
    EXPECT_EQ(bins.bin_of("Lima"), bins.unseen());
    const auto again = ProfileLayout::from_text(read->text(), "id");
    EXPECT_EQ(again->features()[0].bins->rules(), bins.rules());
    EXPECT_FALSE(again->text().find("Oslo") != std::string::npos);
}

TEST(ProfileLayout, without_a_name_has_it_in_no_text_and_counts_it_all_the_same) {
    const auto read = ProfileLayout::from_text(
        R"([{"name":"ann","role":"input","kind":"categorical","edges":"","names":["Rome","ann"],)"
        R"("rare_names":["Oslo","bob"],"knows_all_names":true}])",
        "id");
    const auto left = ProfileLayout::from_text(read->without_name("ann").text(), "id");
    const auto& bins = *left->features()[0].bins;
    EXPECT_EQ(left->text().find(R"(,"ann")"), std::string::npos);
    EXPECT_EQ(left->text().find("bob"), std::string::npos);
    EXPECT_EQ(left->features()[0].name, "ann") << "a column is no value";
    EXPECT_EQ(bins.bin_of("ann"), 2u);
    EXPECT_EQ(bins.bin_of(bins.name(2)), 2u);
    EXPECT_TRUE(bins.name(2).starts_with("[ERASED "));
    EXPECT_EQ(bins.bin_of("Oslo"), bins.other());
    EXPECT_EQ(bins.bin_of("Ann"), bins.unseen());
    EXPECT_EQ(left->without_name("ann").text(), left->text());
}

TEST(Profile, is_the_same_in_whatever_order_it_was_merged) {
    const auto layout =
        std::make_shared<const ProfileLayout>(TestPeople{}.sample(2'000).make_features());
    std::vector<Profile> parts;
    for (std::uint64_t seed = 10; seed < 30; ++seed)
        parts.push_back(TestPeople{seed}.sample(50 + seed).count_by(layout));
    std::mt19937 random{1};
    std::string expected;
    for (int round = 0; round < 20; ++round) {
        std::ranges::shuffle(parts, random);
        Profile sum, half;
        for (std::size_t i = 0; i < 7; ++i) half.merge(parts[i]);
        for (std::size_t i = 7; i < parts.size(); ++i) sum.merge(parts[i]);
        Profile read{layout};
        read.merge_text(half.to_text());
        sum.merge(read);
        if (expected.empty()) expected = sum.to_text();
        ASSERT_EQ(sum.to_text(), expected);
    }
}

TEST(Profile, refuses_a_text_that_is_cut_or_of_another_layout) {
    const auto layout =
        std::make_shared<const ProfileLayout>(TestPeople{}.sample(500).make_features());
    const auto text = TestPeople{2}.sample(100).count_by(layout).to_text();
    for (const auto size : {text.size() - 1, text.size() / 2, std::size_t{2}}) {
        Profile profile{layout};
        EXPECT_THROW(profile.merge_text(std::string_view{text}.substr(0, size)), Failure) << size;
    }
    Profile profile{layout};
    EXPECT_THROW(profile.merge_text(text + "x"), Failure);
    EXPECT_THROW(profile.merge_text("9"), Failure);
}

TEST(RowSample, keeps_every_row_until_there_are_too_many) {
    auto all = TestPeople{}.sample(1'000);
    EXPECT_EQ(all.rows_kept(), 1'000u);
    RowSample some{{{"x", FeatureRole::input, ElementType::float64}}, 1'000};
    for (int i = 0; i < 100'000; ++i) {
        some.next_row();
        some.set(0, i);
    }
    EXPECT_EQ(some.rows_seen(), 100'000u);
    EXPECT_EQ(some.rows_kept(), 1'000u);
    double sum = 0;
    for (std::size_t i = 0; i < 1'000; ++i) sum += some.number(0, i);
    EXPECT_NEAR(sum / 1'000, 50'000, 3'700);  // four standard errors
}

TEST(RowSample, rounds_values_to_the_precision_that_is_scored) {
    RowSample sample{{{"x", FeatureRole::input, ElementType::float32}}, 10};
    sample.next_row();
    sample.set(0, 0.1);
    EXPECT_EQ(sample.number(0, 0), double{0.1f});
}

TEST(RowSample, makes_no_feature_of_a_column_without_values) {
    RowSample sample{test_columns(), 10};
    sample.next_row();
    sample.set(0, 4);
    const auto features = sample.make_features();
    ASSERT_EQ(features.size(), 1u);
    EXPECT_EQ(features[0].name, "age");
    EXPECT_EQ(features[0].bins->regular_count(), 1u);
}

TEST(RowSample, counts_missing_values_and_names) {
    RowSample sample{test_columns(), 10};
    for (const auto* city : {"Rome", "Rome", "Oslo", ""}) {
        sample.next_row();
        sample.set(0, std::nan(""));
        if (*city != '\0') sample.set(2, std::string_view{city});
    }
    const auto layout =
        std::make_shared<const ProfileLayout>(TestPeople{}.sample(500).make_features());
    const auto profile = sample.count_by(layout);
    EXPECT_EQ(profile.rows(), 4u);
    EXPECT_EQ(profile.counts(0).null_share(), 1);
    EXPECT_EQ(profile.counts(2).null_share(), 0.25);
    EXPECT_EQ(profile.counts(2).count(layout->features()[2].bins->bin_of("Rome")), 2u);
}

}  // namespace
}  // namespace ontos
