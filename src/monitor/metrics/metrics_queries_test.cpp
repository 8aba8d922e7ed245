// The metrics routes: what they answer, and what they refuse.

#include "monitor/metrics/metrics_queries.hpp"

#include <gmock/gmock.h>

#include <numeric>

#include "monitor/metrics/summaries.hpp"
#include "monitor/metrics/test_requests.hpp"
#include "platform/base/time_text.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::Optional;
using testing::Pair;

class MetricsRoutes : public testing::Test {
protected:
    std::vector<EndpointPerformance> performance() { return page(1000, "").items; }
    EndpointPerformance performance_of_endpoint(std::string reference, std::int32_t hours = 24) {
        return queries_.list_performance({{std::move(reference), hours}}).items.at(0);
    }
    api::Linked<EndpointPerformance> page(std::int32_t limit, std::string cursor) {
        return queries_.list_performance({{std::nullopt, 24, limit, std::move(cursor)}});
    }
    EndpointPerformance performance_until(Timestamp end, std::int32_t hours = 1) {
        const PerformanceQuery query{
            .endpoint_id = "iris", .hours = hours, .until = api::Moment{to_rfc3339(end)}};
        return queries_.list_performance({query}).items.at(0);
    }
    RealtimeMetrics realtime(std::string endpoint, std::int32_t minutes = 5) {
        return queries_.show_realtime({{std::move(endpoint)}}, {{minutes}});
    }
    std::vector<TimeseriesPoint> timeseries(std::int32_t hours, std::int32_t bucket_minutes) {
        return queries_.list_timeseries({{"iris"}}, {{hours, bucket_minutes}}).items;
    }
    /// An hour of slow requests, one a minute, then three of fast ones, and `later` of none.
    Timestamp pass_hours(std::chrono::hours later = {}) {
        clock_.advance(25min + 3s + 500ms);
        const auto slow_until = clock_.now() + 1h;
        for (int i = 0; i < 4 * 60; ++i) {
            iris_.tell(metrics_, i < 3 ? 500 : 200, i < 60 ? 40ms : 2ms);
            metrics_.flush();
            clock_.advance(1min);
            if (i % 10 == 0) metrics_.roll_up();
        }
        for (int i = 0; i < later.count(); ++i) {
            clock_.advance(1h);
            metrics_.roll_up();
        }
        return slow_until;
    }

    const TestSeries iris_;
    sql::TestPlace place_{sql::Engine::sqlite};
    std::unique_ptr<sql::Database> database_ = sql::open_database({.url = place_.url()});
    ManualClock clock_{*parse_rfc3339("2026-03-01T12:34:56.5Z")};
    SeededRandom random_{1};
    Metrics metrics_{*database_, clock_, random_};
    std::vector<EndpointInfo> endpoints_{
        {iris_.endpoint, "iris", "2", 4},
        {{"0198c0de-0000-7000-8000-000000000002"}, "fraud", "7", 0}};
    EndpointDirectory directory_{
        .find = [this](std::string_view reference) -> std::optional<EndpointInfo> {
            for (const auto& endpoint : endpoints_)
                if (endpoint.id.text == reference || endpoint.name == reference) return endpoint;
            return std::nullopt;
        },
        .list = [this] { return endpoints_; }};
    MetricsQueries queries_{metrics_, directory_};
};

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

TEST_F(MetricsRoutes, series_that_have_ended_are_as_fine_as_what_is_kept_of_their_time) {
    const auto slow_until = pass_hours(48h);
    const api::Moment until{to_rfc3339(slow_until + 1h)};
    const auto series = queries_.show_series({{"iris"}}, {{2, 300, until}});
    ASSERT_EQ(series.times.size(), 24u);
    EXPECT_EQ(std::accumulate(series.successful.begin(), series.successful.end(), 0), 117);
    EXPECT_EQ(series.failed.at(0), 3);
    EXPECT_THAT(series.p50.values.at(11), Optional(DoubleNear(40, 40 * 0.0055)));
    EXPECT_THAT(series.p50.values.at(12), Optional(DoubleNear(2, 2 * 0.0055)));
    const auto points = queries_.list_timeseries({{"iris"}}, {{2, 60, {}, {}, until}}).items;
    ASSERT_EQ(points.size(), 2u);
    EXPECT_EQ(points[0].total_requests, 60);
    EXPECT_EQ(points[1].total_requests, 60);
    EXPECT_THROW(queries_.show_series({{"iris"}}, {{2, 60, until}}), Failure)
        << "minutes of two days ago are no longer kept";
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

TEST_F(MetricsRoutes, timeseries_has_a_point_for_each_bucket_also_where_nothing_came) {
    clock_.advance(-40min);
    iris_.tell(metrics_, 200, 2ms);
    metrics_.flush();
    clock_.advance(40min);
    iris_.tell(metrics_, 500, 4ms);
    const auto points = timeseries(1, 15);
    ASSERT_EQ(points.size(), 5u);
    EXPECT_EQ(points[0].timestamp, *parse_rfc3339("2026-03-01T11:30:00Z"));
    EXPECT_EQ(points[4].timestamp, *parse_rfc3339("2026-03-01T12:30:00Z"));
    EXPECT_EQ(points[1].total_requests, 1);
    EXPECT_THAT(points[1].error_rate, Optional(0.0));
    EXPECT_EQ(points[2].total_requests, 0);
    EXPECT_EQ(points[2].error_rate, std::nullopt);
    EXPECT_EQ(points[2].p95_latency_ms, std::nullopt);
    EXPECT_THAT(points[4].error_rate, Optional(100.0));
    EXPECT_EQ(points[4].total_tokens, std::nullopt);
}

TEST_F(MetricsRoutes, timeseries_is_paged_by_the_time_of_its_points) {
    const auto page = [&](const std::string& cursor) {
        TimeseriesQuery query{.hours = 2, .bucket_minutes = 15, .limit = 4};
        if (!cursor.empty()) query.cursor = api::Moment{cursor};
        return queries_.list_timeseries({{"iris"}}, {query});
    };
    std::vector<Timestamp> seen;
    auto answer = page("");
    for (;; answer = page(answer.next_cursor)) {
        EXPECT_LE(answer.items.size(), 4u);
        for (const auto& point : answer.items) seen.push_back(point.timestamp);
        if (answer.next_cursor.empty()) break;
    }
    std::vector<Timestamp> all;
    for (const auto& point : timeseries(2, 15)) all.push_back(point.timestamp);
    EXPECT_EQ(seen, all);
    EXPECT_EQ(all.size(), 9u);
}

TEST_F(MetricsRoutes, timeseries_adds_up_to_performance_through_hours_of_roll_up) {
    for (int minute = 0; minute < 30 * 60; minute += 3) {
        iris_.tell(metrics_, minute % 7 ? 200 : 500, 2ms);
        metrics_.flush();
        if (minute % 60 == 0) metrics_.roll_up();
        clock_.advance(3min);
    }
    for (const auto& [hours, bucket] :
         {std::pair{31, 5}, {31, 35}, {31, 60}, {31, 1440}, {48, 120}, {300, 60}}) {
        std::int64_t all = 0;
        for (const auto& point : timeseries(hours, bucket)) all += point.total_requests;
        EXPECT_EQ(all, 600) << hours << " " << bucket;
    }
    const auto row = performance_of_endpoint("iris", 31);
    EXPECT_EQ(row.total_requests, 600);
    EXPECT_EQ(timeseries(24, 1).size(), 1441u);
}

TEST_F(MetricsRoutes, points_finer_than_what_is_kept_are_refused_with_the_finest) {
    for (const auto& [hours, bucket, finest] : {std::tuple{24, 121, "5"},
                                                {48, 1, "5"},
                                                {48, 7, "5"},
                                                {720, 5, "60"},
                                                {5000, 60, "1440"}}) {
        try {
            timeseries(hours, bucket);
            FAIL() << hours << " " << bucket;
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.kind(), FailureKind::invalid);
            EXPECT_EQ(failure.violations().at(0).where, "/query/bucket_minutes");
            EXPECT_EQ(failure.violations().at(0).what,
                      std::string{"must be a multiple of "} + finest);
        }
    }
}

TEST_F(MetricsRoutes, no_series_has_more_than_ten_thousand_points) {
    for (std::int32_t hours = 1; hours <= TimeseriesQuery::hours_max; hours += hours / 2 + 1)
        for (const std::int32_t bucket : {1, 2, 5, 15, 60, 1440}) try {
                EXPECT_LE(timeseries(hours, bucket).size(), 10'001u);
            } catch (const Failure& failure) {
                EXPECT_EQ(failure.code(), "bucket_too_fine");
            }
}

TEST_F(MetricsRoutes, series_add_up_by_class_bucket_and_version) {
    clock_.advance(-20min);
    for (int i = 0; i < 30; ++i)
        iris_.tell(metrics_, 200, std::chrono::microseconds{100 << (i % 8)});
    iris_.tell(metrics_, 504, 2s);
    metrics_.flush();
    clock_.advance(20min);
    for (int i = 0; i < 3; ++i) iris_.tell(metrics_, 429, 1ms);
    iris_.tell(metrics_, 404, 1ms);
    TestSeries{.number = 1, .served_entity = "iris-2", .model_version = "2"}.tell(metrics_, 500,
                                                                                  4ms);

    const auto series = queries_.show_series({{"iris"}}, {{1, 600}});
    EXPECT_EQ(series.bucket_seconds, 600);
    EXPECT_THAT(series.successful, ElementsAre(0, 0, 0, 0, 30, 0, 0));
    EXPECT_THAT(series.timed_out, ElementsAre(0, 0, 0, 0, 1, 0, 0));
    EXPECT_THAT(series.rate_limited, ElementsAre(0, 0, 0, 0, 0, 0, 3));
    EXPECT_THAT(series.client_errors, ElementsAre(0, 0, 0, 0, 0, 0, 1));
    EXPECT_THAT(series.failed, ElementsAre(0, 0, 0, 0, 0, 0, 1));
    EXPECT_EQ(series.times.front(), 1'772'364'600) << "2026-03-01T11:30:00Z";
    EXPECT_EQ(series.p50.values[0], std::nullopt);
    EXPECT_LE(*series.p95.low[4], *series.p95.values[4]);
    EXPECT_GE(*series.p95.high[4], *series.p95.values[4]);

    const auto& heat = series.latency;
    ASSERT_EQ(heat.counts.size(), 7u);
    ASSERT_EQ(heat.counts[4].size() + 1, heat.bounds_ms.size());
    EXPECT_LE(heat.counts[4].size(), 24u);
    EXPECT_EQ(std::accumulate(heat.counts[4].begin(), heat.counts[4].end(), 0), 31);
    EXPECT_EQ(std::accumulate(heat.counts[6].begin(), heat.counts[6].end(), 0), 1);
    EXPECT_LE(heat.bounds_ms.front(), 0.1);
    EXPECT_GE(heat.bounds_ms.back(), 2'000);
    EXPECT_TRUE(std::ranges::is_sorted(heat.bounds_ms));

    ASSERT_EQ(series.by_model_version.size(), 2u);
    EXPECT_EQ(series.by_model_version[0].model_version, "1") << "with the most requests";
    EXPECT_EQ(series.by_model_version[1].total_requests[6], 1);
    EXPECT_THAT(series.by_model_version[1].error_rate[6], Optional(100.0));
    EXPECT_EQ(series.input_tokens, std::nullopt);
    EXPECT_EQ(series.cost_dollars, std::nullopt);
}

TEST_F(MetricsRoutes, series_without_traffic_have_no_classes) {
    const auto series = queries_.show_series({{"fraud"}}, {{1, 60}});
    EXPECT_EQ(series.times.size(), 61u);
    EXPECT_TRUE(series.latency.bounds_ms.empty());
    EXPECT_EQ(series.latency.counts.size(), 61u);
    EXPECT_TRUE(series.by_model_version.empty());
}

TEST_F(MetricsRoutes, series_of_too_many_or_too_fine_buckets_are_refused) {
    for (const auto& [hours, bucket] :
         {std::pair{1, 15}, {24, 10}, {48, 60}, {24 * 14, 300}, {26'280, 3'600}}) {
        try {
            queries_.show_series({{"iris"}}, {{hours, bucket}});
            FAIL() << hours << " " << bucket;
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.code(), "bucket_too_fine");
            EXPECT_EQ(failure.violations().at(0).where, "/query/bucket_seconds");
        }
    }
    EXPECT_EQ(queries_.show_series({{"iris"}}, {{2, 10}}).times.size(), 721u);
    EXPECT_EQ(queries_.show_series({{"iris"}}, {{24 * 30, 3'600}}).times.size(), 721u);
    EXPECT_THROW(queries_.show_series({{"nobody"}}, {{1, 60}}), Failure);
}

}  // namespace
}  // namespace ontos
