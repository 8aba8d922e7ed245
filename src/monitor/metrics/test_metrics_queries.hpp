#pragma once
// The fixture of tests that ask for metrics: two endpoints, one database, a clock that is told.

#include <gmock/gmock.h>

#include "monitor/metrics/metrics_queries.hpp"
#include "monitor/metrics/test_requests.hpp"
#include "platform/base/time_text.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {

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
        using namespace std::chrono_literals;
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

}  // namespace ontos
