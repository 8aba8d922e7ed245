// Review queues: who gets what, what a judgement does, and whether reviewers agree.
#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "improve/review/review_decision.hpp"
#include "improve/review/test_reviews.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

class Reviewing : public ReviewsTest {};
INSTANTIATE_TEST_SUITE_P(on, Reviewing, sql::engines(), sql::engine_name);

TEST_P(Reviewing, an_item_stays_with_its_reviewer_and_then_goes_back) {
    const auto queue = queue_of(pending_sheet(2), R"("reservation_minutes": 10)");
    const auto first = reserve(queue, "ann");
    EXPECT_EQ(reserve(queue, "ann"), first);
    const auto second = reserve(queue, "bob");
    EXPECT_NE(second, first);
    EXPECT_EQ(reserve(queue, "eve"), "");
    clock_.advance(10min);
    EXPECT_EQ(reserve(queue, "eve"), first);
    expect_refused(409, "not_reserved", "POST", item_path(queue, first) + "/submit",
                   as("ann", R"("review_status": "approved")"));
}

TEST_P(Reviewing, a_judgement_of_a_row_is_its_review) {
    const auto sheet = pending_sheet(1);
    const auto queue = queue_of(sheet);
    const auto item = reserve(queue, "ann");
    const auto done = submit(queue, item, "ann", R"("response": "better")");
    EXPECT_EQ(text(done.at("status")), "completed");
    EXPECT_EQ(text(done.at("outcome")), "edited");
    const auto row = get(sheet + "/rows/0");
    EXPECT_EQ(text(row.at("review_status")), "edited");
    EXPECT_EQ(text(row.at("reviewed_by")), "ann");
    EXPECT_EQ(text(row.at("response")), "better");
    EXPECT_EQ(text(row.at("original").at("response")), "r");
    expect_true_counts(sheet);
    const auto now = get(queue);
    EXPECT_EQ(now.at("pending_count"), 0);
    EXPECT_EQ(now.at("completed_count"), 1);
    EXPECT_EQ(now.at("judgement_count"), 1);
}

TEST_P(Reviewing, what_the_sheet_would_not_take_is_refused) {
    const auto queue = queue_of(pending_sheet(1));
    const auto submit_path = item_path(queue, reserve(queue, "ann")) + "/submit";
    expect_refused(400, "/body/review_reason", "POST", submit_path,
                   as("ann", R"("review_status": "rejected")"));
    expect_refused(400, "must decide", "POST", submit_path,
                   as("ann", R"("review_status": "pending")"));
    expect_refused(400, "not of feedback", "POST", submit_path,
                   as("ann", R"("review_status": "approved", "rating": "positive")"));
    EXPECT_EQ(get(queue).at("judgement_count"), 0);
}

TEST_P(Reviewing, what_was_reviewed_elsewhere_is_withdrawn) {
    const auto sheet = pending_sheet(2);
    const auto queue = queue_of(sheet);
    const auto item = reserve(queue, "ann");
    ask(200, "PATCH", sheet + "/rows/0", R"({"review_status": "approved"})");
    expect_refused(409, "review_target_changed", "POST", item_path(queue, item) + "/submit",
                   as("ann", R"("review_status": "approved")"));
    const auto next = reserve(queue, "ann");
    EXPECT_NE(next, item);
    EXPECT_EQ(text(get(item_path(queue, item)).at("status")), "withdrawn");
    EXPECT_EQ(get(queue).at("withdrawn_count"), 1);
}

TEST_P(Reviewing, the_row_is_what_most_of_its_reviewers_say) {
    const auto sheet = pending_sheet(1);
    const auto queue = queue_of(sheet, R"("overlap": 3)");
    const auto item = reserve(queue, "ann");
    for (const auto* other : {"bob", "eve"}) EXPECT_EQ(reserve(queue, other), item);
    EXPECT_EQ(reserve(queue, "dan"), "");
    submit(queue, item, "ann", R"("review_status": "approved")");
    const auto between = get(item_path(queue, item) + "?reviewer=bob");
    EXPECT_EQ(between.at("judged").as_array().size(), 0u) << "nobody is led by others";
    EXPECT_EQ(text(get(sheet + "/rows/0").at("review_status")), "pending");
    submit(queue, item, "bob", R"("review_status": "rejected", "review_reason": "no")");
    submit(queue, item, "eve", R"("review_status": "approved")");
    const auto row = get(sheet + "/rows/0");
    EXPECT_EQ(text(row.at("review_status")), "approved");
    EXPECT_EQ(text(row.at("reviewed_by")), "eve");
    EXPECT_EQ(get(item_path(queue, item)).at("judged").as_array().size(), 3u);
    expect_true_counts(sheet);
}

TEST_P(Reviewing, where_reviewers_disagree_the_row_is_flagged) {
    const auto sheet = pending_sheet(1);
    const auto queue = queue_of(sheet, R"("overlap": 2)");
    const auto item = reserve(queue, "ann");
    reserve(queue, "bob");
    submit(queue, item, "ann", R"("review_status": "approved")");
    const auto done =
        submit(queue, item, "bob", R"("review_status": "rejected", "review_reason": "no")");
    EXPECT_EQ(text(done.at("outcome")), "flagged");
    EXPECT_EQ(text(get(sheet + "/rows/0").at("review_reason")),
              "Reviewers disagree: approved (ann), rejected (bob).");
}

TEST_P(Reviewing, a_skipped_item_goes_to_others_and_a_released_one_to_whomever) {
    const auto queue = queue_of(pending_sheet(1));
    const auto item = reserve(queue, "ann");
    ask(200, "POST", item_path(queue, item) + "/release", as("ann"));
    EXPECT_EQ(reserve(queue, "ann"), item);
    ask(200, "POST", item_path(queue, item) + "/skip", as("ann"));
    EXPECT_EQ(reserve(queue, "ann"), "");
    EXPECT_EQ(reserve(queue, "bob"), item);
    expect_refused(409, "already_answered", "POST", item_path(queue, item) + "/skip", as("ann"));
    const auto progress = get(queue + "/progress");
    EXPECT_EQ(progress.at("skip_count"), 1);
    EXPECT_EQ(progress.at("by_reviewer").at(0).at("reviewer"), "ann");
    EXPECT_EQ(progress.at("by_reviewer").at(1).at("reserved"), 1);
}

TEST_P(Reviewing, a_judgement_of_feedback_is_feedback_of_the_same_answer) {
    ask(201, "POST", "/score-configs", R"({"name": "helpful", "data_type": "boolean"})");
    FeedbackItem given;
    given.request_id = "req-1";
    given.subject_id = "person-7";
    given.rating = Rating::negative;
    const auto judged = give(std::move(given));
    const auto queue = queue_of_feedback(R"("score_configs": ["helpful"])");
    const auto item = reserve(queue, "ann");
    expect_refused(400, "must have the score helpful", "POST", item_path(queue, item) + "/submit",
                   as("ann", R"("rating": "negative")"));
    expect_refused(400, "/body/scores/0/value", "POST", item_path(queue, item) + "/submit",
                   as("ann", R"("scores": [{"name": "helpful", "value": 3}])"));
    expect_refused(400, "/body/correction", "POST", item_path(queue, item) + "/submit",
                   as("ann", R"("rating": "negative", "correction": " ",
                                "scores": [{"name": "helpful", "value": false}])"));
    const auto done = submit(queue, item, "ann",
                             R"("rating": "negative", "correction": "A rose.",
                                "scores": [{"name": "helpful", "value": false}])");
    const auto& ids = done.at("assignment").at("feedback_ids").as_array();
    ASSERT_EQ(ids.size(), 2u);
    const auto review = get("/feedback/" + text(ids[0]));
    EXPECT_EQ(text(review.at("correction")), "A rose.");
    EXPECT_EQ(text(review.at("source")), "human");
    EXPECT_EQ(text(review.at("source_id")), "ann");
    EXPECT_EQ(text(review.at("request_id")), "req-1");
    EXPECT_EQ(text(review.at("subject_id")), "person-7");
    EXPECT_EQ(text(review.at("identifier")), "review:" + judged);
    EXPECT_EQ(text(get("/feedback/" + text(ids[1])).at("name")), "helpful");
    // What reviewers said is not reviewed in turn.
    EXPECT_EQ(ask(200, "POST", queue + "/feed", "{}").at("added"), 0);
}

TEST_P(Reviewing, what_is_taken_back_is_not_judged_and_its_texts_are_forgotten) {
    const auto id = give(Rating::negative);
    const auto sheet = new_sheet();
    ask(201, "POST", "/feedback/" + id + "/to-training?assembly_id=" + id_in(sheet));
    const auto queue = queue_of(sheet, R"("overlap": 2)");
    const auto item = reserve(queue, "ann");
    submit(queue, item, "ann", R"("response": "canary", "rejected_response": "no")");
    ask(204, "DELETE", "/feedback/" + id);
    EXPECT_EQ(reserve(queue, "bob"), "");
    EXPECT_EQ(text(get(item_path(queue, item)).at("status")), "withdrawn");
    expect_refused(409, "already_answered", "POST", item_path(queue, item) + "/submit",
                   as("ann", R"("review_status": "approved")"));
    const auto kept = database().read([](sql::Transaction& tx) {
        return tx.value<std::int64_t>(
            "select count(*) from review_assignments where judgement is not null");
    });
    EXPECT_EQ(kept, 0);
}

TEST_P(Reviewing, who_had_what_is_taken_back_meanwhile_is_told_so) {
    const auto id = give(Rating::negative);
    const auto sheet = new_sheet();
    ask(201, "POST", "/feedback/" + id + "/to-training?assembly_id=" + id_in(sheet));
    const auto rows = queue_of(sheet), judged = queue_of_feedback();
    const auto row = reserve(rows, "ann"), item = reserve(judged, "ann");
    ask(204, "DELETE", "/feedback/" + id);
    expect_refused(409, "review_target_changed", "POST", item_path(rows, row) + "/submit",
                   as("ann", R"("review_status": "approved")"));
    expect_refused(409, "review_target_changed", "POST", item_path(judged, item) + "/submit",
                   as("ann", R"("rating": "positive")"));
    expect_refused(409, "review_target_changed", "POST", item_path(judged, item) + "/skip",
                   as("ann"));
}

TEST_P(Reviewing, a_queue_has_a_name_that_is_seen) {
    expect_refused(400, "must not be blank", "POST", "/review/queues",
                   R"({"name": "  ", "source": "feedback"})");
    expect_refused(400, "/body/name", "PATCH", queue_of_feedback(), R"({"name": "\t"})");
}

TEST_P(Reviewing, agreement_is_by_pair_and_of_all) {
    const auto queue = queue_of(pending_sheet(12), R"("overlap": 3)");
    for (const auto* reviewer : {"ann", "bob", "eve"})
        for (int i = 0; i < 12; ++i) {
            const auto item = reserve(queue, reviewer);
            const auto rejects = i % 2 == 0 || (reviewer == std::string{"eve"} && i == 1);
            submit(queue, item, reviewer,
                   rejects ? R"("review_status": "rejected", "review_reason": "no")"
                           : R"("review_status": "approved")");
        }
    const auto found = get(queue + "/agreement").at("names").at(0);
    EXPECT_EQ(text(found.at("name")), "review_status");
    ASSERT_EQ(found.at("pairs").as_array().size(), 3u);
    const auto& pair = found.at("pairs").at(1);
    EXPECT_EQ(text(pair.at("reviewer_b")), "eve");
    EXPECT_EQ(pair.at("items"), 12);
    EXPECT_NEAR(pair.at("kappa").as_double(), 0.833333, 1e-6);
    EXPECT_LT(pair.at("kappa_interval").at(0).as_double(), 0.833333);
    EXPECT_EQ(found.at("all").at("items"), 12);
    EXPECT_GT(found.at("all").at("kappa").as_double(), 0.8);
}

TEST_P(Reviewing, no_two_reviewers_get_more_of_an_item_than_the_overlap) {
    constexpr int rows = 24, overlap = 2, people = 8;
    const auto sheet = pending_sheet(rows);
    const auto queue = queue_of(sheet, R"("overlap": 2)");
    std::atomic<int> judged{0};
    std::vector<std::thread> threads;
    for (int person = 0; person < people; ++person)
        threads.emplace_back([&, person] {
            const auto name = "person " + std::to_string(person);
            while (judged < rows * overlap) {
                const auto got = send("POST", queue + "/reserve", as(name));
                if (got.status == 503) continue;
                ASSERT_EQ(got.status, 200) << got.body;
                const auto item = boost::json::parse(got.body).at("item");
                if (item.is_null()) break;
                const auto path = item_path(queue, text(item.at("id")));
                while (true) {
                    const auto done =
                        send("POST", path + "/submit", as(name, R"("review_status": "approved")"));
                    if (done.status == 503) continue;
                    ASSERT_EQ(done.status, 200) << done.body;
                    ++judged;
                    break;
                }
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(judged, rows * overlap);
    const auto page = get(queue + "/items?limit=1000");
    for (const auto& item : page.at("items").as_array()) {
        EXPECT_EQ(item.at("judgements"), overlap);
        EXPECT_EQ(item.at("taken"), overlap);
    }
    EXPECT_EQ(get(queue).at("completed_count"), rows);
    EXPECT_EQ(get(queue).at("judgement_count"), rows * overlap);
    expect_true_counts(sheet);
    EXPECT_EQ(get(sheet).at("approved_count"), rows);
}

TEST_P(Reviewing, a_deleted_queue_goes_with_its_items) {
    const auto queue = queue_of(pending_sheet(3));
    submit(queue, reserve(queue, "ann"), "ann", R"("review_status": "approved")");
    ask(204, "DELETE", queue);
    EXPECT_EQ(send("GET", queue).status, 404);
    reviews_->forget_deleted();
    for (const auto* table :
         {"review_queues", "review_items", "review_assignments", "review_labels"})
        EXPECT_EQ(database().read([&](sql::Transaction& tx) {
            return tx.value<std::int64_t>(std::string{"select count(*) from "} + table);
        }),
                  0)
            << table;
}

TEST(Decide, needs_more_than_half) {
    using enum ReviewStatus;
    const auto of = [](std::vector<ReviewStatus> said) {
        std::vector<ReviewVote> votes;
        for (const auto status : said) votes.push_back({"x", status});
        return decide(votes);
    };
    EXPECT_EQ(of({approved}).status, approved);
    EXPECT_EQ(of({approved, rejected, approved}).status, approved);
    EXPECT_EQ(of({approved, rejected, approved}).taken_from, 2u);
    EXPECT_EQ(of({approved, rejected}).status, flagged);
    EXPECT_FALSE(of({approved, rejected}).taken_from);
    EXPECT_EQ(of({approved, approved, rejected, rejected}).status, flagged);
}

}  // namespace
}  // namespace ontos
