// Batches, changes in bulk, changes of one item, and words.
#include <set>

#include "improve/feedback/test_feedback.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class ManyFeedback : public GivenFeedback {
protected:
    FeedbackReceipts send(std::vector<api::json::value> items) {
        return feedback_->create_feedback_batch({{std::move(items)}, {}}, {{}, &anybody()}, {});
    }
    static api::json::object item(const std::string& input = "a") {
        return {{"endpoint_id", "iris"},
                {"input_text", input},
                {"output_text", "b"},
                {"rating", "negative"}};
    }
    FeedbackBulkResult bulk(FeedbackBulk wanted) {
        return feedback_->change_feedback_in_bulk({std::move(wanted), {}}, actor(), {});
    }
    FeedbackItem patch(const std::string& id, const std::string& json) {
        return feedback_->update_feedback(
            {{id}}, {api::Codec<FeedbackPatch>::read(api::json::parse(json)), {}}, {}, actor());
    }
    std::int64_t found(const std::string& words) {
        FeedbackQuery query;
        query.q = words;
        const auto page = list(query);
        EXPECT_EQ(page.total, std::ssize(page.items)) << words;
        query.created_after = api::Moment{"now-1d"};
        EXPECT_EQ(list(query).total, page.total) << words;
        return page.total;
    }
};
INSTANTIATE_TEST_SUITE_P(on, ManyFeedback, sql::engines(), sql::engine_name);

TEST_P(ManyFeedback, a_batch_takes_what_is_right_and_tells_the_rest_item_by_item) {
    auto again = item();
    again["request_id"] = "r-1";
    again["source_id"] = "anna";
    auto nobody = item(), unknown = item(), unrated = item();
    nobody["endpoint_id"] = "nobody";
    unknown["colour"] = "red";
    unrated.erase("rating");
    const auto receipts =
        send({item("first"), again, again, nobody, unknown, unrated, 7, item("last")});
    EXPECT_EQ(receipts.created, 3);
    EXPECT_EQ(receipts.updated, 1);
    EXPECT_EQ(receipts.failed, 4);
    std::vector<int> statuses;
    for (const auto& receipt : receipts.items) statuses.push_back(receipt.status);
    EXPECT_THAT(statuses, ElementsAre(201, 201, 200, 404, 400, 400, 400, 201));
    EXPECT_EQ(receipts.items[1].id, receipts.items[2].id);
    EXPECT_EQ(receipts.items[3].detail, "Endpoint not found");
    EXPECT_EQ(receipts.items[4].errors[0].where, "/body/items/4/colour");
    EXPECT_EQ(receipts.items[5].errors[0].where, "/body/items/5/rating");
    const auto items = list().items;
    ASSERT_EQ(items.size(), 3u);
    EXPECT_EQ(items[0].input_text, "last") << "newest first, in the order of the batch";
    EXPECT_EQ(items[2].input_text, "first");
    EXPECT_EQ(stats().negative_count, 3);
}

TEST_P(ManyFeedback, tags_are_redacted_by_whichever_way_they_come) {
    auto sent = judgement();
    sent.tags = {"bob@example.com", "ann@example.com", "calm"};
    const auto id = give_id(sent);
    EXPECT_THAT(show(id).tags, ElementsAre("[REDACTED:email]", "calm"));
    EXPECT_THAT(show(id).redactions, ElementsAre(FeedbackRedaction{"tags", "email", 1}));
    EXPECT_THAT(patch(id, R"({"tags": ["ask ann@example.com"]})").tags,
                ElementsAre("ask [REDACTED:email]"));
    FeedbackBulk wanted{
        .action = BulkAction::tag, .tag = "bob@example.com", .filter = {}, .cursor = {}};
    wanted.filter.endpoint_id = "iris";
    EXPECT_EQ(bulk(wanted).changed, 1);
    EXPECT_EQ(bulk(wanted).changed, 0) << "it has that tag";
    EXPECT_THAT(show(id).tags, ElementsAre("[REDACTED:email]", "ask [REDACTED:email]"));
    EXPECT_THAT(show(id).redactions, ElementsAre(FeedbackRedaction{"tags", "email", 2}));
}

TEST_P(ManyFeedback, a_thousand_at_once_are_counted) {
    std::vector<api::json::value> items;
    for (int i = 0; i < 1'000; ++i) items.push_back(item(std::to_string(i)));
    EXPECT_EQ(send(items).created, 1'000);
    feedback_->fold_counts();
    EXPECT_EQ(stats().total_count, 1'000);
    EXPECT_EQ(list().total, 1'000);
}

TEST_P(ManyFeedback, a_patch_changes_what_it_names_and_keeps_what_was) {
    auto sent = judgement();
    sent.feedback_text = "fine";
    sent.tags = {"a"};
    const auto id = give_id(sent);
    auto item = patch(id, R"({"rating": "negative", "correction": "ask bob@example.com"})");
    EXPECT_EQ(item.revision, 2);
    EXPECT_TRUE(item.flagged);
    EXPECT_EQ(item.correction, "ask [REDACTED:email]");
    EXPECT_EQ(item.feedback_text, "fine");
    EXPECT_THAT(item.tags, ElementsAre("a"));
    item = patch(id, R"({"feedback_text": null, "tags": ["c", "b", "c"]})");
    EXPECT_EQ(item.feedback_text, std::nullopt);
    EXPECT_THAT(item.tags, ElementsAre("b", "c"));
    EXPECT_EQ(item.revision, 3);
    EXPECT_EQ(patch(id, R"({"rating": "negative"})").revision, 3) << "nothing changed";
    EXPECT_THROW(patch("nobody", "{}"), Failure);
    const auto page = feedback_->list_feedback_revisions({{id}}, {{1, {}}});
    ASSERT_EQ(page.items.size(), 1u);
    EXPECT_EQ(page.items[0].revision, 2);
    const auto older = feedback_->list_feedback_revisions({{id}}, {{1, page.next_cursor}});
    ASSERT_EQ(older.items.size(), 1u);
    EXPECT_EQ(older.items[0].rating, Rating::positive);
    EXPECT_EQ(older.next_cursor, std::nullopt);
    EXPECT_EQ(stats().with_comments_count, 0);
}

TEST_P(ManyFeedback, a_patch_with_a_blank_truth_is_refused_and_an_empty_one_takes_it_back) {
    auto sent = judgement(Rating::negative);
    sent.correction = "A rose.";
    const auto id = give_id(sent);
    for (const auto* member : {"correction", "expected_output"}) {
        try {
            patch(id, "{\"" + std::string{member} + R"(": " \n"})");
            ADD_FAILURE() << member;
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.violations()[0].where, "/body/" + std::string{member});
        }
    }
    EXPECT_EQ(show(id).revision, 1);
    EXPECT_EQ(patch(id, R"({"correction": ""})").correction, std::nullopt);
}

TEST_P(ManyFeedback, null_takes_a_rating_back_and_something_must_stay_said) {
    auto sent = judgement(Rating::negative);
    sent.feedback_text = "no";
    const auto id = give_id(sent);
    const auto refused = [&](const std::string& json) -> std::string {
        try {
            patch(id, json);
        } catch (const Failure& failure) {
            return failure.violations().at(0).where;
        }
        return "taken";
    };
    EXPECT_EQ(refused(R"({"rating": null})"), "/body/rating") << "it is all that is said";
    EXPECT_EQ(stats().negative_count, 1);
    const auto item = patch(id, R"({"rating": null, "correction": "yes"})");
    EXPECT_EQ(item.rating, std::nullopt);
    EXPECT_EQ(item.kind, FeedbackKind::expectation);
    EXPECT_FALSE(item.flagged) << "the flag of a negative rating goes with it";
    EXPECT_EQ(stats().negative_count, 0);
    EXPECT_EQ(refused(R"({"correction": null})"), "/body/correction");
    EXPECT_EQ(patch(id, R"({"correction": null, "rating": "positive"})").kind, FeedbackKind::score);
}

TEST_P(ManyFeedback, a_correction_is_the_value_of_its_score_whichever_way_it_comes) {
    NewScoreConfig fix;
    fix.name = "fix";
    fix.data_type = ScoreType::correction;
    configure(fix);
    auto sent = score("fix", "right");
    const auto id = give_id(sent);
    EXPECT_EQ(show(id).correction, "right");
    EXPECT_EQ(show(id).kind, FeedbackKind::expectation);
    auto item = patch(id, R"({"correction": "ask bob@example.com"})");
    EXPECT_EQ(item.correction, "ask [REDACTED:email]");
    EXPECT_EQ(item.value, api::json::value("ask [REDACTED:email]"));
    EXPECT_THROW(patch(id, R"({"correction": null})"), Failure);
    item = patch(id, R"({"correction": null, "rating": "positive"})");
    EXPECT_EQ(item.value, std::nullopt);
    EXPECT_EQ(item.data_type, std::nullopt);
    sent.correction = "other";
    EXPECT_EQ(refusal(sent).violations().at(0).where, "/body/correction");
    sent.name = "without rules";
    sent.data_type = ScoreType::correction;
    EXPECT_EQ(refusal(sent).violations().at(0).where, "/body/correction");
}

TEST_P(ManyFeedback, a_bulk_change_does_what_the_filter_finds_and_no_more) {
    for (int i = 0; i < 10; ++i) {
        auto sent = judgement(i % 2 == 0 ? Rating::negative : Rating::positive);
        if (i > 5) sent.endpoint_id = "rose";
        give(sent);
    }
    FeedbackBulk wanted{.action = BulkAction::tag, .tag = "odd", .filter = {}, .cursor = {}};
    wanted.filter.rating = Rating::positive;
    wanted.dry_run = true;
    wanted.limit = 3;
    const auto dry = bulk(wanted);
    EXPECT_EQ(dry.matched, 5);
    EXPECT_EQ(dry.visited, 3);
    EXPECT_EQ(dry.changed, 3);
    EXPECT_EQ(rows_of("feedback_tags"), 0) << "a dry run changes nothing";
    wanted.dry_run = false;
    auto done = bulk(wanted);
    EXPECT_EQ(done.changed, 3);
    wanted.cursor = done.next_cursor;
    done = bulk(wanted);
    EXPECT_EQ(done.changed, 2);
    EXPECT_EQ(done.next_cursor, std::nullopt);
    wanted.cursor.reset();
    wanted.limit = 100;
    EXPECT_EQ(bulk(wanted).changed, 0) << "they have it already";
    wanted.dry_run = true;
    EXPECT_EQ(bulk(wanted).changed, 0) << "which a dry run knows";
    wanted = {};
    wanted.action = BulkAction::unflag;
    wanted.filter.flagged_only = true;
    wanted.filter.endpoint_id = "iris";
    EXPECT_EQ(bulk(wanted).changed, 3);
    EXPECT_EQ(stats().flagged_count, 0);
    wanted.action = BulkAction::delete_;
    wanted.filter = {};
    wanted.filter.endpoint_id = "rose";
    EXPECT_EQ(bulk(wanted).changed, 4);
    EXPECT_EQ(stats("rose").total_count, 0);
    EXPECT_EQ(list().total, 6);
}

TEST_P(ManyFeedback, an_item_that_is_full_of_tags_is_told_of) {
    auto sent = judgement();
    for (int i = 0; i < 20; ++i) sent.tags.push_back(std::to_string(i));
    const auto id = give_id(sent);
    give(judgement());
    FeedbackBulk wanted{.action = BulkAction::tag, .tag = "new", .filter = {}, .cursor = {}};
    wanted.filter.rating = Rating::positive;
    const auto done = bulk(wanted);
    EXPECT_EQ(done.visited, 2);
    EXPECT_EQ(done.changed, 1);
    EXPECT_EQ(done.full, 1);
    EXPECT_EQ(show(id).tags.size(), 20u);
    wanted.tag = "7";
    EXPECT_EQ(bulk(wanted).full, 0) << "it has that tag";
}

TEST_P(ManyFeedback, a_bulk_change_without_a_filter_or_tag_is_refused) {
    give(judgement());
    FeedbackBulk wanted;
    wanted.action = BulkAction::delete_;
    EXPECT_THROW(bulk(wanted), Failure);
    wanted.filter.rating = Rating::positive;
    wanted.action = BulkAction::untag;
    EXPECT_THROW(bulk(wanted), Failure);
    wanted.action = BulkAction::flag;
    wanted.tag = "x";
    EXPECT_THROW(bulk(wanted), Failure);
    EXPECT_EQ(list().total, 1);
}

TEST_P(ManyFeedback, words_are_found_in_every_text_and_either_case) {
    auto sent = judgement();
    sent.input_text = "Wie hoch ist der Großglockner?";
    sent.correction = "3798 metres";
    const auto id = give_id(sent);
    sent = judgement();
    sent.feedback_text = "half-true, \"maybe\"; FÜCHSE";
    give(sent);
    EXPECT_EQ(found("großglockner"), 1);
    EXPECT_EQ(found("füchse"), 1);
    EXPECT_EQ(found("Füchse HALF"), 1);
    EXPECT_EQ(found("WIE hoch"), 1);
    EXPECT_EQ(found("metres wie"), 1);
    EXPECT_EQ(found("metres maybe"), 0) << "all words, of one item";
    EXPECT_EQ(found("half-true"), 1);
    EXPECT_EQ(found("flower"), 2);
    EXPECT_EQ(found("flow"), 0) << "whole words";
    for (const auto* odd :
         {"\"", "'; --", "NEAR(", "*", "a OR b", "-", "input_text:wie", "^", "(("})
        EXPECT_EQ(found(odd), 0) << odd;
    patch(id, R"({"correction": null})");
    EXPECT_EQ(found("metres"), 0);
    EXPECT_EQ(found("wie"), 1);
    flag(id);
    EXPECT_EQ(found("wie"), 1);
    remove(id);
    EXPECT_EQ(found("wie"), 0);
}

TEST_P(ManyFeedback, words_and_other_filters_hold_together_and_pages_end) {
    for (int i = 0; i < 12; ++i) {
        auto sent = judgement(i % 2 == 0 ? Rating::positive : Rating::negative);
        if (i % 3 == 0) sent.tags = {"third"};
        give(sent);
    }
    FeedbackQuery query;
    query.q = "flower";
    query.rating = Rating::negative;
    query.tag = "third";
    EXPECT_EQ(list(query).total, 2);
    query = {};
    query.q = "flower";
    query.page_size = 5;
    std::set<std::string> ids;
    int pages = 0;
    for (;; ++pages) {
        const auto page = list(query);
        for (const auto& item : page.items) EXPECT_TRUE(ids.insert(item.id).second);
        if (!page.next_cursor) break;
        query.cursor = page.next_cursor;
    }
    EXPECT_EQ(ids.size(), 12u);
    EXPECT_EQ(pages, 2);
}

}  // namespace
}  // namespace ontos
