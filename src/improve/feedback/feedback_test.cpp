// Feedback is kept once, redacted, joined to its request, and taken back without a trace of texts.
#include "improve/feedback/feedback.hpp"

#include <thread>

#include "improve/feedback/test_feedback.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

INSTANTIATE_TEST_SUITE_P(on, GivenFeedback, sql::engines(), sql::engine_name);

TEST_P(GivenFeedback, what_was_said_is_shown) {
    auto sent = judgement(Rating::negative, "r-1", "anna");
    sent.feedback_text = "No, it is a bird.";
    sent.session_id = "s-1";
    sent.correction = "A bird.";
    sent.expected_output = "bird";
    sent.tags = {"wrong", "birds", "wrong"};
    sent.subject_id = "customer 7";
    sent.target = FeedbackTarget{TargetKind::span, "span-3"};
    const auto made = give(sent);
    EXPECT_TRUE(made.created);
    const auto item = show(made.value.id);
    EXPECT_EQ(api::to_json(item), api::to_json(made.value));
    EXPECT_EQ(item.endpoint_id, endpoint_id);
    EXPECT_EQ(item.endpoint_name, "iris");
    EXPECT_EQ(item.rating, Rating::negative);
    EXPECT_TRUE(item.flagged) << "a negative rating flags itself";
    EXPECT_EQ(item.correction, "A bird.");
    EXPECT_THAT(item.tags, ElementsAre("birds", "wrong"));
    EXPECT_EQ(item.target->id, "span-3");
    EXPECT_EQ(item.revision, 1);
    EXPECT_FALSE(item.joined);
    EXPECT_EQ(item.model_version, std::nullopt);
}

TEST_P(GivenFeedback, html_and_sql_in_texts_stay_what_they_are) {
    const std::string odd =
        "<script>alert('x')</script>'; drop table feedback_items; -- \"\\ %s é \U0001F600";
    auto sent = judgement(Rating::positive, "r'; --", odd);
    sent.input_text = sent.output_text = odd;
    sent.feedback_text = sent.correction = sent.expected_output = sent.rationale = odd;
    sent.session_id = sent.subject_id = sent.identifier = sent.trace_id = sent.label = odd;
    sent.tags = {"'; drop table feedback_tags; --"};
    const auto item = show(give(sent).value.id);
    for (const auto& text : {std::optional{item.input_text}, std::optional{item.output_text},
                             item.feedback_text, item.correction, item.rationale, item.source_id,
                             item.session_id, item.subject_id, item.label})
        EXPECT_EQ(text, odd);
    FeedbackQuery by_tag;
    by_tag.tag = sent.tags[0];
    EXPECT_EQ(list(by_tag).total, 1);
    FeedbackQuery by_version;
    by_version.model_version = odd;
    EXPECT_EQ(list(by_version).total, 0);
    EXPECT_EQ(rows_of("feedback_items"), 1);
}

TEST_P(GivenFeedback, texts_are_redacted_before_they_are_written) {
    auto sent = judgement();
    sent.input_text = "Write to anna@example.com";
    sent.feedback_text = "my card is 4111 1111 1111 1111";
    sent.correction = R"([{"name": "Anna", "age": 7}])";
    sent.expected_output = R"({"age":  7})";
    sent.value = api::json::value("call bob@example.com");
    const auto item = show(give_id(sent));
    EXPECT_EQ(item.input_text, "Write to [REDACTED:email]");
    EXPECT_THAT(*item.feedback_text, HasSubstr("[REDACTED:card]"));
    EXPECT_EQ(*item.correction, R"([{"name":"[REDACTED:column]","age":7}])");
    EXPECT_EQ(*item.expected_output, R"({"age":  7})") << "nothing was taken out";
    EXPECT_EQ(*item.value, "call [REDACTED:email]");
    EXPECT_THAT(item.redactions, ElementsAre(FeedbackRedaction{"input_text", "email", 1},
                                             FeedbackRedaction{"feedback_text", "card", 1},
                                             FeedbackRedaction{"correction", "column", 1},
                                             FeedbackRedaction{"value", "email", 1}));
    EXPECT_EQ(item.pii_policy_version, 3);
    FeedbackPatch patch;
    patch.feedback_text = {api::Patch<std::string>::State::null, {}};
    patch.correction = {api::Patch<std::string>::State::value, "a@example.com b@example.com"};
    feedback_->update_feedback({{item.id}}, {patch, {}}, {}, actor());
    EXPECT_THAT(show(item.id).redactions, ElementsAre(FeedbackRedaction{"input_text", "email", 1},
                                                      FeedbackRedaction{"correction", "email", 2},
                                                      FeedbackRedaction{"value", "email", 1}));
}

TEST_P(GivenFeedback, of_rows_without_names_only_the_columns_of_the_policy_go_once_they_are_known) {
    TestRequest{.request_id = "r-1"}.tell(*log_);
    const auto kept = [&](const std::string& request_id, const std::string& asked) {
        auto sent = judgement(Rating::positive, request_id, asked);
        sent.input_text = asked;
        return give(sent).value.input_text;
    };
    const std::string mark = R"("[REDACTED:column]")";
    EXPECT_EQ(kept("r-1", "[5,7]"), "[5," + mark + "]");
    EXPECT_EQ(kept("r-1", "[[5,7],[6,8]]"), "[[5," + mark + "],[6," + mark + "]]");
    EXPECT_EQ(kept("r-1", R"({"inputs":[[5,7]]})"), R"({"inputs":[[5,)" + mark + "]]}");
    EXPECT_EQ(kept("r-1", R"({"x":[[5,7]]})"), R"({"x":[[5,)" + mark + "]]}");
    // These are no rows of that model, or of none that is known.
    EXPECT_EQ(kept("r-1", "[1,5,7]"), "[" + mark + "," + mark + "," + mark + "]");
    EXPECT_EQ(kept("r-1", "[[1,5,7],[2,6,8]]").find('5'), std::string::npos);
    EXPECT_EQ(kept("r-2", "[5,7]"), "[" + mark + "," + mark + "]");
}

TEST_P(GivenFeedback, an_endpoint_is_found_by_id_or_name_and_unknown_is_404) {
    auto sent = judgement();
    sent.endpoint_id = endpoint_id;
    EXPECT_EQ(give(sent).value.endpoint_name, "iris");
    sent.endpoint_id = "nobody";
    const auto failure = refusal(sent);
    EXPECT_EQ(failure.kind(), FailureKind::not_found);
    EXPECT_EQ(failure.message(), "Endpoint not found");
    EXPECT_EQ(rows_of("feedback_items"), 1);
}

TEST_P(GivenFeedback, what_a_deleted_endpoint_answered_is_judged_by_its_id_alone) {
    auto sent = judgement();
    sent.endpoint_id = "gone";
    EXPECT_EQ(refusal(sent).kind(), FailureKind::not_found);
    sent.endpoint_id = "0198c0de-0000-7000-8000-000000000003";
    EXPECT_EQ(give(sent).value.endpoint_name, "gone");
    FeedbackQuery query;
    query.endpoint_id = "gone";
    EXPECT_EQ(list(query).total, 1);
}

TEST_P(GivenFeedback, a_rating_is_required_unless_a_value_is_sent) {
    auto sent = judgement();
    sent.rating.reset();
    EXPECT_EQ(refusal(sent).violations()[0].where, "/body/rating");
    sent.value = api::json::value(false);
    const auto item = give(sent).value;
    EXPECT_EQ(item.rating, Rating::negative) << "derived of a boolean";
    EXPECT_EQ(item.data_type, ScoreType::boolean);
    sent.value = api::json::value(0.25);
    EXPECT_EQ(give(sent).value.rating, std::nullopt);
    sent.value = api::json::array{1};
    EXPECT_EQ(refusal(sent).violations()[0].where, "/body/value");
    sent.value = api::json::value("good");
    sent.data_type = ScoreType::numeric;
    EXPECT_EQ(refusal(sent).violations()[0].what,
              "must be a value of the type numeric, found text");
}

TEST_P(GivenFeedback, blanks_say_nothing) {
    for (const auto* blank : {" ", "\n\t", "\u3000"}) {
        auto sent = judgement(Rating::negative);
        sent.correction = blank;
        EXPECT_EQ(refusal(sent).violations()[0].where, "/body/correction");
        sent.correction.reset();
        sent.expected_output = blank;
        EXPECT_EQ(refusal(sent).violations()[0].what, "must not be blank");
        sent = judgement();
        sent.name = "words";
        for (const auto* text : {blank, ""}) {
            sent.value = api::json::value(text);
            EXPECT_EQ(refusal(sent).violations()[0].where, "/body/value");
        }
        sent.value.reset();
        sent.data_type = ScoreType::correction;
        sent.correction = blank;
        const auto broken = refusal(sent).violations();
        ASSERT_EQ(broken.size(), 1u);
        EXPECT_EQ(broken[0].where, "/body/correction");
    }
}

TEST_P(GivenFeedback, a_double_click_is_one_item_and_no_revision) {
    const auto first = give(judgement(Rating::positive, "r-1", "anna"));
    const auto second = give(judgement(Rating::positive, "r-1", "anna"));
    EXPECT_TRUE(first.created);
    EXPECT_FALSE(second.created);
    EXPECT_EQ(second.value.id, first.value.id);
    EXPECT_EQ(second.value.revision, 1);
    EXPECT_EQ(stats().total_count, 1);
}

TEST_P(GivenFeedback, the_same_judgement_again_is_a_revision_and_history_is_kept) {
    const auto first = give(judgement(Rating::positive, "r-1", "anna")).value;
    clock_.advance(5s);
    auto changed = judgement(Rating::negative, "r-1", "anna");
    changed.feedback_text = "on second thought";
    const auto second = give(changed);
    EXPECT_FALSE(second.created);
    EXPECT_EQ(second.value.id, first.id);
    EXPECT_EQ(second.value.revision, 2);
    EXPECT_EQ(second.value.created_at, first.created_at);
    EXPECT_EQ(second.value.updated_at, clock_.now());
    EXPECT_TRUE(second.value.flagged);
    const auto history = database().read(
        [&](sql::Transaction& tx) { return feedback_store::revisions(tx, first.id, {}, 10); });
    ASSERT_EQ(history.size(), 1u);
    EXPECT_EQ(history[0].revision, 1);
    EXPECT_EQ(history[0].rating, Rating::positive);
    EXPECT_EQ(stats().positive_count, 0) << "what was superseded does not count";
    EXPECT_EQ(stats().negative_count, 1);
    EXPECT_FALSE(give(judgement(Rating::positive, "r-1", "anna")).value.flagged)
        << "the flag of a negative rating goes with it";
}

TEST_P(GivenFeedback, another_author_name_source_or_identifier_is_another_item) {
    give(judgement(Rating::positive, "r-1", "anna"));
    give(judgement(Rating::positive, "r-1", "bert"));
    auto sent = judgement(Rating::positive, "r-1", "anna");
    sent.name = "helpfulness";
    give(sent);
    sent.source = FeedbackSource::llm_judge;
    give(sent);
    sent.identifier = "second try";
    give(sent);
    EXPECT_EQ(rows_of("feedback_items"), 5);
}

TEST_P(GivenFeedback, the_author_is_the_source_else_the_person_else_the_session) {
    auto sent = judgement(Rating::positive, "r-1");
    give(sent);
    EXPECT_TRUE(give(sent).created) << "nobody is known: each is an item";
    sent.session_id = "s-1";
    EXPECT_TRUE(give(sent).created);
    EXPECT_FALSE(give(sent).created) << "the session";
    EXPECT_TRUE(give(sent, person("anna@example.com")).created);
    sent.session_id = "s-2";
    EXPECT_FALSE(give(sent, person("anna@example.com")).created) << "the person, of any session";
    auto without_request = judgement(Rating::positive, std::nullopt, "anna");
    give(without_request);
    EXPECT_TRUE(give(without_request).created);
}

TEST_P(GivenFeedback, eight_threads_that_give_the_same_make_one_item) {
    constexpr int rounds = 10;
    std::atomic<int> created{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([this, i, &created] {
                for (int round = 0; round < rounds; ++round) {
                    const auto rating = (i + round) % 2 == 0 ? Rating::positive : Rating::negative;
                    created += give(judgement(rating, "r-1", "anna")).created;
                }
            });
    }
    EXPECT_EQ(created, 1);
    EXPECT_EQ(rows_of("feedback_items"), 1);
    const auto item = list().items.at(0);
    EXPECT_EQ(rows_of("feedback_revisions"), item.revision - 1);
    EXPECT_EQ(stats().total_count, 1);
    EXPECT_EQ(stats().positive_count + stats().negative_count, 1);
}

TEST_P(GivenFeedback, it_knows_what_served_a_request_that_was_answered_just_before) {
    TestRequest{.version = "7", .request_id = "r-1"}.tell(*log_);
    const auto item = give(judgement(Rating::positive, "r-1")).value;
    EXPECT_TRUE(item.joined);
    EXPECT_EQ(item.model_name, "main.default.iris");
    EXPECT_EQ(item.model_version, "7");
    EXPECT_EQ(item.served_entity, "iris-1");
    EXPECT_EQ(item.endpoint_revision, 4);
    EXPECT_EQ(item.deployment_id, "deployment of " + std::string{endpoint_id} + " 4");
    EXPECT_EQ(rows_of("feedback_joins"), 0);
    EXPECT_EQ(stats().by_model_version.at(0).model_version, "7");
}

TEST_P(GivenFeedback, it_joins_a_request_that_comes_later) {
    const auto id = give_id(judgement(Rating::positive, "r-1"));
    feedback_->join_waiting();
    EXPECT_FALSE(show(id).joined);
    TestRequest{.version = "7", .request_id = "r-1"}.tell(*log_);
    log_->flush();
    feedback_->join_waiting();
    EXPECT_FALSE(show(id).joined) << "it is not due yet";
    clock_.advance(2s);
    feedback_->join_waiting();
    EXPECT_TRUE(show(id).joined);
    EXPECT_EQ(show(id).model_version, "7");
    EXPECT_EQ(show(id).deployment_id, "deployment of " + std::string{endpoint_id} + " 4");
    EXPECT_EQ(show(id).revision, 1);
    EXPECT_EQ(rows_of("feedback_joins"), 0);
    const auto found = stats();
    EXPECT_EQ(found.total_count, 1);
    ASSERT_EQ(found.by_model_version.size(), 1u) << "it is not counted without a version any more";
    EXPECT_EQ(found.by_model_version[0].model_version, "7");
}

TEST_P(GivenFeedback, a_request_of_another_endpoint_is_not_its_own_and_it_stops_to_wait) {
    TestRequest{
        .endpoint_id = "0198c0de-0000-7000-8000-000000000002", .series = 9, .request_id = "r-1"}
        .tell(*log_);
    const auto id = give_id(judgement(Rating::positive, "r-1"));
    EXPECT_FALSE(show(id).joined);
    int looks = 0;
    for (; rows_of("feedback_joins") > 0 && looks < 100'000; ++looks) {
        clock_.advance(60s);
        feedback_->join_waiting();
    }
    EXPECT_FALSE(show(id).joined);
    EXPECT_GT(looks, 24 * 60);
    EXPECT_LT(looks, 3 * 24 * 60);
}

TEST_P(GivenFeedback, a_deleted_item_leaves_no_text_and_counts_no_more) {
    auto sent = judgement(Rating::negative, "r-1", "anna");
    sent.feedback_text = sent.correction = "canary";
    sent.input_text = sent.output_text = "canary";
    sent.tags = {"canary"};
    sent.subject_id = "canary";
    const auto id = give_id(sent);
    sent.rating = Rating::positive;
    give(sent);
    remove(id);
    EXPECT_THROW(show(id), Failure);
    EXPECT_THROW(remove(id), Failure);
    EXPECT_THROW(flag(id), Failure);
    EXPECT_EQ(list().total, 0);
    EXPECT_TRUE(list().items.empty());
    EXPECT_EQ(stats().total_count, 0);
    const auto tombstone =
        database().read([&](sql::Transaction& tx) { return feedback_store::find(tx, id); });
    ASSERT_TRUE(tombstone);
    EXPECT_EQ(tombstone->state, FeedbackState::deleted);
    EXPECT_THAT(api::json::serialize(api::to_json(*tombstone)), testing::Not(HasSubstr("canary")));
    for (const auto& was : database().read(
             [&](sql::Transaction& tx) { return feedback_store::revisions(tx, id, {}, 10); }))
        EXPECT_THAT(api::json::serialize(api::to_json(was)), testing::Not(HasSubstr("canary")));
    EXPECT_EQ(rows_of("feedback_tags"), 0);
    const auto again = give(sent);
    EXPECT_TRUE(again.created) << "after an un-vote, a vote is a new one";
}

TEST_P(GivenFeedback, flags_are_set_and_taken_away_and_again_is_the_same) {
    const auto id = give_id(judgement());
    EXPECT_FALSE(show(id).flagged);
    EXPECT_TRUE(flag(id).flagged);
    EXPECT_TRUE(flag(id).flagged);
    EXPECT_EQ(stats().flagged_count, 1);
    EXPECT_FALSE(unflag(id).flagged);
    EXPECT_EQ(stats().flagged_count, 0);
    EXPECT_EQ(rows_of("audit_log"), 2);
}

TEST_P(GivenFeedback, a_flag_by_hand_stays_when_the_rating_changes) {
    const auto id = give_id(judgement(Rating::positive, "r-1", "anna"));
    flag(id);
    give(judgement(Rating::negative, "r-1", "anna"));
    EXPECT_TRUE(show(id).flagged);
}

TEST_P(GivenFeedback, a_change_under_an_old_etag_is_refused) {
    const auto item = give(judgement()).value;
    api::IfMatch stale;
    stale.etags = "\"old\"";
    EXPECT_THROW(feedback_->flag_feedback({{item.id}}, stale, actor()), Failure);
    EXPECT_THROW(feedback_->delete_feedback({{item.id}}, stale, actor()), Failure);
    EXPECT_FALSE(show(item.id).flagged);
}

}  // namespace
}  // namespace ontos
