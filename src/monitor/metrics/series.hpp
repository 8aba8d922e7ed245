#pragma once
// What charts of one endpoint draw: arrays over time, of equal length.

#include <span>

#include "monitor/metrics/counts.hpp"
#include "monitor/metrics/model.hpp"

namespace ontos {

/// A percentile in each bucket, and where it lies with 95 % confidence; null without traffic.
struct PercentileSeries {
    std::vector<std::optional<double>> values, low, high;

    static constexpr auto fields(auto...) {
        using T = PercentileSeries;
        return std::array{api::field<&T::values>("In milliseconds."),
                          api::field<&T::low>("Lower bound, with 95 % confidence."),
                          api::field<&T::high>("Upper bound.")};
    }
};

struct VersionSeries {
    std::string model_version, served_entity;
    std::vector<std::int64_t> total_requests;
    std::vector<std::optional<double>> error_rate, p95_latency_ms;

    static constexpr auto fields(auto...) {
        using T = VersionSeries;
        return std::array{
            api::field<&T::model_version>("Model version; empty where none was picked."),
            api::field<&T::served_entity>("Served entity; empty where none was picked."),
            api::field<&T::total_requests>("Requests."),
            api::field<&T::error_rate>("Failed of successful and failed requests, in percent."),
            api::field<&T::p95_latency_ms>("95th percentile of the time in milliseconds.")};
    }
};

/// How many requests took how long, in each bucket.
struct LatencyHeat {
    std::vector<double> bounds_ms;
    std::vector<std::vector<std::int64_t>> counts;

    static constexpr auto fields(auto...) {
        using T = LatencyHeat;
        return std::array{
            api::field<&T::bounds_ms>("Bounds of the classes in milliseconds, growing: one more "
                                      "than there are classes; empty without traffic."),
            api::field<&T::counts>("For each bucket, the requests of each class: successful and "
                                   "failed ones.")};
    }
};

struct MetricSeries {
    std::string endpoint_id, endpoint_name;
    std::string time_period;
    std::int64_t bucket_seconds = 0;
    std::vector<std::int64_t> times;
    std::vector<std::int64_t> successful, failed, timed_out, client_errors, rate_limited;
    PercentileSeries p50, p95, p99;
    LatencyHeat latency;
    std::optional<std::vector<std::int64_t>> input_tokens, output_tokens;
    std::optional<std::vector<double>> cost_dollars;
    std::vector<VersionSeries> by_model_version;

    static constexpr auto fields(auto...) {
        using T = MetricSeries;
        return std::array{
            api::field<&T::endpoint_id>("Identifier of the endpoint."),
            api::field<&T::endpoint_name>("Name of the endpoint."),
            api::field<&T::time_period>("Both ends of the window: start/end."),
            api::field<&T::bucket_seconds>("Length of a bucket; the last one is not over yet."),
            api::field<&T::times>("Starts of the buckets, in seconds since 1970. All other arrays "
                                  "have as many elements."),
            api::field<&T::successful>("Requests with a status below 400."),
            api::field<&T::failed>("Requests with a status of 500 and above, without 504."),
            api::field<&T::timed_out>("Requests with status 504."),
            api::field<&T::client_errors>("Requests with a status from 400 to 499, without 429."),
            api::field<&T::rate_limited>("Requests with status 429."),
            api::field<&T::p50>("Median time."),
            api::field<&T::p95>("95th percentile of the time."),
            api::field<&T::p99>("99th percentile of the time."),
            api::field<&T::latency>("How the times were spread."),
            api::field<&T::input_tokens>("Tokens that came in; null where none are counted."),
            api::field<&T::output_tokens>("Tokens that went out; null where none are counted."),
            api::field<&T::cost_dollars>("What it cost; null where nothing is counted."),
            api::field<&T::by_model_version>("The same by model version and served entity: the 12 "
                                             "with the most requests, the largest first.")};
    }
};

/// One element for each `length` from the window's start, which is a multiple of it.
MetricSeries series_of(const EndpointInfo& endpoint, Interval window, std::chrono::seconds length,
                       std::span<const Bucket> buckets);

}  // namespace ontos
