#pragma once
// All metrics of this process as Prometheus reads them.

#include "monitor/metrics/metrics.hpp"
#include "monitor/metrics/model.hpp"
#include "monitor/metrics/prometheus_text.hpp"
#include "platform/api/router.hpp"

namespace ontos {

/// Counters start at zero with the process and never go back. At most `series_max` endpoints,
/// entities and versions have lines of their own, the first that came; the rest is together under
/// "other". Constant after the last add_gauges, then thread safe.
class Prometheus {
public:
    static constexpr std::size_t series_max = 500;

    /// `metrics` and what `endpoints` calls must outlive it.
    Prometheus(Metrics& metrics, EndpointDirectory endpoints, std::string version);

    /// Families of other parts of the server; called for each scrape.
    void add_gauges(std::function<void(PrometheusText&)> write);

    /// Needs the right monitor_read, because endpoint names and traffic are in it.
    api::TextReply show_metrics();

private:
    Metrics& metrics_;
    const EndpointDirectory endpoints_;
    const std::string version_;
    std::vector<std::function<void(PrometheusText&)>> others_;
};

void mount(api::Router& router, Prometheus& prometheus);

}  // namespace ontos
