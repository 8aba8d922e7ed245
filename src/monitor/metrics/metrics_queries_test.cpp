// The metrics routes: what they answer, and what they refuse.

#include "monitor/metrics/summaries.hpp"
#include "monitor/metrics/test_metrics_queries.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::Optional;
using testing::Pair;

TEST_F(MetricsRoutes, performance_counts_what_was_answered) {
    for (int i = 0; i < 90; ++i) iris_.tell(metrics_, 200, 2ms);
    for (int i = 0; i < 8; ++i) iris_.tell(metrics_, 500, 40ms);
    for (int i = 0; i < 2; ++i) iris_.tell(metrics_, 504, 1s);
    for (int i = 0; i < 5; ++i) iris_.tell(metrics_, 429, 1ms);
    iris_.tell(metrics_, 400, 1ms);

    const auto row = performance_of_endpoint("iris");
    EXPECT_EQ(row.endpoint_id, iris_.endpoint.text);
    EXPECT_EQ(row.model_version, "2");
    EXPECT_EQ(row.total_requests, 106);
    EXPECT_EQ(row.successful_requests, 90);
    EXPECT_EQ(row.failed_requests, 10);
    EXPECT_EQ(row.rejected_requests, 6);
    EXPECT_EQ(row.rate_limited_requests, 5);
    EXPECT_EQ(row.timed_out_requests, 2);
    EXPECT_THAT(row.by_status, ElementsAre(Pair("2xx", 90), Pair("4xx", 6), Pair("5xx", 10)));
    EXPECT_THAT(row.error_rate, Optional(10.0));
    EXPECT_THAT(row.avg_latency_ms, Optional(DoubleNear((180 + 320 + 2000) / 100.0, 1e-6)));
    EXPECT_THAT(row.p50_latency_ms, Optional(DoubleNear(2, 2 * 0.0055)));
    EXPECT_THAT(row.p95_latency_ms, Optional(DoubleNear(40, 40 * 0.0055)));
    EXPECT_THAT(row.p99_latency_ms, Optional(DoubleNear(1000, 1000 * 0.0055)));
    EXPECT_THAT(row.max_latency_ms, Optional(1000.0));
    EXPECT_EQ(row.time_period, "2026-02-28T12:34:00.000000Z/2026-03-01T12:34:56.500000Z");
    EXPECT_NEAR(row.requests_per_minute, 106 / (24 * 60 + 56.5 / 60), 1e-9);
    const auto& p99 = row.latency_interval.p99.value();
    EXPECT_LE(p99.at(0), *row.p99_latency_ms);
    EXPECT_EQ(p99.at(1), 1000) << "100 requests do not bound a p99 but by the longest";
}

TEST_F(MetricsRoutes, total_is_successful_failed_and_rejected_for_every_status_and_version) {
    std::mt19937 random{1};
    for (int i = 0; i < 500; ++i) {
        const auto version = random() % 3;
        TestSeries{.number = static_cast<std::uint32_t>(version),
                   .model_version = std::to_string(version)}
            .tell(metrics_, static_cast<int>(200 + random() % 400),
                  std::chrono::microseconds{random() % 100'000});
    }
    const auto row = performance_of_endpoint("iris");
    EXPECT_EQ(row.total_requests, 500);
    EXPECT_EQ(row.total_requests,
              row.successful_requests + row.failed_requests + row.rejected_requests);
    std::int64_t by_version = 0, by_status = 0;
    for (const auto& part : row.by_model_version) {
        EXPECT_EQ(part.total_requests,
                  part.successful_requests + part.failed_requests + part.rejected_requests);
        by_version += part.total_requests;
    }
    for (const auto& [status, count] : row.by_status) by_status += count;
    EXPECT_EQ(row.by_model_version.size(), 3u);
    EXPECT_EQ(by_version, 500);
    EXPECT_EQ(by_status, 500);
}

TEST_F(MetricsRoutes, performance_of_a_window_that_has_ended_counts_its_requests_alone) {
    const auto slow_until = pass_hours();
    const auto slow = performance_until(slow_until);
    EXPECT_EQ(slow.total_requests, 60);
    EXPECT_EQ(slow.failed_requests, 3);
    EXPECT_THAT(slow.p50_latency_ms, Optional(DoubleNear(40, 40 * 0.0055)));
    EXPECT_EQ(slow.time_period, "2026-03-01T13:00:00.000000Z/2026-03-01T14:00:00.000000Z");
    EXPECT_DOUBLE_EQ(slow.requests_per_minute, 1);
    const auto fast = performance_until(slow_until + 1h);
    EXPECT_EQ(fast.total_requests, 60);
    EXPECT_THAT(fast.p99_latency_ms, Optional(DoubleNear(2, 2 * 0.0055)));
    EXPECT_EQ(performance_until(slow_until - 1h).total_requests, 0);
    const PerformanceQuery part{.endpoint_id = "iris",
                                .since = api::Moment{to_rfc3339(slow_until - 10min)},
                                .until = api::Moment{to_rfc3339(slow_until + 5min)}};
    EXPECT_EQ(queries_.list_performance({part}).items.at(0).total_requests, 15);
    EXPECT_EQ(performance_until(clock_.now() + 1h, 24).total_requests, 240) << "no later than now";
    EXPECT_EQ(performance_until(clock_.now() - 1s, 720).total_requests, 240)
        << "what is in the unfinished hour, and not rolled up yet, is there";
}

TEST_F(MetricsRoutes, performance_of_long_ago_is_of_what_is_still_kept) {
    const auto slow_until = pass_hours(20 * 24h);
    const auto slow = performance_until(slow_until);
    EXPECT_EQ(slow.total_requests, 60);
    EXPECT_THAT(slow.p99_latency_ms, Optional(DoubleNear(40, 40 * 0.0055)));
    const auto half = performance_until(slow_until + 30min);
    EXPECT_EQ(half.total_requests, 120);
    EXPECT_EQ(half.time_period, "2026-03-01T13:00:00.000000Z/2026-03-01T15:00:00.000000Z")
        << "hours are kept, and it says so";
}

TEST_F(MetricsRoutes, performance_is_null_where_there_was_no_traffic) {
    const auto rows = performance();
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].endpoint_name, "fraud") << "by name";
    const auto json = api::to_json(rows[1]).as_object();
    for (const auto* name : {"avg_latency_ms", "p50_latency_ms", "p95_latency_ms", "p99_latency_ms",
                             "max_latency_ms", "error_rate"})
        EXPECT_TRUE(json.at(name).is_null()) << name;
    EXPECT_TRUE(json.at("latency_interval").at("p99").is_null());
    EXPECT_EQ(json.at("total_requests"), 0);
}

TEST_F(MetricsRoutes, error_rate_is_null_if_all_were_rejected) {
    iris_.tell(metrics_, 404, 1ms);
    const auto row = performance_of_endpoint("iris");
    EXPECT_EQ(row.rejected_requests, 1);
    EXPECT_EQ(row.error_rate, std::nullopt);
    EXPECT_EQ(row.p99_latency_ms, std::nullopt);
    EXPECT_EQ(realtime("iris").success_rate, std::nullopt);
}

TEST_F(MetricsRoutes, performance_comes_in_pages) {
    const auto first = page(1, "");
    ASSERT_EQ(first.items.size(), 1u);
    EXPECT_EQ(first.next_cursor, "fraud");
    const auto second = page(1, "fraud");
    EXPECT_EQ(second.items.at(0).endpoint_name, "iris");
    EXPECT_EQ(second.next_cursor, "");
}

TEST_F(MetricsRoutes, an_unknown_endpoint_is_not_found) {
    EXPECT_THROW(performance_of_endpoint("nobody"), Failure);
    EXPECT_THROW(realtime("'; --"), Failure);
    try {
        realtime("nobody");
        FAIL();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.kind(), FailureKind::not_found);
        EXPECT_EQ(failure.code(), "endpoint_not_found");
    }
}

TEST_F(MetricsRoutes, realtime_is_the_last_minutes_by_id_or_name) {
    iris_.tell(metrics_, 200, 2ms);
    iris_.tell(metrics_, 500, 2ms);
    const auto now = realtime(iris_.endpoint.text, 1);
    EXPECT_EQ(now.request_count, 2);
    EXPECT_THAT(now.success_rate, Optional(50.0));
    EXPECT_THAT(now.p50_latency_ms, Optional(DoubleNear(2, 0.011)));
    EXPECT_EQ(now.in_flight, 4);
    EXPECT_EQ(now.timestamp, clock_.now());
    EXPECT_NEAR(now.requests_per_minute, 2 / (60.5 / 60), 1e-9);
    clock_.advance(3min);
    EXPECT_EQ(realtime("iris", 1).request_count, 0);
    EXPECT_EQ(realtime("iris", 5).request_count, 2);
}

TEST_F(MetricsRoutes, realtime_without_traffic_is_zeros_and_nulls) {
    const auto json = api::to_json(realtime("fraud")).as_object();
    EXPECT_EQ(json.at("request_count"), 0);
    EXPECT_EQ(json.at("requests_per_minute"), 0.0);
    EXPECT_EQ(json.at("flagged_count"), 0);
    for (const auto* name :
         {"success_rate", "p50_latency_ms", "p95_latency_ms", "p99_latency_ms", "avg_rating"})
        EXPECT_TRUE(json.at(name).is_null()) << name;
}

TEST_F(MetricsRoutes, realtime_asks_for_ratings_of_its_window) {
    MetricsQueries queries{metrics_, directory_,
                           [&](const EndpointId& id, Interval window) -> Ratings {
                               EXPECT_EQ(id, iris_.endpoint);
                               EXPECT_EQ(window.from, *parse_rfc3339("2026-03-01T12:29:50Z"));
                               return {.positive = 3, .negative = 1, .flagged = 2};
                           }};
    const auto now = queries.show_realtime({{"iris"}}, {{5}});
    EXPECT_THAT(now.avg_rating, Optional(4.0));
    EXPECT_EQ(now.flagged_count, 2);
}

}  // namespace
}  // namespace ontos
