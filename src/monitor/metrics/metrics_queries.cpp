// The handlers of the metrics routes: which window, which buckets.

#include "monitor/metrics/metrics_queries.hpp"

#include <algorithm>

#include "monitor/metrics/summaries.hpp"
#include "monitor/metrics/unknown_endpoint.hpp"
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

/// `finest` is in the parameter's unit.
Failure too_fine(std::string why, const std::string& parameter, std::int64_t finest) {
    const auto number = std::to_string(finest);
    return Failure{FailureKind::invalid, std::move(why)}
        .code("bucket_too_fine")
        .hint("Ask for " + parameter + "=" + number +
              " or a multiple of it, or for a shorter window.")
        .violations({{"/query/" + parameter, "must be a multiple of " + number}});
}

std::string kept_words(seconds age, seconds finest) {
    return "The window began " + std::to_string(std::chrono::ceil<hours>(age).count()) +
           " hours ago, and the finest buckets that are kept for so long are of " +
           std::to_string(finest.count()) + " seconds.";
}

seconds length_of(const PerformanceQuery& query, Timestamp end, Timestamp now) {
    if (!query.since) return hours{query.hours};
    const auto length = std::chrono::ceil<seconds>(end - query.since->at(now));
    if (length > seconds{0} && length <= hours{PerformanceQuery::hours_max}) return length;
    throw Failure{FailureKind::invalid,
                  "The window starts before it ends, and has at most 720 hours."}
        .violations({{"/query/since", "must lie at most 720 hours before the end of the window"}});
}

/// Points of one length, and the level whose buckets they are made of.
struct Points {
    Interval window;
    /// None: points so short are no longer kept; `finest` are.
    std::optional<std::size_t> level;
    seconds age, finest;
};

Points points_of(const std::optional<api::Moment>& until, seconds length, seconds bucket,
                 Timestamp now) {
    const auto end = end_of(until, now);
    const auto from = end - length;
    const auto age = std::chrono::ceil<seconds>(now - from);
    const auto to = end < now ? end : now + std::chrono::microseconds{1};
    return {{round_down(from, bucket), to},
            level_for(age, bucket),
            age,
            levels[finest_for(age, bucket)].length};
}

}  // namespace

MetricsQueries::MetricsQueries(Metrics& metrics, EndpointDirectory endpoints, AskRatings ratings)
    : metrics_{metrics}, endpoints_{std::move(endpoints)}, ratings_{std::move(ratings)} {}

EndpointInfo MetricsQueries::endpoint(const std::string& reference) const {
    auto found = endpoints_.find(reference);
    if (!found) throw unknown_endpoint(endpoints_, reference);
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
    const auto end = end_of(query.until, now);
    const auto [window, tiles] = tiled_window(end, length_of(query, end, now), now);
    api::Linked<EndpointPerformance> out{{}, std::move(next)};
    metrics_.read(ids, tiles, [&](std::size_t i, const std::vector<Bucket>& buckets) {
        out.items.push_back(performance_of(page[i], window, buckets));
    });
    return out;
}

RealtimeMetrics MetricsQueries::show_realtime(const api::Path<MetricsPath>& path,
                                              const api::Query<RealtimeQuery>& query) {
    const auto info = endpoint(path.endpoint_id);
    const auto now = metrics_.collect();
    const auto [window, tiles] = tiled_window(now, minutes{query.minutes}, now);
    const auto ratings = ratings_ ? ratings_(info.id, window) : Ratings{};
    return realtime_of(info, query.minutes, window, read(info, tiles), ratings);
}

api::Linked<TimeseriesPoint> MetricsQueries::list_timeseries(
    const api::Path<MetricsPath>& path, const api::Query<TimeseriesQuery>& query) {
    const auto info = endpoint(path.endpoint_id);
    const seconds length = hours{query.hours}, bucket = minutes{query.bucket_minutes};
    const auto now = metrics_.collect();
    const auto [window, level, age, finest] = points_of(query.until, length, bucket, now);
    if (!level)
        throw too_fine(kept_words(age, finest), "bucket_minutes",
                       std::max(finest, seconds{60}) / seconds{60});
    check(length / bucket < points_max, "what is kept limits the points of a series");
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
    const auto now = metrics_.collect();
    const auto [window, level, age, finest] = points_of(query.until, length, bucket, now);
    if (!level) throw too_fine(kept_words(age, finest), "bucket_seconds", finest.count());
    if (length / bucket > series_points_max) {
        const auto fits = std::ranges::find_if(
            levels, [&](const Level& one) { return length / one.length <= series_points_max; });
        throw too_fine("A series has at most 1,500 buckets.", "bucket_seconds",
                       fits->length.count());
    }
    const std::array tiles{Tile{*level, window}};
    return series_of(info, window, bucket, read(info, tiles));
}

}  // namespace ontos
