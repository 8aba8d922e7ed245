// Labels find their predictions: before and after them, again, late, and never the wrong one.
#include "monitor/quality/labels.hpp"

#include <thread>

#include "monitor/quality/test_quality.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

INSTANTIATE_TEST_SUITE_P(on, Quality, sql::engines(), sql::engine_name);

TEST_P(Quality, a_label_joins_what_was_answered_just_before) {
    start();
    answer(yes_or_no({0.9f, 0.2f}), {});
    const auto taken = post({label("r1", 0, "yes"), label("r1", 1, "yes"), label("r9", 0, "no")});
    EXPECT_EQ(taken.total, 3);
    EXPECT_EQ(taken.joined, 2);
    EXPECT_EQ(taken.replaced, 0);
    EXPECT_EQ(taken.waiting, 1);
    const auto found = quality().quality;
    EXPECT_EQ(found.labelled_rows, 2);
    EXPECT_EQ(found.accuracy->value, 0.5);
}

TEST_P(Quality, a_repeat_replaces_and_the_last_of_one_batch_counts) {
    start();
    answer(yes_or_no({0.9f}), {});
    post({label("r1", 0, "no")});
    EXPECT_EQ(quality().quality.accuracy->value, 0);
    const auto taken = post({label("r1", 0, "no"), label("r1", 0, "yes")});
    EXPECT_EQ(taken.joined, 0);
    EXPECT_EQ(taken.replaced, 2);
    EXPECT_EQ(quality().quality.accuracy->value, 1);
    EXPECT_EQ(quality().quality.labelled_rows, 1);
}

TEST_P(Quality, a_label_that_came_first_waits_for_its_prediction) {
    start();
    EXPECT_EQ(post({label("r1", 1, "yes")}).waiting, 1);
    EXPECT_EQ(post({label("r1", 1, "no")}).waiting, 1);
    EXPECT_EQ(rows_of("waiting_labels"), 1);
    clock_.advance(1s);
    answer(yes_or_no({0.9f, 0.2f}), {});
    outcomes_->flush();
    EXPECT_EQ(rows_of("waiting_labels"), 0);
    const auto found = quality().quality;
    EXPECT_EQ(found.labelled_rows, 1);
    EXPECT_EQ(found.accuracy->value, 1);
    EXPECT_EQ(found.label_delay->median_seconds, 0);
}

TEST_P(Quality, labels_of_another_endpoint_or_request_touch_nothing) {
    start();
    answer(yes_or_no({0.9f}), {.request_id = "r1", .endpoint = "other", .series = 8});
    answer(yes_or_no({0.9f}), {.request_id = "r2"});
    EXPECT_EQ(post({label("r1", 0, "yes")}).waiting, 1);
    EXPECT_EQ(quality().quality.labelled_rows, 0);
    EXPECT_EQ(quality().quality.kept_rows, 1);
}

TEST_P(Quality, what_was_answered_survives_a_kill_and_its_labels_too) {
    start();
    answer(yes_or_no({0.9f}), {});
    post({label("r1", 0, "yes"), label("r2", 0, "yes")});
    answer(yes_or_no({0.1f}), {.request_id = "r3"});
    reopen();  // killed: r3 is lost, for it was never flushed
    start();
    EXPECT_EQ(quality().quality.labelled_rows, 1);
    EXPECT_EQ(quality().quality.kept_rows, 1);
    answer(yes_or_no({0.9f}), {.request_id = "r2"});
    EXPECT_EQ(quality().quality.labelled_rows, 2);
}

TEST_P(Quality, labels_are_compared_as_they_would_be_written) {
    start();
    answer(TestAnswers{{"1", "true", "0.5", "1"}}, {});
    post({label("r1", 0, 1), label("r1", 1, true), label("r1", 2, 0.5), label("r1", 3, "01")});
    EXPECT_EQ(quality().quality.accuracy->value, 0.75);
}

TEST_P(Quality, a_bad_label_refuses_all_and_is_named) {
    start();
    answer(yes_or_no({0.9f}), {});
    api::json::string long_text;  // of 200 characters
    for (int i = 0; i < 200; ++i) long_text.append("\xc3\xbc");
    EXPECT_EQ(refusal({label("r1", 0, long_text)}).violations().at(0).where,
              "/body/labels/0/label");
    const auto failure = refusal({label("r1", 0, "yes"), label("r1", 0, long_text),
                                  label("r1", 3, "yes"), label("r2", 0, long_text)});
    EXPECT_EQ(failure.kind(), FailureKind::invalid);
    std::vector<std::string> places;
    for (const auto& violation : failure.violations()) places.push_back(violation.where);
    EXPECT_THAT(places, testing::ElementsAre("/body/labels/1/label", "/body/labels/3/label",
                                             "/body/labels/2/row"));
    EXPECT_EQ(quality().quality.labelled_rows, 0);
    EXPECT_EQ(rows_of("waiting_labels"), 0);
}

TEST_P(Quality, a_row_behind_the_last_one_is_refused) {
    start();
    answer(yes_or_no({0.9f, 0.8f}), {});
    const auto failure = refusal({label("r1", 1, "yes"), label("r1", 2, "yes")});
    EXPECT_EQ(failure.violations().at(0).where, "/body/labels/1/row");
    EXPECT_THAT(failure.violations().at(0).what, HasSubstr("at most 1"));
    EXPECT_EQ(quality().quality.labelled_rows, 0);
}

TEST_P(Quality, a_regression_takes_numbers_only) {
    start();
    answer(TestAnswers{std::vector{1.5f, 2.5f}}, {});
    const auto failure = refusal({label("r1", 0, 1), label("r1", 1, "much")});
    EXPECT_EQ(failure.violations().at(0).where, "/body/labels/1/label");
    EXPECT_EQ(post({label("r1", 0, 1), label("r1", 1, "3.5")}).joined, 2);
    EXPECT_EQ(quality().quality.mae->value, 0.75);
}

TEST_P(Quality, an_endpoint_that_never_was_is_not_found) {
    start();
    EXPECT_EQ(refusal({label("r1", 0, 1)}, "nobody").kind(), FailureKind::not_found);
}

TEST_P(Quality, waiting_labels_are_bounded_and_forgotten_after_30_days) {
    waiting_labels_max_ = 2;
    start();
    EXPECT_EQ(post({label("a", 0, 1), label("b", 0, 1)}).waiting, 2);
    const auto failure = refusal({label("c", 0, 1)});
    EXPECT_EQ(failure.kind(), FailureKind::rate_limited);
    EXPECT_EQ(post({label("a", 0, 2)}).waiting, 1);  // in the place of the one that waited
    clock_.advance(24h * 30 + 1s);
    outcomes_->forget(clock_.now() - std::chrono::days{30});
    EXPECT_EQ(rows_of("waiting_labels"), 0);
    EXPECT_EQ(post({label("c", 0, 1)}).waiting, 1);
}

TEST_P(Quality, labels_and_predictions_from_many_threads_are_all_joined) {
    start();
    constexpr int threads = 8, each = 20;
    std::vector<std::jthread> running;
    for (int t = 0; t < threads; ++t)
        running.emplace_back([&, t] {
            for (int i = 0; i < each; ++i) {
                const auto id = std::to_string(t) + "-" + std::to_string(i);
                if (i % 2 == 0) answer(yes_or_no({0.9f}), {.request_id = id});
                post({label(id, 0, "yes")});
                if (i % 2 == 1) answer(yes_or_no({0.9f}), {.request_id = id});
            }
        });
    running.clear();
    outcomes_->flush();
    EXPECT_EQ(quality().quality.labelled_rows, threads * each);
    EXPECT_EQ(rows_of("waiting_labels"), 0);
}

}  // namespace
}  // namespace ontos
