#pragma once
// What the metrics routes ask and answer.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "deploy/ids.hpp"
#include "platform/api/codec.hpp"
#include "platform/base/failure.hpp"

namespace ontos {

/// What metrics need to know of an endpoint; the endpoints tell.
struct EndpointInfo {
    EndpointId id;
    std::string name;
    std::string model_version;  ///< of what it serves now; empty if nothing
    std::uint32_t in_flight = 0;
};

/// How metrics ask for endpoints.
struct EndpointDirectory {
    /// By id, live name or, last, the latest deleted name.
    std::function<std::optional<EndpointInfo>(std::string_view reference)> find;
    std::function<std::vector<EndpointInfo>()> list;
    /// By id or name, none that is deleted.
    std::function<std::optional<EndpointInfo>(std::string_view reference)> find_live{};
};

/// What people said of an endpoint's answers in a window.
struct Ratings {
    std::int64_t positive = 0, negative = 0, flagged = 0;
};

/// Absent until there is feedback: then every endpoint has none.
using AskRatings = std::function<Ratings(const EndpointId&, Interval)>;

/// [low, high] in milliseconds with 95 % confidence; null without traffic.
struct LatencyIntervals {
    std::optional<std::vector<double>> p50, p95, p99;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&LatencyIntervals::p50>("Bounds of the median in milliseconds."),
            api::field<&LatencyIntervals::p95>("Bounds of the 95th percentile in milliseconds."),
            api::field<&LatencyIntervals::p99>("Bounds of the 99th percentile in milliseconds.")};
    }
};

struct VersionPerformance {
    std::string model_version, served_entity;
    std::int64_t total_requests = 0, successful_requests = 0, failed_requests = 0;
    std::int64_t rejected_requests = 0;
    std::optional<double> avg_latency_ms, p50_latency_ms, p95_latency_ms, p99_latency_ms;
    std::optional<double> error_rate;

    static constexpr auto fields(auto...) {
        using T = VersionPerformance;
        return std::array{
            api::field<&T::model_version>("Model version; empty where none was picked."),
            api::field<&T::served_entity>("Served entity; empty where none was picked."),
            api::field<&T::total_requests>("Requests."),
            api::field<&T::successful_requests>("Requests with a status below 400."),
            api::field<&T::failed_requests>("Requests with a status of 500 and above."),
            api::field<&T::rejected_requests>("Requests with a status from 400 to 499."),
            api::field<&T::avg_latency_ms>("Mean time in milliseconds."),
            api::field<&T::p50_latency_ms>("Median time in milliseconds."),
            api::field<&T::p95_latency_ms>("95th percentile of the time in milliseconds."),
            api::field<&T::p99_latency_ms>("99th percentile of the time in milliseconds."),
            api::field<&T::error_rate>("Failed of successful and failed requests, in percent.")};
    }
};

/// One endpoint in one window. Times are of successful and failed requests, exact or (percentiles)
/// within 0.55 %; null without such requests.
struct EndpointPerformance {
    std::string endpoint_id, endpoint_name, model_version, time_period;
    std::int64_t total_requests = 0, successful_requests = 0, failed_requests = 0;
    std::int64_t rejected_requests = 0, rate_limited_requests = 0, timed_out_requests = 0;
    std::optional<double> avg_latency_ms, p50_latency_ms, p95_latency_ms, p99_latency_ms;
    std::optional<double> max_latency_ms, error_rate;
    double requests_per_minute = 0;
    std::optional<std::int64_t> total_tokens;
    std::optional<double> cost_dollars;
    Timestamp last_updated;
    std::map<std::string, std::int64_t> by_status;
    std::vector<VersionPerformance> by_model_version;
    LatencyIntervals latency_interval;

    static constexpr auto fields(auto...) {
        using T = EndpointPerformance;
        return std::array{
            api::field<&T::endpoint_id>("Identifier of the endpoint."),
            api::field<&T::endpoint_name>("Name of the endpoint."),
            api::field<&T::model_version>("Version that it serves now; empty if none."),
            api::field<&T::time_period>("Both ends of the window: start/end."),
            api::field<&T::total_requests>("Successful, failed and rejected requests together."),
            api::field<&T::successful_requests>("Requests with a status below 400."),
            api::field<&T::failed_requests>("Requests with a status of 500 and above."),
            api::field<&T::rejected_requests>("Requests with a status from 400 to 499."),
            api::field<&T::rate_limited_requests>("Of the rejected, those with status 429."),
            api::field<&T::timed_out_requests>("Of the failed, those with status 504."),
            api::field<&T::avg_latency_ms>("Mean time in milliseconds."),
            api::field<&T::p50_latency_ms>("Median time in milliseconds."),
            api::field<&T::p95_latency_ms>("95th percentile of the time in milliseconds."),
            api::field<&T::p99_latency_ms>("99th percentile of the time in milliseconds."),
            api::field<&T::max_latency_ms>("Longest time in milliseconds."),
            api::field<&T::error_rate>("Failed of successful and failed requests, in percent."),
            api::field<&T::requests_per_minute>("Requests by the length of the window."),
            api::field<&T::total_tokens>("Tokens of language models; null where none are counted."),
            api::field<&T::cost_dollars>("What it cost; null where nothing is counted."),
            api::field<&T::last_updated>("Up to when requests are counted."),
            api::field<&T::by_status>("Requests by status class: 2xx, 4xx, 5xx."),
            api::field<&T::by_model_version>("The same by model version and served entity."),
            api::field<&T::latency_interval>(
                "Where the percentiles of the endpoint lie with 95 % confidence.")};
    }
};

struct RealtimeMetrics {
    std::string endpoint_id, endpoint_name;
    std::int32_t time_window_minutes = 0;
    std::string time_period;
    std::int64_t request_count = 0;
    double requests_per_minute = 0;
    std::optional<double> success_rate, p50_latency_ms, p95_latency_ms, p99_latency_ms;
    std::int64_t in_flight = 0;
    std::optional<double> avg_rating;
    std::int64_t flagged_count = 0;
    Timestamp timestamp;

    static constexpr auto fields(auto...) {
        using T = RealtimeMetrics;
        return std::array{
            api::field<&T::endpoint_id>("Identifier of the endpoint."),
            api::field<&T::endpoint_name>("Name of the endpoint."),
            api::field<&T::time_window_minutes>("Length that was asked for."),
            api::field<&T::time_period>("Both ends of the window: start/end."),
            api::field<&T::request_count>("All requests of the window."),
            api::field<&T::requests_per_minute>("Requests by the length of the window."),
            api::field<&T::success_rate>(
                "Successful of successful and failed requests, in percent."),
            api::field<&T::p50_latency_ms>("Median time in milliseconds."),
            api::field<&T::p95_latency_ms>("95th percentile of the time in milliseconds."),
            api::field<&T::p99_latency_ms>("99th percentile of the time in milliseconds."),
            api::field<&T::in_flight>("Requests that are being served now."),
            api::field<&T::avg_rating>("1 to 5, from the positive share; null without feedback."),
            api::field<&T::flagged_count>("Answers that people flagged in the window."),
            api::field<&T::timestamp>("End of the window.")};
    }
};

struct TimeseriesPoint {
    Timestamp timestamp;
    std::int64_t total_requests = 0;
    std::optional<double> error_rate;
    std::optional<double> avg_latency_ms, p50_latency_ms, p95_latency_ms, p99_latency_ms;
    std::optional<std::int64_t> total_tokens;
    std::optional<double> cost_dollars;

    static constexpr auto fields(auto...) {
        using T = TimeseriesPoint;
        return std::array{
            api::field<&T::timestamp>("Start of the bucket."),
            api::field<&T::total_requests>("All requests of the bucket."),
            api::field<&T::error_rate>("Failed of successful and failed requests, in percent."),
            api::field<&T::avg_latency_ms>("Mean time in milliseconds."),
            api::field<&T::p50_latency_ms>("Median time in milliseconds."),
            api::field<&T::p95_latency_ms>("95th percentile of the time in milliseconds."),
            api::field<&T::p99_latency_ms>("99th percentile of the time in milliseconds."),
            api::field<&T::total_tokens>("Tokens of language models; null where none are counted."),
            api::field<&T::cost_dollars>("What it cost; null where nothing is counted.")};
    }
};

}  // namespace ontos
