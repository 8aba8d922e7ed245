// What rules measure.
#include "monitor/alerts/measurement.hpp"

#include <fmt/format.h>

#include "monitor/alerts/burn_rate.hpp"

namespace ontos {
namespace {

Measurement no_requests(Timestamp until) {
    Measurement measured;
    measured.until = until;
    measured.explanation = "no requests";
    return measured;
}

double fraction(std::uint64_t part, std::uint64_t all) {
    return static_cast<double>(part) / static_cast<double>(all);
}

Measurement measure_latency(const AlertRule& rule, Interval window, RequestCounts& counts) {
    const auto latency = counts.latency(window);
    if (latency.count() == 0) return no_requests(window.to);
    Measurement measured;
    measured.until = window.to;
    measured.sample_count = static_cast<std::int64_t>(latency.count());
    const auto& metric = *rule.metric;
    const auto nanoseconds = metric == "mean"  ? latency.mean()
                             : metric == "p50" ? latency.quantile(0.50)
                             : metric == "p99" ? latency.quantile(0.99)
                                               : latency.quantile(0.95);
    measured.value = *nanoseconds / 1e6;
    measured.explanation = fmt::format("{} requests", latency.count());
    return measured;
}

Measurement measure_error_rate(Interval window, RequestCounts& counts) {
    const auto numbers = counts.numbers(window);
    const auto all = numbers.successful + numbers.failed;
    if (all == 0) return no_requests(window.to);
    Measurement measured;
    measured.until = window.to;
    measured.sample_count = static_cast<std::int64_t>(all);
    measured.value = fraction(numbers.failed, all);
    measured.explanation = fmt::format("{} of {} requests failed", numbers.failed, all);
    return measured;
}

Measurement measure_traffic(const AlertRule& rule, Interval window, RequestCounts& counts) {
    const auto numbers = counts.numbers(window);
    Measurement measured;
    measured.until = window.to;
    measured.sample_count = static_cast<std::int64_t>(numbers.total);
    measured.value =
        static_cast<double>(numbers.total) / static_cast<double>(rule.window().count());
    measured.explanation = fmt::format("{} requests", numbers.total);
    return measured;
}

/// Dollars; requests of which nobody told the cost are free.
Measurement measure_cost(Interval window, RequestCounts& counts) {
    const auto numbers = counts.numbers(window);
    Measurement measured;
    measured.until = window.to;
    measured.sample_count = static_cast<std::int64_t>(numbers.total);
    measured.value = static_cast<double>(numbers.cost_nanos) / 1e9;
    measured.explanation = fmt::format("{} requests", numbers.total);
    return measured;
}

/// The counts of one endpoint.
class EndpointCounts final : public RequestCounts {
public:
    EndpointCounts(LiveCounts& live, const std::string& endpoint_id)
        : live_{live}, endpoint_id_{endpoint_id} {}
    RequestNumbers numbers(Interval window) override {
        return numbers_of(live_.counts(endpoint_id_, window));
    }
    sketches::LatencyHistogram latency(Interval window) override {
        return live_.counts(endpoint_id_, window).latency();
    }

private:
    LiveCounts& live_;
    const std::string& endpoint_id_;
};

}  // namespace

RequestNumbers& RequestNumbers::operator+=(const RequestNumbers& other) {
    total += other.total;
    successful += other.successful;
    failed += other.failed;
    cost_nanos += other.cost_nanos;
    return *this;
}

RequestNumbers numbers_of(const Counts& counts) {
    return {counts.total_requests(), counts.successful_requests(), counts.failed_requests(),
            counts.cost_nanos};
}

bool is_counted(AlertType type) {
    return type == AlertType::latency || type == AlertType::error_rate ||
           type == AlertType::traffic || type == AlertType::burn_rate || type == AlertType::cost;
}

Measurement measure_requests(const AlertRule& rule, Timestamp until, RequestCounts& counts) {
    check(is_counted(rule.alert_type), "the type is measured from counts of requests");
    const Interval window{until - rule.window(), until};
    switch (rule.alert_type) {
        case AlertType::latency:
            return measure_latency(rule, window, counts);
        case AlertType::error_rate:
            return measure_error_rate(window, counts);
        case AlertType::traffic:
            return measure_traffic(rule, window, counts);
        case AlertType::cost:
            return measure_cost(window, counts);
        default:
            return measure_burn_rate(rule, until, counts);
    }
}

std::unique_ptr<RequestCounts> LiveCounts::of(const std::string& endpoint_id) {
    return std::make_unique<EndpointCounts>(*this, endpoint_id);
}

const Counts& LiveCounts::counts(const std::string& endpoint_id, Interval window) {
    const auto length = std::chrono::ceil<std::chrono::seconds>(window.to - window.from);
    const auto finest = std::max<std::size_t>(finest_kept_for(length), 1);
    const Interval rounded{round_down(window.from, levels[finest].length), window.to};
    const auto [found, is_new] =
        read_.try_emplace({endpoint_id, rounded.from, rounded.to}, Counts{});
    if (is_new)
        metrics_.read({&endpoint_id, 1}, tiles_of(rounded, finest),
                      [&](std::size_t, const std::vector<Bucket>& buckets) {
                          for (const auto& bucket : buckets) found->second.merge(bucket.counts);
                      });
    return found->second;
}

}  // namespace ontos
