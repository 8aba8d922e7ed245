#pragma once
// What rules measure: from the counts of requests, or by asking another feature.

#include "monitor/alerts/alert_state.hpp"
#include "monitor/metrics/metrics.hpp"

namespace ontos {

/// Requests of a window.
struct RequestNumbers {
    std::uint64_t total = 0, successful = 0, failed = 0;
    std::uint64_t cost_nanos = 0;  ///< billionths of a dollar

    RequestNumbers& operator+=(const RequestNumbers& other);
};

RequestNumbers numbers_of(const Counts& counts);

/// Where a rule's counts come from: live buckets, or those of a backtest. Owned by one thread.
class RequestCounts {
public:
    virtual ~RequestCounts() = default;
    virtual RequestNumbers numbers(Interval window) = 0;
    virtual sketches::LatencyHistogram latency(Interval window) = 0;
};

/// Whether the type is measured from counts of requests.
bool is_counted(AlertType type);

/// Of a type that is counted, in the window that ends at `until`.
Measurement measure_requests(const AlertRule& rule, Timestamp until, RequestCounts& counts);

/// What another feature measures; it may throw. Empty functions measure nothing yet.
using Measure = std::function<Measurement(const AlertRule&, const EndpointId&, Interval window)>;
using Measures = std::map<AlertType, Measure>;

/// Reads live buckets, each window of an endpoint once: for the rules of one evaluation.
class LiveCounts {
public:
    explicit LiveCounts(Metrics& metrics) : metrics_{metrics} {}

    /// `endpoint_id` lives as long as what is returned.
    std::unique_ptr<RequestCounts> of(const std::string& endpoint_id);
    const Counts& counts(const std::string& endpoint_id, Interval window);

private:
    Metrics& metrics_;
    std::map<std::tuple<std::string, Timestamp, Timestamp>, Counts> read_;
};

}  // namespace ontos
