// Metrics over time: points, series, and what is no longer kept of them.

#include <numeric>

#include "monitor/metrics/summaries.hpp"
#include "monitor/metrics/test_metrics_queries.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::Optional;

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
