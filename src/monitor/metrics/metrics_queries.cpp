// The handlers of the metrics routes: which window, which buckets.

#include "monitor/metrics/metrics_queries.hpp"

#include <algorithm>

#include "monitor/metrics/summaries.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::int64_t points_max = 10'000;
constexpr std::int64_t series_points_max = 1'500;

/// The endpoints behind the cursor, by name, at most `limit`; and the cursor of what follows.
std::pair<std::vector<EndpointInfo>, std::string> page_of(std::vector<EndpointInfo> all,
                                                          const std::string& cursor,
                                                          std::size_t limit) {
    std::ranges::sort(all, {}, &EndpointInfo::name);
    std::erase_if(all, [&](const EndpointInfo& endpoint) { return endpoint.name <= cursor; });
    if (all.size() <= limit) return {std::move(all), ""};
    all.resize(limit);
    auto next = all.back().name;
    return {std::move(all), std::move(next)};
}

Failure too_fine(std::int32_t window_hours, std::int64_t finest_minutes) {
    const auto finest = std::to_string(finest_minutes);
    return Failure{FailureKind::invalid, "For a window of " + std::to_string(window_hours) +
                                             " hours, the finest points kept are of " + finest +
                                             " minutes."}
        .code("bucket_too_fine")
        .hint("Ask for bucket_minutes=" + finest + " or a multiple of it, or for a shorter window.")
        .violations({{"/query/bucket_minutes", "must be a multiple of " + finest}});
}

Failure too_fine_series(const SeriesQuery& query, seconds finest) {
    const auto text = std::to_string(finest.count());
    return Failure{FailureKind::invalid, "For a window of " + std::to_string(query.hours) +
                                             " hours, the finest buckets are of " + text +
                                             " seconds."}
        .code("bucket_too_fine")
        .hint("Ask for bucket_seconds=" + text + " or a multiple of it, or for a shorter window.")
        .violations({{"/query/bucket_seconds", "must be a multiple of " + text}});
}

/// The window as it is shown: it ends now.
Interval shown(Interval window, Timestamp now) { return {window.from, now}; }

}  // namespace

MetricsQueries::MetricsQueries(Metrics& metrics, EndpointDirectory endpoints, AskRatings ratings)
    : metrics_{metrics}, endpoints_{std::move(endpoints)}, ratings_{std::move(ratings)} {}

EndpointInfo MetricsQueries::endpoint(const std::string& reference) const {
    auto found = endpoints_.find(reference);
    if (!found) throw unknown_endpoint(reference);
    return std::move(*found);
}

std::vector<Bucket> MetricsQueries::read(const EndpointInfo& endpoint,
                                         std::span<const Tile> tiles) {
    std::vector<Bucket> found;
    metrics_.read({&endpoint.id.text, 1}, tiles,
                  [&](std::size_t, std::vector<Bucket> buckets) { found = std::move(buckets); });
    return found;
}

api::Linked<EndpointPerformance> MetricsQueries::list_performance(
    const api::Query<PerformanceQuery>& query) {
    auto wanted = query.endpoint_id ? std::vector{endpoint(*query.endpoint_id)} : endpoints_.list();
    auto [page, next] =
        page_of(std::move(wanted), query.cursor, static_cast<std::size_t>(query.limit));
    std::vector<std::string> ids;
    for (const auto& info : page) ids.push_back(info.id.text);

    const auto now = metrics_.collect();
    const seconds length = hours{query.hours};
    const auto window = window_of(now, length);
    const auto tiles = tiles_of(window, finest_kept_for(length));
    api::Linked<EndpointPerformance> out{{}, std::move(next)};
    metrics_.read(ids, tiles, [&](std::size_t i, const std::vector<Bucket>& buckets) {
        out.items.push_back(performance_of(page[i], shown(window, now), buckets));
    });
    return out;
}

RealtimeMetrics MetricsQueries::show_realtime(const api::Path<MetricsPath>& path,
                                              const api::Query<RealtimeQuery>& query) {
    const auto info = endpoint(path.endpoint_id);
    const auto now = metrics_.collect();
    const seconds length = minutes{query.minutes};
    const auto window = window_of(now, length);
    const auto buckets = read(info, tiles_of(window, finest_kept_for(length)));
    const auto ratings = ratings_ ? ratings_(info.id, window) : Ratings{};
    return realtime_of(info, query.minutes, shown(window, now), buckets, ratings);
}

api::Linked<TimeseriesPoint> MetricsQueries::list_timeseries(
    const api::Path<MetricsPath>& path, const api::Query<TimeseriesQuery>& query) {
    const auto info = endpoint(path.endpoint_id);
    const seconds length = hours{query.hours}, bucket = minutes{query.bucket_minutes};
    const auto level = level_for(length, bucket);
    if (!level) {
        const auto finest = levels[finest_for(length, bucket)].length;
        throw too_fine(query.hours, std::max(finest, seconds{60}) / seconds{60});
    }
    check(length / bucket < points_max, "what is kept limits the points of a series");
    const auto now = metrics_.collect();
    const Interval window{round_down(now - length, bucket), now + std::chrono::microseconds{1}};
    const std::array tiles{Tile{*level, window}};
    auto points = timeseries_of(window, bucket, read(info, tiles));
    if (query.cursor) {
        const auto after = query.cursor->at(now);
        std::erase_if(points, [&](const auto& point) { return point.timestamp <= after; });
    }
    if (!query.limit || std::cmp_less_equal(points.size(), *query.limit))
        return {std::move(points), ""};
    points.resize(static_cast<std::size_t>(*query.limit));
    auto next = to_rfc3339(points.back().timestamp);
    return {std::move(points), std::move(next)};
}

MetricSeries MetricsQueries::show_series(const api::Path<MetricsPath>& path,
                                         const api::Query<SeriesQuery>& query) {
    const auto info = endpoint(path.endpoint_id);
    const seconds length = hours{query.hours}, bucket{query.bucket_seconds};
    const auto level = level_for(length, bucket);
    if (!level) throw too_fine_series(query, levels[finest_for(length, bucket)].length);
    if (length / bucket > series_points_max) {
        const auto fits = std::ranges::find_if(
            levels, [&](const Level& one) { return length / one.length <= series_points_max; });
        throw too_fine_series(query, fits->length);
    }
    const auto now = metrics_.collect();
    const Interval window{round_down(now - length, bucket), now + std::chrono::microseconds{1}};
    const std::array tiles{Tile{*level, window}};
    return series_of(info, window, bucket, read(info, tiles));
}

}  // namespace ontos
