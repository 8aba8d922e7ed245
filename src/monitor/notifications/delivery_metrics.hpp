#pragma once
// What became of deliveries, for /metrics.

#include "monitor/metrics/prometheus_text.hpp"
#include "monitor/notifications/deliverer.hpp"

namespace ontos {

/// Counters of this process, and how many deliveries are in each state in the database.
void write_delivery_metrics(PrometheusText& out, const DeliveryCounts& counts,
                            sql::Database& database);

}  // namespace ontos
