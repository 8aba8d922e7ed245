// The same judgement again changes nothing, another one only what its author changes.
#include "improve/feedback/said_again.hpp"

#include <thread>

#include "improve/feedback/test_feedback.hpp"

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SaidAgain : public GivenFeedback {
protected:
    static NewFeedback said(Rating rating = Rating::negative) {
        return judgement(rating, "r-1", "anna");
    }
    static api::Patch<std::string> to(std::string text) {
        return {api::Patch<std::string>::State::value, std::move(text)};
    }
    FeedbackItem review(const std::string& id, const FeedbackPatch& patch) {
        return feedback_->update_feedback({{id}}, {patch, {}}, {}, actor());
    }
    /// What a reviewer does of an item that has nothing but a rating.
    FeedbackItem triage(const std::string& id) {
        FeedbackPatch patch;
        patch.correction = to("A rose.");
        patch.expected_output = to("rose");
        patch.rationale = to("look at it");
        patch.tags = {api::Patch<FeedbackTags>::State::value, {"triaged"}};
        return review(id, patch);
    }
    /// As an item of before what was said was kept.
    void forget_said() {
        database().write(
            [](sql::Transaction& tx) { tx.run("update feedback_keys set said = null"); });
    }
};
INSTANTIATE_TEST_SUITE_P(on, SaidAgain, sql::engines(), sql::engine_name);

TEST_P(SaidAgain, a_double_click_keeps_what_a_reviewer_did) {
    const auto id = give_id(said());
    const auto triaged = triage(id);
    EXPECT_EQ(api::to_json(give(said()).value), api::to_json(triaged));
    unflag(id);
    const auto again = give(said());
    EXPECT_FALSE(again.created);
    EXPECT_EQ(again.value.revision, 2);
    EXPECT_FALSE(again.value.flagged) << "no flag is set again";
}

TEST_P(SaidAgain, a_double_click_does_not_undo_a_change_of_what_was_said) {
    auto sent = said();
    sent.correction = "A bird.";
    sent.tags = {"birds"};
    const auto id = give_id(sent);
    FeedbackPatch patch;
    patch.rating = {api::Patch<Rating>::State::value, Rating::positive};
    patch.correction = to("A rose.");
    patch.tags = {api::Patch<FeedbackTags>::State::value, {"birds", "triaged"}};
    review(id, patch);
    const auto again = give(sent).value;
    EXPECT_EQ(again.revision, 2);
    EXPECT_EQ(again.rating, Rating::positive);
    EXPECT_EQ(again.correction, "A rose.");
    EXPECT_THAT(again.tags, ElementsAre("birds", "triaged"));
}

TEST_P(SaidAgain, another_rating_keeps_what_others_added) {
    triage(give_id(said()));
    auto sent = said(Rating::positive);
    sent.feedback_text = "on second thought";
    const auto item = give(sent).value;
    EXPECT_EQ(item.revision, 3);
    EXPECT_EQ(item.rating, Rating::positive);
    EXPECT_EQ(item.feedback_text, "on second thought");
    EXPECT_EQ(item.correction, "A rose.");
    EXPECT_EQ(item.expected_output, "rose");
    EXPECT_EQ(item.rationale, "look at it");
    EXPECT_THAT(item.tags, ElementsAre("triaged"));
}

TEST_P(SaidAgain, what_its_author_does_not_say_any_more_goes) {
    auto sent = said();
    sent.feedback_text = "wrong";
    sent.correction = "A bird.";
    sent.tags = {"birds"};
    sent.subject_id = "customer 7";
    sent.trace_id = "t-1";
    give(sent);
    const auto item = give(said(Rating::positive)).value;
    EXPECT_EQ(item.feedback_text, std::nullopt);
    EXPECT_EQ(item.correction, std::nullopt);
    EXPECT_THAT(item.tags, IsEmpty());
    EXPECT_EQ(item.subject_id, "customer 7") << "it still is about that person";
    EXPECT_EQ(item.trace_id, "t-1");
}

TEST_P(SaidAgain, a_score_changes_as_a_whole) {
    auto sent = said();
    sent.rating.reset();
    sent.value = api::json::value(2);
    sent.label = "bad";
    give(sent);
    sent.value = api::json::value(4);
    sent.label.reset();
    const auto item = give(sent).value;
    EXPECT_EQ(item.value, api::json::value(4));
    EXPECT_EQ(item.label, std::nullopt);
}

TEST_P(SaidAgain, of_an_older_item_nothing_is_taken_away) {
    auto sent = said();
    sent.correction = "A bird.";
    const auto id = give_id(sent);
    forget_said();
    EXPECT_EQ(give(said()).value.revision, 1);
    forget_said();
    const auto item = give(said(Rating::positive)).value;
    EXPECT_EQ(item.revision, 2);
    EXPECT_EQ(item.correction, "A bird.");
}

TEST_P(SaidAgain, eight_threads_that_click_twice_change_nothing_of_a_review) {
    const auto triaged = triage(give_id(said()));
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([this] {
                for (int round = 0; round < 10; ++round) give(said());
            });
    }
    EXPECT_EQ(api::to_json(show(triaged.id)), api::to_json(triaged));
}

}  // namespace
}  // namespace ontos
