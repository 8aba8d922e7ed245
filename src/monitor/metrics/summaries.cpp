// The definitions of rates, and the edge at which nanoseconds and fractions become what is shown.

#include "monitor/metrics/summaries.hpp"

#include <cmath>
#include <utility>

#include "monitor/metrics/levels.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {

namespace {

using sketches::LatencyHistogram;

double to_ms(double nanoseconds) { return std::round(nanoseconds) / 1e6; }

std::optional<double> to_ms(std::optional<double> nanoseconds) {
    if (!nanoseconds) return std::nullopt;
    return to_ms(*nanoseconds);
}

std::int64_t as_signed(std::uint64_t number) { return static_cast<std::int64_t>(number); }

/// Failed of successful and failed, in percent.
std::optional<double> error_rate_of(const Counts& counts) {
    const auto failed = static_cast<double>(counts.failed_requests());
    const auto all = failed + static_cast<double>(counts.successful_requests());
    if (all == 0) return std::nullopt;
    return 100 * failed / all;
}

double per_minute(std::uint64_t requests, Interval window) {
    const std::chrono::duration<double, std::ratio<60>> minutes = window.to - window.from;
    return static_cast<double>(requests) / minutes.count();
}

/// "start/end", as ISO 8601 writes intervals.
std::string to_text(Interval window) {
    return to_rfc3339(window.from) + "/" + to_rfc3339(window.to);
}

/// The members that several answers have by the same names.
template <class Answer>
void fill_latency(Answer& answer, const LatencyHistogram& latency) {
    if constexpr (requires { answer.avg_latency_ms; })
        answer.avg_latency_ms = to_ms(latency.mean());
    answer.p50_latency_ms = to_ms(latency.quantile(0.50));
    answer.p95_latency_ms = to_ms(latency.quantile(0.95));
    answer.p99_latency_ms = to_ms(latency.quantile(0.99));
}

template <class Answer>
void fill_requests(Answer& answer, const Counts& counts) {
    answer.total_requests = as_signed(counts.total_requests());
    answer.successful_requests = as_signed(counts.successful_requests());
    answer.failed_requests = as_signed(counts.failed_requests());
    answer.rejected_requests = as_signed(counts.rejected_requests());
    answer.error_rate = error_rate_of(counts);
}

/// Null where none are counted.
template <class Answer>
void fill_tokens(Answer& answer, const Counts& counts) {
    if (const auto tokens = counts.input_tokens + counts.output_tokens; tokens > 0)
        answer.total_tokens = as_signed(tokens);
    if (counts.cost_nanos > 0) answer.cost_dollars = static_cast<double>(counts.cost_nanos) / 1e9;
}

std::optional<std::vector<double>> interval_of(const LatencyHistogram& latency, double q) {
    const auto found = latency.quantile_interval(q);
    if (!found) return std::nullopt;
    return std::vector{to_ms(found->first), to_ms(found->second)};
}

Counts sum_of(std::span<const Bucket> buckets) {
    Counts sum;
    for (const auto& bucket : buckets) sum.merge(bucket.counts);
    return sum;
}

std::vector<VersionPerformance> by_version(std::span<const Bucket> buckets) {
    std::map<std::pair<std::string, std::string>, Counts> sums;
    for (const auto& bucket : buckets)
        sums[{bucket.model_version, bucket.served_entity}].merge(bucket.counts);
    std::vector<VersionPerformance> out;
    for (const auto& [key, counts] : sums) {
        auto& row = out.emplace_back();
        row.model_version = key.first;
        row.served_entity = key.second;
        fill_requests(row, counts);
        fill_latency(row, counts.latency());
    }
    return out;
}

}  // namespace

EndpointPerformance performance_of(const EndpointInfo& endpoint, Interval window,
                                   std::span<const Bucket> buckets) {
    const auto counts = sum_of(buckets);
    const auto latency = counts.latency();
    EndpointPerformance row;
    row.endpoint_id = endpoint.id.text;
    row.endpoint_name = endpoint.name;
    row.model_version = endpoint.model_version;
    row.time_period = to_text(window);
    fill_requests(row, counts);
    row.rate_limited_requests = as_signed(counts.rate_limited);
    row.timed_out_requests = as_signed(counts.timed_out.count());
    fill_latency(row, latency);
    if (const auto max = latency.max()) row.max_latency_ms = to_ms(static_cast<double>(*max));
    row.requests_per_minute = per_minute(counts.total_requests(), window);
    fill_tokens(row, counts);
    row.last_updated = window.to;
    row.by_status = {{"2xx", row.successful_requests},
                     {"4xx", row.rejected_requests},
                     {"5xx", row.failed_requests}};
    row.by_model_version = by_version(buckets);
    row.latency_interval = {interval_of(latency, 0.50), interval_of(latency, 0.95),
                            interval_of(latency, 0.99)};
    return row;
}

RealtimeMetrics realtime_of(const EndpointInfo& endpoint, std::int32_t minutes, Interval window,
                            std::span<const Bucket> buckets, const Ratings& ratings) {
    const auto counts = sum_of(buckets);
    RealtimeMetrics out;
    out.endpoint_id = endpoint.id.text;
    out.endpoint_name = endpoint.name;
    out.time_window_minutes = minutes;
    out.time_period = to_text(window);
    out.request_count = as_signed(counts.total_requests());
    out.requests_per_minute = per_minute(counts.total_requests(), window);
    if (const auto error_rate = error_rate_of(counts)) out.success_rate = 100 - *error_rate;
    fill_latency(out, counts.latency());
    out.in_flight = endpoint.in_flight;
    if (const auto rated = ratings.positive + ratings.negative; rated > 0)
        out.avg_rating = 1 + 4 * static_cast<double>(ratings.positive) / static_cast<double>(rated);
    out.flagged_count = ratings.flagged;
    out.timestamp = window.to;
    return out;
}

std::vector<TimeseriesPoint> timeseries_of(Interval window, std::chrono::seconds length,
                                           std::span<const Bucket> buckets) {
    std::vector<Counts> sums(buckets_in(window, length));
    for (const auto& bucket : buckets)
        sums.at(static_cast<std::size_t>((bucket.started_at - window.from) / length))
            .merge(bucket.counts);
    std::vector<TimeseriesPoint> points(sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i) {
        points[i].timestamp = window.from + static_cast<std::int64_t>(i) * length;
        points[i].total_requests = as_signed(sums[i].total_requests());
        points[i].error_rate = error_rate_of(sums[i]);
        fill_latency(points[i], sums[i].latency());
        fill_tokens(points[i], sums[i]);
    }
    return points;
}

}  // namespace ontos
