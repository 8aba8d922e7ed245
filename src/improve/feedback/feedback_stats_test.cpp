// Statistics: golden vectors, and counts that never differ from what is there.
#include "improve/feedback/feedback_stats.hpp"

#include <algorithm>

#include "improve/feedback/test_feedback.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class FeedbackStatistics : public GivenFeedback {};
INSTANTIATE_TEST_SUITE_P(on, FeedbackStatistics, sql::engines(), sql::engine_name);

/// From the formula in Python, with the normal quantile of its statistics module.
TEST(FeedbackNumbers, the_interval_is_wilsons) {
    const auto interval = [](std::int64_t positive, std::int64_t negative) {
        return rated({.total_count = positive + negative,
                      .positive_count = positive,
                      .negative_count = negative})
            .positive_rate_interval.value();
    };
    EXPECT_NEAR(interval(8, 2)[0], 0.4901624715, 1e-9);
    EXPECT_NEAR(interval(8, 2)[1], 0.9433178485, 1e-9);
    EXPECT_NEAR(interval(0, 3)[0], 0, 1e-12);
    EXPECT_NEAR(interval(0, 3)[1], 0.5614970317, 1e-9);
    EXPECT_NEAR(interval(999, 1)[0], 0.9943574414, 1e-9);
    EXPECT_NEAR(interval(999, 1)[1], 0.9998234536, 1e-9);
}

TEST(FeedbackNumbers, nothing_rated_has_no_rate) {
    const auto counts = rated({.total_count = 4, .with_comments_count = 2});
    EXPECT_EQ(counts.total_count, 4);
    EXPECT_EQ(counts.positive_rate, std::nullopt);
    EXPECT_EQ(counts.positive_rate_interval, std::nullopt);
}

TEST_P(FeedbackStatistics, no_feedback_is_zeros_and_nulls) {
    const auto found = stats();
    EXPECT_EQ(found.total_count, 0);
    EXPECT_EQ(found.positive_rate, std::nullopt);
    EXPECT_EQ(found.positive_rate_percent, std::nullopt);
    EXPECT_THAT(found.by_day, IsEmpty());
    EXPECT_EQ(found.endpoint_id, endpoint_id);
    EXPECT_EQ(stats(std::nullopt).endpoint_id, std::nullopt);
    EXPECT_THROW(stats("nobody"), Failure);
}

TEST_P(FeedbackStatistics, they_are_by_day_version_tag_and_source) {
    TestRequest{.version = "7", .request_id = "r-1"}.tell(*log_);
    auto sent = judgement(Rating::positive, "r-1");
    sent.feedback_text = "good";
    sent.tags = {"polite"};
    give(sent);
    clock_.advance(24h);
    sent = judgement(Rating::negative);
    sent.tags = {"polite", "wrong"};
    sent.source = FeedbackSource::human;
    give(sent);
    sent.endpoint_id = "rose";
    give(sent);
    for (int round = 0; round < 2; ++round) {
        const auto found = stats();
        EXPECT_EQ(found.total_count, 2);
        EXPECT_EQ(found.positive_count, 1);
        EXPECT_EQ(found.negative_count, 1);
        EXPECT_EQ(found.positive_rate, 0.5);
        EXPECT_EQ(found.positive_rate_percent, 50);
        EXPECT_EQ(found.with_comments_count, 1);
        EXPECT_EQ(found.flagged_count, 1);
        ASSERT_EQ(found.by_day.size(), 2u);
        EXPECT_EQ(found.by_day[0].day, "2026-03-01");
        EXPECT_EQ(found.by_day[0].counts.positive_count, 1);
        EXPECT_EQ(found.by_day[1].counts.negative_count, 1);
        ASSERT_EQ(found.by_model_version.size(), 2u);
        ASSERT_EQ(found.by_tag.size(), 2u);
        EXPECT_EQ(found.by_tag[0].tag, "polite");
        EXPECT_EQ(found.by_tag[0].counts.total_count, 2);
        ASSERT_EQ(found.by_source.size(), 2u);
        EXPECT_EQ(found.by_source[0].source, "end_user");
        EXPECT_EQ(stats(std::nullopt).total_count, 3);
        feedback_->fold_counts();  // and again, from the sums
    }
    EXPECT_EQ(rows_of("feedback_count_changes"), 0);
}

TEST_P(FeedbackStatistics, the_window_starts_with_a_whole_day) {
    give(judgement());
    clock_.advance(36h);  // 2026-03-03T00:00
    EXPECT_EQ(stats("iris", 2).total_count, 1);
    EXPECT_EQ(stats("iris", 1).total_count, 0);
}

TEST_P(FeedbackStatistics, a_window_counts_whole_days_and_the_rest_alike) {
    const auto start = clock_.now();
    for (int i = 0; i < 60; ++i) {
        give(judgement(i % 4 == 0 ? Rating::negative : Rating::positive));
        clock_.advance(2h);
    }
    feedback_->fold_counts();
    const auto counted = [&](Timestamp from, Timestamp to) {
        return database().read([&](sql::Transaction& tx) {
            return feedback_counts_store::window(tx, endpoint_id, from, to);
        });
    };
    for (const auto& [from, to] :
         {std::pair{0h, 1h}, {0h, 120h}, {3h, 5h}, {1h, 100h}, {12h, 36h}, {13h, 85h}}) {
        std::int64_t positive = 0, negative = 0;
        for (int i = 0; i < 60; ++i)
            if (2h * i >= from && 2h * i < to) ++(i % 4 == 0 ? negative : positive);
        const auto found = counted(start + from, start + to);
        EXPECT_EQ(found.positive_count, positive) << from.count() << " to " << to.count();
        EXPECT_EQ(found.negative_count, negative) << from.count() << " to " << to.count();
        EXPECT_EQ(found.flagged_count, negative);
    }
}

/// What the counts should be, from the items themselves.
FeedbackCounts counted_anew(sql::Transaction& tx, const std::string& condition) {
    CountRow sum;
    const auto count = [&](const std::string& what) {
        return tx
            .value<std::int64_t>("select count(*) from feedback_items where state = 'active' and " +
                                 condition + " and " + what)
            .value();
    };
    sum.total_count = count("1 = 1");
    sum.positive_count = count("rating = 'positive'");
    sum.negative_count = count("rating = 'negative'");
    sum.with_comments_count = count("feedback_text is not null");
    sum.flagged_count = count("flagged = 1");
    sum.flagged_positive_count = count("flagged = 1 and rating = 'positive'");
    sum.flagged_negative_count = count("flagged = 1 and rating = 'negative'");
    return sum.counts();
}

/// Does anything that changes feedback or what is known of it.
class AnyOperations : public GivenFeedback {
protected:
    NewFeedback any_judgement(const std::string& request) {
        auto sent = judgement(choose_() % 3 == 0 ? Rating::negative : Rating::positive);
        if (choose_() % 2 == 0) sent.request_id = request;
        if (choose_() % 2 == 0) sent.source_id = "anna";
        if (choose_() % 3 == 0) sent.endpoint_id = "rose";
        if (choose_() % 3 == 0) sent.feedback_text = "a comment";
        if (choose_() % 2 == 0) sent.tags = {choose_() % 2 == 0 ? "a" : "b", "c"};
        return sent;
    }

    void do_anything() {
        clock_.advance(1h);
        const auto request = "r-" + std::to_string(choose_() % 20);
        const auto sent = any_judgement(request);
        if (ids_.empty()) ids_.push_back(give_id(sent));
        const auto id = ids_[choose_() % ids_.size()];
        switch (choose_() % 8) {
            case 0:
                return void(flag(id));
            case 1:
                return void(unflag(id));
            case 2:
                return remove(id);
            case 3:
                TestRequest{.version = std::to_string(choose_() % 3), .request_id = request}.tell(
                    *log_);
                return log_->flush();
            case 4:
                return feedback_->join_waiting();
            case 5:
                return feedback_->fold_counts();
            default:
                ids_.push_back(give_id(sent));
        }
    }

    void expect_counts(const std::string& endpoint, const std::string& condition) {
        const auto [expected, total, days] = database().read([&](sql::Transaction& tx) {
            return std::tuple{counted_anew(tx, condition),
                              feedback_counts_store::total(tx, endpoint),
                              feedback_counts_store::days(tx, endpoint, clock_.now() - 720h)};
        });
        EXPECT_EQ(total, expected) << endpoint;
        FeedbackCounts by_day;
        for (const auto& row : days) by_day += row.counts();
        EXPECT_EQ(by_day, expected) << endpoint;
        EXPECT_GT(expected.total_count, 10);
    }

    std::int64_t counted(const std::string& from_where, const std::string& value) {
        return *database().read([&](sql::Transaction& tx) {
            return tx.value<std::int64_t>("select count(*) from " + from_where, value);
        });
    }

    std::mt19937 choose_{7};
    std::vector<std::string> ids_;
};
INSTANTIATE_TEST_SUITE_P(on, AnyOperations, sql::engines(), sql::engine_name);

TEST_P(AnyOperations, the_counts_are_what_is_there) {
    for (int step = 0; step < 300; ++step) try {
            do_anything();
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.code(), "feedback_not_found");
        }
    for (int round = 0; round < 2; ++round) {
        expect_counts(endpoint_id, "endpoint_name = 'iris'");
        expect_counts("", "1 = 1");
        feedback_->fold_counts();
    }
    const auto found = stats(std::nullopt, 365);
    ASSERT_EQ(found.by_tag.size(), 3u);
    for (const auto& tag : found.by_tag)
        EXPECT_EQ(tag.counts.total_count, counted("feedback_tags where tag = $1", tag.tag));
    ASSERT_EQ(found.by_model_version.size(), 4u);
    for (const auto& version : found.by_model_version)
        EXPECT_EQ(version.counts.total_count,
                  counted("feedback_items where state = 'active' and coalesce(model_version, '') = "
                          "$1",
                          version.model_version.value_or("")));
}

}  // namespace
}  // namespace ontos
