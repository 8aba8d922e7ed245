// What is answered of a window: by version, with counts, delays and an estimate.
#include "monitor/quality/quality_queries.hpp"

#include "monitor/quality/test_quality.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Window = Quality;

INSTANTIATE_TEST_SUITE_P(on, Window, sql::engines(), sql::engine_name);

TEST_P(Window, without_traffic_says_so) {
    start();
    const auto found = quality();
    EXPECT_EQ(found.quality.served_rows, 0);
    EXPECT_EQ(found.quality.label_coverage, std::nullopt);
    EXPECT_THAT(found.quality.reason, HasSubstr("no predictions"));
    EXPECT_TRUE(found.by_model_version.empty());
    EXPECT_THROW(queries_->show_quality({{"nobody"}}, {}), Failure);
}

TEST_P(Window, counts_a_label_when_it_was_predicted_not_when_it_came) {
    start();
    answer(yes_or_no({0.9f, 0.2f, 0.7f}), {});
    outcomes_->flush();
    clock_.advance(2h);
    post({label("r1", 0, "yes"), label("r1", 1, "yes")});
    clock_.advance(1h);
    post({label("r1", 0, "no"), label("r1", 2, "yes")});  // the delay is that of the first label
    EXPECT_EQ(quality(1).quality.labelled_rows, 0);
    const auto found = quality(4).quality;
    EXPECT_EQ(found.labelled_rows, 3);
    EXPECT_EQ(found.label_coverage, 1);
    EXPECT_EQ(found.label_delay->median_seconds, 7200);
    EXPECT_EQ(found.label_delay->p95_seconds, 10800);
}

TEST_P(Window, that_has_ended_has_what_was_predicted_in_it) {
    start();
    answer(yes_or_no({0.9f, 0.2f}), {.request_id = "a"});
    clock_.advance(2h);
    const auto between = clock_.now();
    clock_.advance(2h);
    answer(yes_or_no({0.8f, 0.6f, 0.7f}), {.request_id = "b"});
    post({label("a", 0, "yes"), label("a", 1, "yes"), label("b", 0, "yes")});
    const auto early = quality(3, between);
    EXPECT_EQ(early.quality.served_rows, 2);
    EXPECT_EQ(early.quality.kept_rows, 2);
    EXPECT_EQ(early.quality.labelled_rows, 2);
    EXPECT_EQ(early.quality.accuracy->value, 0.5);
    EXPECT_THAT(early.time_period, testing::EndsWith("/" + to_rfc3339(between)));
    EXPECT_EQ(quality(1, between).quality.served_rows, 0);
    EXPECT_EQ(quality(24).quality.served_rows, 5);
    EXPECT_EQ(quality(24, clock_.now() + 24h).time_period, quality(24).time_period);
}

TEST_P(Window, has_each_version_and_all_together) {
    start();
    answer(yes_or_no({0.9f, 0.2f}), {.request_id = "a", .version = "1", .series = 1});
    answer(yes_or_no({0.8f, 0.6f}), {.request_id = "b", .version = "2", .series = 2});
    post({label("a", 0, "yes"), label("a", 1, "no"), label("b", 0, "no"), label("b", 1, "yes")});
    const auto found = quality();
    EXPECT_EQ(found.quality.accuracy->value, 0.75);
    EXPECT_EQ(found.quality.positive_label, "yes");
    ASSERT_EQ(found.by_model_version.size(), 2u);
    EXPECT_EQ(found.by_model_version[0].model_version, "1");
    EXPECT_EQ(found.by_model_version[0].model_name, "main.default.iris");
    EXPECT_EQ(found.by_model_version[0].quality.accuracy->value, 1);
    EXPECT_EQ(found.by_model_version[1].quality.accuracy->value, 0.5);
    EXPECT_EQ(found.by_model_version[1].quality.served_rows, 2);
}

TEST_P(Window, of_versions_that_predict_different_things_has_numbers_by_version_only) {
    start();
    answer(yes_or_no({0.9f}), {.request_id = "a", .version = "1", .series = 1});
    answer(TestAnswers{std::vector{3.0f}}, {.request_id = "b", .version = "2", .series = 2});
    post({label("a", 0, "yes"), label("b", 0, 5)});
    const auto found = quality();
    EXPECT_EQ(found.quality.task, std::nullopt);
    EXPECT_THAT(found.quality.reason, HasSubstr("by_model_version"));
    EXPECT_EQ(found.by_model_version[0].quality.task, QualityTask::binary);
    EXPECT_EQ(found.by_model_version[1].quality.task, QualityTask::regression);
    EXPECT_EQ(found.by_model_version[1].quality.mae->value, 2);
    EXPECT_EQ(found.by_model_version[1].quality.estimate.validity,
              sketches::EstimateValidity::invalid);
}

TEST_P(Window, is_estimated_from_labels_so_far_and_close_to_the_truth) {
    start({.rows_per_second = 100'000});
    // Scores that mean what they say: of those with score s, a share s is true.
    std::vector<float> scores;
    std::vector<NewLabel> truths;
    for (int i = 0; i < 5000; ++i) {
        scores.push_back(static_cast<float>(i % 100) / 100 + 0.005f);
        const bool is_yes = (i / 100 * 37 + i * 13) % 100 < i % 100;
        truths.push_back(label("old", i, is_yes ? "yes" : "no"));
    }
    answer(yes_or_no(scores), {.request_id = "old"});
    EXPECT_EQ(quality().quality.estimate.validity, sketches::EstimateValidity::invalid);
    EXPECT_THAT(quality().quality.estimate.reason, HasSubstr("at least 200"));
    post(truths);
    clock_.advance(48h);
    answer(yes_or_no(scores), {.request_id = "new"});
    const auto found = quality().quality;
    EXPECT_EQ(found.labelled_rows, 0);
    EXPECT_EQ(found.estimate.validity, sketches::EstimateValidity::valid) << found.estimate.reason;
    EXPECT_EQ(found.estimate.rows, 5000);
    EXPECT_EQ(found.estimate.calibration_rows, 2500);
    EXPECT_NEAR(found.estimate.accuracy->value, 0.75, 0.02);
    EXPECT_NEAR(found.estimate.roc_auc->value, 5.0 / 6, 0.02);
    EXPECT_EQ(found.task, QualityTask::binary);
    EXPECT_EQ(found.accuracy, std::nullopt);
}

TEST_P(Window, is_measured_for_alerts_when_there_are_labels_enough) {
    start();
    std::vector<NewLabel> truths;
    for (int i = 0; i < 40; ++i) truths.push_back(label("r1", i, i < 30 ? "yes" : "no"));
    answer(yes_or_no(std::vector<float>(40, 0.9f)), {});
    post({truths.begin(), truths.begin() + 29});
    const Interval window{clock_.now() - 1h, clock_.now() + 1s};
    const auto few = queries_->measure({endpoint_id}, "accuracy", window);
    EXPECT_EQ(few.value, std::nullopt);
    EXPECT_EQ(few.sample_count, 29);
    EXPECT_THAT(few.explanation, HasSubstr("29 of 40"));
    post(truths);
    EXPECT_EQ(queries_->measure({endpoint_id}, "accuracy", window).value, 0.75);
    EXPECT_EQ(queries_->measure({endpoint_id}, "recall", window).value, 1);
    EXPECT_EQ(queries_->measure({endpoint_id}, "accuracy", window).sample_count, 40);
    EXPECT_EQ(queries_->measure({endpoint_id}, "mae", window).value, std::nullopt);
    const Interval later{clock_.now() + 1s, clock_.now() + 2s};
    EXPECT_EQ(queries_->measure({endpoint_id}, "accuracy", later).value, std::nullopt);
}

}  // namespace
}  // namespace ontos
