#pragma once
// What the alerts say of themselves, for /metrics.

#include "monitor/alerts/alert_evaluator.hpp"
#include "monitor/metrics/prometheus_text.hpp"

namespace ontos {

void write_alert_metrics(PrometheusText& out, sql::Database& database, Timestamp now,
                         const AlertEvaluator::Counters& counters);

}  // namespace ontos
