// Named scores are held against their configurations.
#include "improve/feedback/test_feedback.hpp"

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using NamedScores = GivenFeedback;
INSTANTIATE_TEST_SUITE_P(on, NamedScores, sql::engines(), sql::engine_name);

TEST_P(NamedScores, a_score_is_held_against_its_configuration) {
    NewScoreConfig stars;
    stars.name = "stars";
    stars.min_value = 1;
    stars.max_value = 5;
    EXPECT_TRUE(configure(stars).created);
    auto sent = score("stars", 6);
    EXPECT_THAT(refusal(sent).violations()[0].what, HasSubstr("must be from 1 to 5"));
    sent.value = api::json::value("five");
    EXPECT_EQ(refusal(sent).violations()[0].where, "/body/value");
    sent.value = api::json::value(3);
    EXPECT_EQ(give(sent).value.rating, Rating::positive) << "from the midpoint on";
    sent.value = api::json::value(2);
    EXPECT_EQ(give(sent).value.rating, Rating::negative);
    EXPECT_TRUE(list().items[0].flagged);
    stars.direction = ScoreDirection::lower_is_better;
    const auto changed = configure(stars);
    EXPECT_FALSE(changed.created);
    EXPECT_EQ(changed.value.revision, 2);
    EXPECT_EQ(give(sent).value.rating, Rating::positive);
    stars.direction = ScoreDirection::none;
    configure(stars);
    EXPECT_EQ(give(sent).value.rating, std::nullopt);
}

TEST_P(NamedScores, rules_of_the_configuration_are_told_with_the_others) {
    NewScoreConfig stars;
    stars.name = "stars";
    stars.max_value = 5;
    configure(stars);
    auto sent = judgement();
    sent.name = "stars";
    sent.kind = FeedbackKind::expectation;
    sent.correction = "So.";
    sent.value = api::json::value(true);
    sent.data_type = ScoreType::boolean;
    const auto failure = refusal(sent);
    std::vector<std::string> places;
    for (const auto& broken : failure.violations()) places.push_back(broken.where);
    EXPECT_THAT(places, ElementsAre("/body/rating", "/body/value", "/body/data_type"));
}

TEST_P(NamedScores, a_category_must_be_one_of_its_configuration) {
    NewScoreConfig tone;
    tone.name = "tone";
    tone.data_type = ScoreType::categorical;
    tone.categories = {{"rude", 0}, {"neutral", 1}, {"kind", 2}};
    configure(tone);
    auto sent = score("tone", "loud");
    EXPECT_THAT(refusal(sent).violations()[0].what,
                HasSubstr("must be one of rude, neutral, kind"));
    sent.value = api::json::value("rude");
    const auto item = give(sent).value;
    EXPECT_EQ(item.rating, Rating::negative);
    EXPECT_EQ(item.data_type, ScoreType::categorical);
    sent.label = "rude";
    EXPECT_EQ(give(sent).value.label, "rude");
    for (const auto* other : {"zzz", "kind"}) {
        sent.label = other;
        const auto broken = refusal(sent).violations();
        ASSERT_EQ(broken.size(), 1u);
        EXPECT_EQ(broken[0].where, "/body/label") << "two words for one score";
    }
    sent.label.reset();
    sent.data_type = ScoreType::numeric;
    sent.value = api::json::value(1);
    EXPECT_EQ(refusal(sent).violations()[0].where, "/body/data_type");
}

TEST_P(NamedScores, a_configuration_that_contradicts_itself_is_refused) {
    const auto refused = [&](NewScoreConfig config, const std::string& where) {
        config.name = "x";
        try {
            configure(config);
            ADD_FAILURE() << where;
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.violations().at(0).where, where);
        }
    };
    NewScoreConfig config;
    config.min_value = config.max_value = 5;
    refused(config, "/body/max_value");
    config.data_type = ScoreType::boolean;
    refused(config, "/body/min_value");
    config = {};
    config.data_type = ScoreType::categorical;
    config.categories = {{"one", {}}};
    refused(config, "/body/categories");
    config.categories = {{"a", {}}, {"a", {}}};
    refused(config, "/body/categories/1/label");
    config.data_type = ScoreType::numeric;
    refused(config, "/body/categories");
}

}  // namespace
}  // namespace ontos
