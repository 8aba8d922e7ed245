// What a rule would have done: the same as what it did.
#include "monitor/alerts/backtest.hpp"

#include "monitor/alerts/stored_counts.hpp"
#include "monitor/alerts/test_alerts.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

using Backtest = AlertsTest;
INSTANTIATE_TEST_SUITE_P(on, Backtest, sql::engines(), sql::engine_name);

TEST_P(Backtest, finds_what_the_live_rule_did) {
    const std::string rule = R"("alert_type": "error_rate", "threshold": 0.1, "for_seconds": 60)";
    const auto id = create(rule);
    for (int i = 0; i < 60; ++i) {
        requests(20, i >= 20 && i < 30 ? 500 : 200);
        evaluate();
        server_->metrics.roll_up();
    }
    EXPECT_THAT(told(id), testing::ElementsAre("firing", "resolved"));
    const auto reply = send("POST", "/alerts/backtest",
                            R"({"endpoint_id": "iris", "from": "now-20m", )" + rule + "}");
    ASSERT_EQ(reply.status, 200) << reply.body;
    const auto report = boost::json::parse(reply.body);
    EXPECT_EQ(report.at("step_seconds"), 10);
    EXPECT_EQ(report.at("evaluations"), 120);
    EXPECT_EQ(report.at("fired"), 1);
    EXPECT_EQ(report.at("notices"), 2);
    const auto& episode = report.at("episodes").at(0);
    const auto live = get("/alerts/" + id + "/events").at("items").at(0);
    EXPECT_EQ(live.at("event"), "resolved");
    // Live, the evaluation comes some seconds after the bucket's end.
    EXPECT_EQ(text(episode.at("fired_at")).substr(0, 18),
              text(alert(id).at("triggered_at")).substr(0, 18));
    EXPECT_EQ(text(episode.at("resolved_at")), text(live.at("window_until")));
    EXPECT_NEAR(report.at("largest_value").as_double(), 1.0 / 3, 0.01);
}

/// One minute of many requests, and then six of none.
class Burst : public AlertsTest {
protected:
    void SetUp() override {
        AlertsTest::SetUp();
        if (IsSkipped()) return;
        requests(600, 200);
        requests(400, 500);
        for (int i = 0; i < 40; ++i) {
            evaluate();
            server_->metrics.roll_up();
        }
    }
    Json backtest(const std::string& rule) {
        const auto reply =
            send("POST", "/alerts/backtest", R"({"endpoint_id": "iris", )" + rule + "}");
        EXPECT_EQ(reply.status, 200) << reply.body;
        return boost::json::parse(reply.body);
    }
};
INSTANTIATE_TEST_SUITE_P(on, Burst, sql::engines(), sql::engine_name);

TEST_P(Burst, is_found_by_a_window_that_is_shorter_than_the_buckets_of_so_long_ago) {
    const auto report =
        backtest(R"("alert_type": "traffic", "threshold": 100, "window_minutes": 1)");
    EXPECT_EQ(report.at("step_seconds"), 300);
    EXPECT_EQ(report.at("window_minutes"), 5);
    EXPECT_EQ(report.at("fired"), 1);
    EXPECT_EQ(report.at("largest_value"), 200);
    EXPECT_THAT(text(report.at("warnings").at(0)), HasSubstr("1 min is widened to 5 min"));
    const auto fine = backtest(
        R"("alert_type": "traffic", "threshold": 100, "window_minutes": 1, "from": "now-1h")");
    EXPECT_EQ(fine.at("step_seconds"), 10);
    EXPECT_EQ(fine.at("window_minutes"), 1);
    EXPECT_EQ(fine.at("largest_value"), 1'000);
    EXPECT_EQ(fine.at("warnings").as_array().size(), 0u);
}

TEST_P(Burst, is_seen_whole_by_windows_that_are_no_multiple_of_a_bucket) {
    const auto report = backtest(
        R"("alert_type": "error_rate", "threshold": 0.1, "window_minutes": 7,
           "min_samples": 1000)");
    EXPECT_EQ(report.at("window_minutes"), 10);
    EXPECT_EQ(report.at("fired"), 1);
    EXPECT_EQ(report.at("largest_value"), 0.4);
    const auto slow = backtest(
        R"("alert_type": "latency", "threshold": 1, "window_minutes": 1, "min_samples": 1000)");
    EXPECT_EQ(slow.at("fired"), 1);
}

TEST_P(Burst, burns_the_budget_in_windows_that_are_shorter_than_a_bucket) {
    evaluate(1h);
    server_->metrics.roll_up();
    const auto report = backtest(R"("alert_type": "burn_rate", "threshold": 1, "from": "now-30d")");
    EXPECT_EQ(report.at("step_seconds"), 3'600);
    EXPECT_EQ(report.at("fired"), 1);
    EXPECT_EQ(report.at("warnings").as_array().size(), 2u);
}

TEST_P(Backtest, refuses_spans_that_are_empty_or_not_kept_and_types_without_history) {
    const auto refuse = [&](const std::string& more, int status) {
        const auto reply =
            send("POST", "/alerts/backtest", R"({"endpoint_id": "iris", )" + more + "}");
        EXPECT_EQ(reply.status, status) << reply.body;
    };
    const std::string rule = R"("alert_type": "latency", "threshold": 10)";
    refuse(rule + R"(, "from": "now", "to": "now-1h")", 400);
    refuse(rule + R"(, "to": "2027-01-01T00:00:00Z")", 400);
    refuse(rule + R"(, "from": "now-181d")", 400);
    refuse(R"("alert_type": "latency", "threshold": -10)", 400);
    refuse(R"("alert_type": "quality", "threshold": 0.5)", 422);
    EXPECT_EQ(send("POST", "/alerts/backtest",
                   R"({"endpoint_id": "nobody", "alert_type": "latency", "threshold": 10})")
                  .status,
              404);
}

TEST_P(Backtest, asks_another_feature_a_bounded_number_of_times) {
    int times = 0;
    asked_[AlertType::drift] = [&](const AlertRule&, const EndpointId&, Interval window) {
        ++times;
        Measurement measured;
        EXPECT_EQ(window.to - window.from, 1h);
        measured.value = 0.3;
        measured.sample_count = 1'000;
        return measured;
    };
    start();
    const auto reply = send("POST", "/alerts/backtest",
                            R"({"endpoint_id": "iris", "alert_type": "drift", "threshold": 0.2,
                                "from": "now-30d"})");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_LE(times, 200);
    EXPECT_GE(times, 100);
    EXPECT_EQ(boost::json::parse(reply.body).at("fired"), 1);
}

TEST(StoredCounts, a_sliding_window_is_the_sum_of_its_buckets) {
    const Timestamp start{};
    std::vector<Bucket> buckets;
    for (int i = 0; i < 500; ++i) {
        if (i % 7 == 3) continue;  // a bucket without requests is not there
        Bucket bucket;
        bucket.started_at = start + i * 10s;
        for (int n = 0; n <= i % 5; ++n)
            bucket.counts.successful.add(static_cast<std::uint64_t>(1'000'000 * (1 + i * n % 17)));
        if (i % 3 == 0) bucket.counts.failed.add(5'000'000);
        bucket.counts.cost_nanos = static_cast<std::uint64_t>(i);
        buckets.push_back(bucket);
    }
    StoredCounts counts{buckets, 10s};
    for (auto until = start + 10s; until <= start + 5'000s; until += 10s) {
        const Interval window{until - 170s, until};
        Counts expected;
        for (const auto& bucket : buckets)
            if (bucket.started_at >= window.from && bucket.started_at < window.to)
                expected.merge(bucket.counts);
        ASSERT_EQ(counts.latency(window), expected.latency());
        const auto numbers = counts.numbers(window);
        ASSERT_EQ(numbers.total, expected.total_requests());
        ASSERT_EQ(numbers.failed, expected.failed_requests());
        ASSERT_EQ(numbers.cost_nanos, expected.cost_nanos);
    }
}

}  // namespace
}  // namespace ontos
