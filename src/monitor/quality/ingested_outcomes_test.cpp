// Quality of an endpoint that is served elsewhere, by what is told of it.
#include "monitor/quality/ingested_outcomes.hpp"

#include <thread>

#include "monitor/quality/test_quality.hpp"

namespace ontos {
namespace {

using Json = api::json::value;

class IngestedOutcomes : public Quality {
protected:
    void SetUp() override {
        Quality::SetUp();
        if (IsSkipped()) return;
        start();
        auto known = directory();
        known.find_live = known.find;
        ingest_ = std::make_unique<MetricsIngest>(
            database(), *metrics_, clock_, random_, known,
            [this](std::span<const Ingested>) { return steps(); },
            [this](const EndpointId&) { return external_; });
    }
    IngestSteps steps() {
        return {.keep =
                    [this](sql::Transaction& tx, std::span<const Ingested> requests) {
                        insert_ingested_outcomes(tx, requests, redactor_);
                    },
                .tell =
                    [this](std::span<const Ingested> requests) {
                        for (const auto& request : requests) outcomes_->ingested(request);
                    }};
    }
    IngestedMetric metric(Json prediction, std::optional<std::string> request_id = {}) {
        IngestedMetric out;
        out.endpoint_id = "iris";
        out.latency_ms = 3;
        out.prediction = std::move(prediction);
        out.request_id = std::move(request_id);
        return out;
    }
    std::string send(const IngestedMetric& one) {
        return ingest_->ingest_metric({one, {}}, access::Once{}).value.id;
    }

    std::unique_ptr<MetricsIngest> ingest_;
    ModelVersionRef external_;  ///< what the registry names
};
INSTANTIATE_TEST_SUITE_P(on, IngestedOutcomes, sql::engines(), sql::engine_name);

TEST_P(IngestedOutcomes, of_labels_are_joined_by_request_id_or_by_the_answered_id) {
    send(metric("yes", "a"));
    send(metric("no", "b"));
    send(metric("yes", "a"));
    const auto id = send(metric("no"));
    const auto taken = post({label("a", 0, "yes"), label("b", 0, "yes"), label(id, 0, "no")});
    EXPECT_EQ(taken.joined, 3);
    const auto found = quality().quality;
    EXPECT_EQ(found.served_rows, 3);
    EXPECT_EQ(found.kept_rows, 3);
    EXPECT_EQ(found.labelled_rows, 3);
    EXPECT_NEAR(found.accuracy->value, 2.0 / 3, 1e-9);
}

TEST_P(IngestedOutcomes, are_of_the_model_and_version_that_the_registry_names) {
    external_ = {"ext.m.reg", "1"};
    send(metric("yes", "a"));
    const auto found = quality();
    ASSERT_EQ(found.by_model_version.size(), 1u);
    EXPECT_EQ(found.by_model_version[0].model_name, "ext.m.reg");
    EXPECT_EQ(found.by_model_version[0].model_version, "1");
}

TEST_P(IngestedOutcomes, meet_labels_that_waited) {
    EXPECT_EQ(post({label("late", 0, 1)}).waiting, 1);
    send(metric(1, "late"));
    EXPECT_EQ(quality().quality.labelled_rows, 1);
    EXPECT_EQ(quality().quality.accuracy->value, 1);
}

TEST_P(IngestedOutcomes, that_are_numbers_are_of_a_regression) {
    std::vector<IngestedMetric> all{metric(2, "a"), metric(2.5, "b"),
                                    metric(Json{{"value", 4}}, "c"), metric("none", "d")};
    ingest_->ingest_metrics({{all}, {}}, access::Once{});
    send(metric(3, "e"));
    EXPECT_EQ(
        post({label("a", 0, 3), label("b", 0, 2.5), label("c", 0, 4), label("e", 0, 3)}).joined, 4);
    const auto found = quality().quality;
    EXPECT_EQ(found.task, QualityTask::regression);
    EXPECT_EQ(found.kept_rows, 4) << "a text is no number";
    EXPECT_EQ(found.mae->value, 0.25);
}

TEST_P(IngestedOutcomes, have_scores_by_label) {
    const auto scored = [](const char* label, double yes) {
        return Json{{"label", label}, {"scores", {{"yes", yes}, {"no", 1 - yes}}}};
    };
    std::vector<IngestedMetric> all;
    for (int i = 0; i < 20; ++i)
        all.push_back(
            metric(scored(i < 10 ? "yes" : "no", i < 10 ? 0.9 : 0.2), "r" + std::to_string(i)));
    ingest_->ingest_metrics({{all}, {}}, access::Once{});
    std::vector<NewLabel> labels;
    for (int i = 0; i < 20; ++i)
        labels.push_back(label("r" + std::to_string(i), 0, i < 10 ? "yes" : "no"));
    post(labels);
    const auto found = quality().quality;
    EXPECT_EQ(found.task, QualityTask::binary);
    EXPECT_EQ(found.positive_label, "yes");
    EXPECT_EQ(found.roc_auc->value, 1);
    EXPECT_NEAR(found.log_loss->value, -(std::log(0.9) + std::log(0.8)) / 2, 1e-9);
}

TEST_P(IngestedOutcomes, of_failed_requests_and_of_long_texts_are_not_kept) {
    auto failed = metric("yes", "a");
    failed.status_code = 500;
    send(failed);
    send(metric(nullptr, "c"));
    send(metric(Json(std::string(300, 'x')), "d"));
    EXPECT_EQ(rows_of("prediction_outcomes"), 0);
}

TEST_P(IngestedOutcomes, from_eight_threads_are_all_there) {
    std::vector<std::thread> threads;
    std::atomic<int> taken{0};
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 5; ++i) {
                const auto one = metric("yes", std::to_string(t) + "-" + std::to_string(i));
                taken += ingest_->ingest_metric({one, {}}, access::Once{}).created ? 1 : 0;
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(taken, 40);
    EXPECT_EQ(rows_of("prediction_outcomes"), taken);
    EXPECT_EQ(quality().quality.served_rows, taken);
}

TEST_P(IngestedOutcomes, count_for_the_bound_of_all_rows) {
    OutcomeLogConfig config;
    config.rows_max = 20;
    outcomes_ = std::make_unique<OutcomeLog>(database(), redactor_, clock_, config);
    for (int i = 0; i < 60; ++i) send(metric("yes", "r" + std::to_string(i)));
    outcomes_->flush();
    outcomes_->forget(clock_.now() - std::chrono::days{30});
    EXPECT_LE(rows_of("prediction_outcomes"), 20);
    EXPECT_GT(rows_of("prediction_outcomes"), 0);
}

TEST_P(IngestedOutcomes, are_redacted_before_they_are_written) {
    send(metric("ann@example.com", "a"));
    EXPECT_EQ(post({label("a", 0, "ann@example.com")}).joined, 1);
    EXPECT_EQ(*database().read([](sql::Transaction& tx) {
        return tx.value<std::string>("select predicted || '/' || label from prediction_outcomes");
    }),
              "[REDACTED:email]/[REDACTED:email]");
}

TEST_P(IngestedOutcomes, have_no_classes_if_one_has_a_name_that_must_not_be_written) {
    send(metric(Json{{"label", "yes"}, {"scores", {{"yes", 0.9}, {"ann@example.com", 0.1}}}}, "a"));
    EXPECT_EQ(*database().read([](sql::Transaction& tx) {
        return tx.value<std::string>("select classes from prediction_shapes");
    }),
              "[]");
    EXPECT_EQ(quality().quality.kept_rows, 1);
}

}  // namespace
}  // namespace ontos
