#pragma once
// The questions that people and dashboards ask of metrics.

#include "monitor/metrics/metrics.hpp"
#include "monitor/metrics/model.hpp"
#include "monitor/metrics/series.hpp"
#include "monitor/metrics/window_end.hpp"
#include "platform/api/router.hpp"

namespace ontos {

struct PerformanceQuery {
    static constexpr std::int32_t hours_max = 720;

    std::optional<std::string> endpoint_id;
    std::int32_t hours = 24;
    std::int32_t limit = 1000;
    std::string cursor{};
    std::optional<api::Moment> since{}, until{};

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&PerformanceQuery::endpoint_id>("Only this endpoint: id or name."),
            api::option<&PerformanceQuery::hours>("Length of the window.", api::minimum(1),
                                                  api::maximum(hours_max)),
            api::option<&PerformanceQuery::since>(
                "Start of the window, instead of its length; at most 720 hours before its end."),
            api::option<&PerformanceQuery::until>(
                "End of the window; now if left out, or if it is to come. One that has ended is "
                "widened to whole buckets of what is still kept: time_period tells."),
            api::option<&PerformanceQuery::limit>("Most rows of one answer.", api::minimum(1),
                                                  api::maximum(1000)),
            api::option<&PerformanceQuery::cursor>(
                "Where the answer before ended, from its Link header.", api::max_length(200))};
    }
};

struct MetricsPath {
    std::string endpoint_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&MetricsPath::endpoint_id>("Id or name of the endpoint.")};
    }
};

struct RealtimeQuery {
    std::int32_t minutes = 5;

    static constexpr auto fields(auto...) {
        return std::array{api::option<&RealtimeQuery::minutes>("Length of the window.",
                                                               api::minimum(1), api::maximum(60))};
    }
};

struct TimeseriesQuery {
    static constexpr std::int32_t hours_max = 26'280;  // the three years that days are kept

    std::int32_t hours = 24;
    std::int32_t bucket_minutes = 60;
    std::optional<std::int32_t> limit{};
    std::optional<api::Moment> cursor{};
    std::optional<api::Moment> until{};

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&TimeseriesQuery::hours>("Length of the window.", api::minimum(1),
                                                 api::maximum(hours_max)),
            api::option<&TimeseriesQuery::until>(until_words),
            api::option<&TimeseriesQuery::bucket_minutes>("Length of a point.", api::minimum(1),
                                                          api::maximum(1440)),
            api::option<&TimeseriesQuery::limit>("Most points of one answer; absent: all.",
                                                 api::minimum(1), api::maximum(10'000)),
            api::option<&TimeseriesQuery::cursor>(
                "Where the answer before ended, from its Link header.")};
    }
};

struct SeriesQuery {
    std::int32_t hours = 24;
    std::int32_t bucket_seconds = 300;
    std::optional<api::Moment> until{};

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&SeriesQuery::hours>("Length of the window.", api::minimum(1),
                                             api::maximum(TimeseriesQuery::hours_max)),
            api::option<&SeriesQuery::until>(until_words),
            api::option<&SeriesQuery::bucket_seconds>("Length of a bucket.", api::minimum(10),
                                                      api::maximum(86'400))};
    }
};

/// Thread safe. Every answer holds all requests that were answered before it was asked for.
class MetricsQueries {
public:
    /// All must outlive it. `ratings` may be empty.
    MetricsQueries(Metrics& metrics, EndpointDirectory endpoints, AskRatings ratings = {});

    /// A row for each endpoint, by name. Throws Failure{not_found} for an unknown endpoint.
    api::Linked<EndpointPerformance> list_performance(const api::Query<PerformanceQuery>& query);
    /// Throws Failure{not_found}.
    RealtimeMetrics show_realtime(const api::Path<MetricsPath>& path,
                                  const api::Query<RealtimeQuery>& query);
    /// Oldest first. Throws Failure{not_found}, and Failure{invalid} where the points are finer
    /// than what is kept.
    api::Linked<TimeseriesPoint> list_timeseries(const api::Path<MetricsPath>& path,
                                                 const api::Query<TimeseriesQuery>& query);
    /// At most 1,500 buckets. Throws as list_timeseries does.
    MetricSeries show_series(const api::Path<MetricsPath>& path,
                             const api::Query<SeriesQuery>& query);

private:
    EndpointInfo endpoint(const std::string& reference) const;
    std::vector<Bucket> read(const EndpointInfo& endpoint, std::span<const Tile> tiles);

    Metrics& metrics_;
    const EndpointDirectory endpoints_;
    const AskRatings ratings_;
};

void mount(api::Router& router, MetricsQueries& queries);

}  // namespace ontos
