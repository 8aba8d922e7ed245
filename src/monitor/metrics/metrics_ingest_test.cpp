// Requests from outside: counted once, at their time, by whoever sends them and however late.
#include "monitor/metrics/metrics_ingest.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "monitor/metrics/metrics_queries.hpp"
#include "monitor/metrics/prometheus.hpp"
#include "monitor/metrics/test_stored_metrics.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

class IngestedMetrics : public StoredMetrics {
protected:
    static constexpr auto endpoint_id = "0198c0de-0000-7000-8000-000000000001";

    void SetUp() override {
        StoredMetrics::SetUp();
        if (!IsSkipped()) restart();
    }
    void TearDown() override {
        ingest_.reset();
        metrics_.reset();
    }

    void restart() {
        ingest_.reset();
        metrics_ = start();
        ingest_ = std::make_unique<MetricsIngest>(
            database(), *metrics_, clock_, random_, directory(),
            [this](std::span<const Ingested> sent) {
                prepared_.push_back(sent.size());
                return steps();
            },
            [this](const EndpointId&) { return external_; });
    }

    IngestSteps steps() {
        return {.keep =
                    [this](sql::Transaction&, std::span<const Ingested> requests) {
                        kept_.push_back(requests.size());
                        if (keep_fails_) throw Failure{FailureKind::internal, "the disk is full"};
                    },
                .tell =
                    [this](std::span<const Ingested> requests) {
                        for (const auto& request : requests) {
                            told_.push_back(request.id);
                            versions_.push_back(request.version);
                        }
                    }};
    }

    static EndpointDirectory directory() {
        const auto find = [](std::string_view name) -> std::optional<EndpointInfo> {
            if (name != "iris" && name != endpoint_id) return std::nullopt;
            return EndpointInfo{{endpoint_id}, "iris", "1"};
        };
        return {
            .find = find, .list = [find] { return std::vector{*find("iris")}; }, .find_live = find};
    }

    static IngestedMetric metric(std::string request_id = {}, int status = 200) {
        IngestedMetric out;
        out.endpoint_id = "iris";
        out.latency_ms = 20;
        out.status_code = status;
        if (!request_id.empty()) out.request_id = std::move(request_id);
        return out;
    }
    static IngestedMetric at(std::string time) {
        auto out = metric();
        out.timestamp = api::Moment{std::move(time)};
        return out;
    }

    api::Upserted<IngestResult> send(const IngestedMetric& one) {
        return ingest_->ingest_metric({one, {}}, access::Once{});
    }
    IngestBatchResult send(std::vector<IngestedMetric> all) {
        return ingest_->ingest_metrics({{std::move(all)}, {}}, access::Once{}).value;
    }

    std::unique_ptr<Metrics> metrics_;
    std::unique_ptr<MetricsIngest> ingest_;
    std::vector<std::string> told_;
    std::vector<ModelVersionRef> versions_;
    ModelVersionRef external_;  ///< what the registry names
    std::vector<std::size_t> prepared_, kept_;
    bool keep_fails_ = false;
};

INSTANTIATE_TEST_SUITE_P(on, IngestedMetrics, sql::engines(), sql::engine_name);

TEST_P(IngestedMetrics,
       are_of_the_model_and_version_that_the_registry_names_unless_they_name_theirs) {
    send(metric());
    external_ = {"ext.m.reg", "1"};
    send(metric());
    auto other = metric();
    other.model_version = "2";
    send(other);
    auto strange = metric();
    strange.model_name = "another";
    send(strange);
    EXPECT_THAT(versions_, testing::ElementsAre(
                               ModelVersionRef{"", ""}, ModelVersionRef{"ext.m.reg", "1"},
                               ModelVersionRef{"ext.m.reg", "2"}, ModelVersionRef{"another", ""}));
    const auto counted = MetricsQueries{*metrics_, directory()}.list_performance({});
    std::vector<std::string> versions;
    for (const auto& one : counted.items.at(0).by_model_version)
        versions.push_back(one.model_version);
    EXPECT_THAT(versions, testing::UnorderedElementsAre("", "1", "2"));
}

TEST_P(IngestedMetrics, count_like_requests_that_were_served_here) {
    auto priced = metric("a");
    priced.model_version = "7";
    priced.input_tokens = 100;
    priced.output_tokens = 20;
    priced.cost_dollars = 0.0000015;
    send(priced);
    for (const int status : {404, 429, 500, 504}) send(metric({}, status));
    auto failed = metric();
    failed.status_code.reset();
    failed.error_message = "no answer";
    send(failed);
    const auto sum = counts(*metrics_, 5min);
    EXPECT_EQ(sum.successful_requests(), 1u);
    EXPECT_EQ(sum.rejected_requests(), 2u);
    EXPECT_EQ(sum.failed_requests(), 3u);
    EXPECT_EQ(sum.timed_out.count(), 1u);
    EXPECT_EQ(sum.input_tokens, 100u);
    EXPECT_EQ(sum.output_tokens, 20u);
    EXPECT_EQ(sum.cost_nanos, 1'500u);

    MetricsQueries queries{*metrics_, directory()};
    const auto points = queries.list_timeseries({{"iris"}}, {}).items;
    EXPECT_EQ(points.back().total_tokens, 120);
    EXPECT_DOUBLE_EQ(points.back().cost_dollars.value(), 0.0000015);
    EXPECT_EQ(points.front().total_tokens, std::nullopt);
    const auto text = Prometheus{*metrics_, directory(), "1"}.show_metrics().body;
    EXPECT_THAT(text, testing::HasSubstr("ontos_input_tokens_total{endpoint=\"iris\","
                                         "served_entity=\"\",model_version=\"7\"} 100"));
}

TEST_P(IngestedMetrics, survive_what_kills_the_server_after_the_answer) {
    send(metric("a"));
    restart();
    reopen();
    restart();
    EXPECT_EQ(requests(*metrics_, 5min), 1u);
    EXPECT_FALSE(send(metric("a")).created);
    EXPECT_EQ(requests(*metrics_, 5min), 1u);
}

TEST_P(IngestedMetrics, of_one_id_count_once_and_answer_the_first) {
    const auto first = send(metric("a"));
    const auto again = send(metric("a"));
    EXPECT_TRUE(first.created);
    EXPECT_FALSE(again.created);
    EXPECT_TRUE(again.value.duplicate);
    EXPECT_EQ(again.value.id, first.value.id);
    EXPECT_EQ(requests(*metrics_, 5min), 1u);
    EXPECT_EQ(told_, std::vector{first.value.id});

    const auto mixed = send({metric("a"), metric("b"), metric("b"), metric(), metric()});
    EXPECT_EQ(mixed.inserted, 3);
    EXPECT_EQ(mixed.duplicates, 2);
    EXPECT_EQ(mixed.total, 5);
    EXPECT_EQ(requests(*metrics_, 5min), 4u);
}

TEST_P(IngestedMetrics, come_late_and_out_of_order_into_their_own_time) {
    send({at("now-6d"), at("now-3h"), at("now-6d"), at("now-90s"), at("now")});
    EXPECT_EQ(requests(*metrics_, 5min), 2u);
    EXPECT_EQ(requests(*metrics_, 4h), 3u);
    EXPECT_EQ(requests(*metrics_, 24h * 7), 5u);
    // And stay there when buckets are rolled up, again and again.
    for (int i = 0; i < 5; ++i) {
        clock_.advance(1min);
        metrics_->roll_up();
    }
    EXPECT_EQ(requests(*metrics_, 24h * 7), 5u);
    send(at("now-6d"));
    for (int i = 0; i < 3; ++i) metrics_->roll_up();
    EXPECT_EQ(requests(*metrics_, 24h * 7), 6u);
}

TEST_P(IngestedMetrics, with_a_clock_that_is_off_are_refused_all_together) {
    for (const auto* time : {"now-8d", "2024-01-01T00:00:00Z", "2096-01-01T00:00:00Z"}) {
        try {
            send({metric("a"), at(time)});
            ADD_FAILURE() << time;
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.code(), "timestamp_out_of_range");
            ASSERT_EQ(failure.violations().size(), 1u);
            EXPECT_EQ(failure.violations()[0].where, "/body/metrics/1/timestamp");
        }
    }
    EXPECT_EQ(requests(*metrics_, 5min), 0u);
    EXPECT_TRUE(send(metric("a")).created);
}

TEST_P(IngestedMetrics, are_kept_with_their_counts_or_not_at_all) {
    send({metric("a"), metric("b"), metric("a")});
    send(metric("b"));
    EXPECT_THAT(prepared_, testing::ElementsAre(3u, 1u));
    EXPECT_THAT(kept_, testing::ElementsAre(2u)) << "a repeat is not kept again";
    keep_fails_ = true;
    EXPECT_THROW(send(metric("c")), Failure);
    EXPECT_EQ(requests(*metrics_, 5min), 2u);
    keep_fails_ = false;
    EXPECT_TRUE(send(metric("c")).created);
}

TEST_P(IngestedMetrics, have_features_by_name) {
    auto bare = metric();
    bare.features = api::json::array{1, 2};
    try {
        send({metric(), bare});
        ADD_FAILURE();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.kind(), FailureKind::invalid);
        ASSERT_EQ(failure.violations().size(), 1u);
        EXPECT_EQ(failure.violations()[0].where, "/body/metrics/1/features");
    }
    EXPECT_EQ(requests(*metrics_, 5min), 0u);
}

TEST_P(IngestedMetrics, have_a_status_of_a_class_that_is_counted) {
    for (const int status : {100, 199, 302, 399}) {
        try {
            send({metric(), metric({}, status)});
            ADD_FAILURE() << status;
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.code(), "invalid_status_code");
            ASSERT_EQ(failure.violations().size(), 1u);
            EXPECT_EQ(failure.violations()[0].where, "/body/metrics/1/status_code");
        }
    }
    EXPECT_EQ(requests(*metrics_, 5min), 0u);
    for (const int status : {200, 299, 400, 599}) send(metric({}, status));
    EXPECT_EQ(counts(*metrics_, 5min).successful_requests(), 2u);
}

TEST_P(IngestedMetrics, name_the_prediction_that_no_database_takes) {
    const std::string text{"a\0b", 3};
    std::vector<IngestedMetric> all(5, metric());
    all[1].prediction = text;
    all[2].prediction = api::json::object{{"label", text}};
    all[3].prediction = api::json::object{{"label", "a"}, {"scores", {{text, 0.5}}}};
    all[4].features = api::json::object{{"x", text}};  // is escaped in the payload
    try {
        send(all);
        ADD_FAILURE();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.kind(), FailureKind::invalid);
        ASSERT_EQ(failure.violations().size(), 3u);
        EXPECT_EQ(failure.violations()[0].where, "/body/metrics/1/prediction");
        EXPECT_EQ(failure.violations()[0].what, "must not have NUL");
        EXPECT_EQ(failure.violations()[1].where, "/body/metrics/2/prediction/label");
        EXPECT_EQ(failure.violations()[2].where, "/body/metrics/3/prediction/scores");
    }
    EXPECT_TRUE(send(all[4]).created);
}

TEST_P(IngestedMetrics, name_the_prediction_that_is_none) {
    const auto where = [&](std::string_view prediction) -> std::string {
        auto one = metric();
        one.prediction = api::json::parse(prediction);
        try {
            send({metric(), one});
            return "";
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.code(), "invalid_prediction");
            return failure.violations().at(0).where;
        }
    };
    const std::string place = "/body/metrics/1/prediction";
    for (const auto* none : {"[1, 2]", R"({"foo": 2})", R"({"label": "a", "skores": {}})", "{}",
                             R"({"scores": {"a": 1}})", R"({"value": 1, "label": "a"})",
                             R"({"value": 1, "scores": {"a": 1}})"})
        EXPECT_EQ(where(none), place) << none;
    EXPECT_EQ(where(R"({"value": "abc"})"), place + "/value");
    EXPECT_EQ(where(R"({"label": {}})"), place + "/label");
    EXPECT_EQ(where(R"({"label": "a", "scores": [1]})"), place + "/scores");
    for (const auto* score : {"2", "-0.1", "null", R"("1")"})
        EXPECT_EQ(where(R"({"label": "a", "scores": {"b": 0, "a/b": )" + std::string{score} + "}}"),
                  place + "/scores/a~1b");
    for (const auto* good : {R"("a")", "1.5", "true", "null", R"({"value": -3})", R"({"label": 1})",
                             R"({"label": "a", "scores": {"a": 1, "b": 0}})"})
        EXPECT_EQ(where(good), "") << good;
}

TEST_P(IngestedMetrics, of_nobody_name_which) {
    auto lost = metric();
    lost.endpoint_id = "nobody";
    try {
        send({metric(), lost});
        ADD_FAILURE();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.kind(), FailureKind::not_found);
        EXPECT_EQ(failure.message(), "There is no endpoint \"nobody\".");
        ASSERT_EQ(failure.violations().size(), 1u);
        EXPECT_EQ(failure.violations()[0].where, "/body/metrics/1/endpoint_id");
    }
    EXPECT_EQ(requests(*metrics_, 5min), 0u);
}

TEST_P(IngestedMetrics, are_told_all_that_is_wrong_with_them_at_once) {
    auto lost = at("now-8d");
    lost.endpoint_id = "nobody";
    auto bare = metric();
    bare.features = "x";
    const std::vector all{metric(), lost, bare};
    try {
        send(all);
        ADD_FAILURE();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.kind(), FailureKind::invalid);
        EXPECT_EQ(failure.code(), "timestamp_out_of_range");
        std::vector<std::string> places;
        for (const auto& violation : failure.violations()) places.push_back(violation.where);
        EXPECT_THAT(places,
                    testing::ElementsAre("/body/metrics/1/timestamp", "/body/metrics/1/endpoint_id",
                                         "/body/metrics/2/features"));
    }
}

TEST_P(IngestedMetrics, of_the_same_ids_from_eight_threads_count_once) {
    MetricsIngest ingest{database(), *metrics_, clock_, random_, directory(), {}};
    std::atomic<std::int64_t> inserted{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 10; ++i) {
                const auto one = metric("single-" + std::to_string(i));
                inserted += ingest.ingest_metric({one, {}}, access::Once{}).created;
                std::vector<IngestedMetric> some;
                for (int k = 0; k < 3; ++k)
                    some.push_back(metric("of-" + std::to_string((t + i + k) % 12)));
                inserted += ingest.ingest_metrics({{some}, {}}, access::Once{}).value.inserted;
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(inserted, 22);
    EXPECT_EQ(requests(*metrics_, 5min), 22u);
}

TEST_P(IngestedMetrics, ids_are_forgotten_after_a_week_and_above_the_most) {
    send(metric("old"));
    clock_.advance(24h * 7 - 1h);
    for (int i = 0; i < 5; ++i) {
        send(metric("n" + std::to_string(i)));
        clock_.advance(1min);
    }
    ingest_->forget();
    EXPECT_FALSE(send(metric("old")).created);
    clock_.advance(2h);
    ingest_->forget();
    EXPECT_TRUE(send(metric("old")).created);
    ingest_->forget(3);
    EXPECT_FALSE(send(metric("n3")).created);
    EXPECT_TRUE(send(metric("n0")).created);
}

}  // namespace
}  // namespace ontos
