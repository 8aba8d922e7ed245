#pragma once
// What the HTTP server counts, for /metrics.

#include "monitor/metrics/prometheus_text.hpp"
#include "platform/http/server.hpp"

namespace ontos {

void write_server_metrics(PrometheusText& out, const http::ServerCounters& counters);

}  // namespace ontos
