// Where metrics are found.

#include "monitor/metrics/metrics_ingest.hpp"
#include "monitor/metrics/metrics_queries.hpp"
#include "monitor/metrics/prometheus.hpp"

namespace ontos {

namespace {

using api::Right;

constexpr api::About charted{
    api::UnknownMembers::refused,
    "Arrays over time: requests by class, percentiles with their sampling intervals, the spread of "
    "the times, tokens and cost, versions. At most 1,500 buckets."};

constexpr std::array query_routes{
    api::get<&MetricsQueries::list_performance>("/monitoring/metrics/performance",
                                                "List requests, times and errors by endpoint.",
                                                Right::monitor_read, api::specified),
    api::get<&MetricsQueries::show_realtime>("/monitoring/metrics/realtime/{endpoint_id}",
                                             "Show the last minutes of an endpoint.",
                                             Right::monitor_read, api::specified),
    api::get<&MetricsQueries::list_timeseries>("/monitoring/metrics/timeseries/{endpoint_id}",
                                               "List an endpoint's numbers over time.",
                                               Right::monitor_read, api::specified),
    api::get<&MetricsQueries::show_series>("/monitoring/metrics/series/{endpoint_id}",
                                           "Show what charts of an endpoint draw.",
                                           Right::monitor_read, charted),
};

constexpr std::array ingest_routes{
    api::post<&MetricsIngest::ingest_metric>("/monitoring/metrics/ingest",
                                             "Count a request that was served elsewhere.",
                                             Right::monitor_write, api::specified),
    api::post<&MetricsIngest::ingest_metrics>("/monitoring/metrics/ingest/batch",
                                              "Count many requests that were served elsewhere.",
                                              Right::monitor_write, api::specified),
};

constexpr std::array prometheus_routes{
    api::get<&Prometheus::show_metrics>("//metrics", "Show all metrics as Prometheus text.",
                                        Right::monitor_read),
};

}  // namespace

void mount(api::Router& router, MetricsQueries& queries) {
    router.mount(queries, query_routes, "Monitoring");
}

void mount(api::Router& router, MetricsIngest& ingest) {
    router.mount(ingest, ingest_routes, "Monitoring");
}

void mount(api::Router& router, Prometheus& prometheus) {
    router.mount(prometheus, prometheus_routes, "System");
}

}  // namespace ontos
