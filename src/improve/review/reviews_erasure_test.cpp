// What is erased of review queues with a person's rows and feedback, and that the counts hold.
#include "improve/review/reviews_erasure.hpp"

#include "improve/review/test_reviews.hpp"
#include "improve/sheets/rows_erasure.hpp"
#include "platform/erasure/erasure_links_store.hpp"

namespace ontos {
namespace {

class ErasedReviews : public ReviewsTest {
protected:
    std::int64_t number(const std::string& table) {
        return *database().read([&](sql::Transaction& tx) {
            return tx.value<std::int64_t>("select count(*) from " + table);
        });
    }
    void link(LinkKind kind, const std::string& id) {
        const ErasureLink link{subject_.erasure_id, kind, {}, id};
        database().write([&](sql::Transaction& tx) {
            erasure_links_store::insert(tx, {&link, 1});
            erasure_.link(tx, subject_);
        });
    }
    std::int64_t erase() {
        return database().write(
            [&](sql::Transaction& tx) { return erasure_.erase(tx, subject_, 1); });
    }

    const ReviewsErasure erasure_{};
    const ErasedSubject subject_{"erasure-1", "ann", {}, {}, clock_.now()};
};
INSTANTIATE_TEST_SUITE_P(on, ErasedReviews, sql::engines(), sql::engine_name);

TEST_P(ErasedReviews, go_with_what_was_said_and_the_counts_follow) {
    const auto sheet = pending_sheet(3);
    const auto queue = queue_of(sheet);
    const auto judged = reserve(queue, "bob");
    submit(queue, judged, "bob", R"("response": "a canary")");
    reserve(queue, "eve");
    const auto rows = get(sheet + "/rows").at("items").as_array();
    link(LinkKind::row, text(rows[0].at("id")));
    link(LinkKind::row, text(rows[1].at("id")));
    EXPECT_EQ(
        database().read([&](sql::Transaction& tx) { return erasure_.held(tx, subject_); }).count,
        2);
    EXPECT_EQ(erase(), 1);
    EXPECT_EQ(erase(), 1);
    EXPECT_EQ(erase(), 0);
    const auto now = get(queue);
    EXPECT_EQ(now.at("item_count"), 1);
    EXPECT_EQ(now.at("pending_count"), 1);
    EXPECT_EQ(now.at("completed_count"), 0);
    EXPECT_EQ(now.at("judgement_count"), 0);
    EXPECT_EQ(number("review_assignments"), 0);
    EXPECT_EQ(number("review_labels"), 0);
}

TEST_P(ErasedReviews, bring_the_feedback_that_judgements_became) {
    FeedbackItem item;
    item.rating = Rating::negative;
    const auto id = give(item);
    const auto queue = queue_of_feedback();
    submit(queue, reserve(queue, "bob"), "bob", R"("rating": "positive", "rationale": "x")");
    link(LinkKind::feedback, id);
    const auto links = database().read([&](sql::Transaction& tx) {
        return erasure_links_store::ids(tx, subject_.erasure_id, LinkKind::feedback, "");
    });
    EXPECT_EQ(links.size(), 2u);
}

TEST_P(ErasedReviews, leave_no_word_of_a_filter_that_no_feedback_has_any_more) {
    const auto say = [&](const std::string& input, const std::string& tag) {
        ask(201, "POST", "/feedback",
            R"({"endpoint_id": "iris", "output_text": "b", "rating": "positive", "input_text": ")" +
                input + R"(", "tags": [")" + tag + R"("]})");
    };
    say("where is my parcel", "kept");
    const auto kept = queue_of_feedback(R"("filter": {"tag": "kept", "q": "parcel"})");
    const auto tag = queue_of_feedback(R"("filter": {"tag": "canary", "q": "parcel"})");
    const auto words = queue_of_feedback(R"("filter": {"tag": "kept", "q": "canary"})");
    const auto removed = queue_of_feedback(R"("filter": {"tag": "canary"})");
    ask(204, "DELETE", removed);
    EXPECT_FALSE(database().write([&](sql::Transaction& tx) { return erasure_.tidy(tx, 0); }));
    const auto filter = [&](const std::string& queue) { return get(queue).at("filter"); };
    EXPECT_EQ(filter(kept).at("tag"), "kept");
    EXPECT_EQ(filter(kept).at("q"), "parcel");
    EXPECT_EQ(filter(tag).at("tag"), "[ERASED]");
    EXPECT_EQ(filter(tag).at("q"), "parcel");
    EXPECT_EQ(filter(words).at("tag"), "[ERASED]");
    EXPECT_TRUE(filter(words).at("q").is_null());
    const auto holding = database().read([](sql::Transaction& tx) {
        return *tx.value<std::int64_t>(
            "select count(*) from review_queues where filter like '%canary%'");
    });
    EXPECT_EQ(holding, 0);
}

}  // namespace
}  // namespace ontos
