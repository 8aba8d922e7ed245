#pragma once
// What a rule would have done on the stored history.

#include "monitor/alerts/alert_requests.hpp"
#include "monitor/alerts/measurement.hpp"

namespace ontos {

/// Runs the state machine over closed buckets, at steps of the finest that are kept for so long: at
/// most 10,000 evaluations, 200 of a type that another feature measures. Throws Failure{invalid}
/// for a span that is empty, in the future or longer than 180 days, and Failure{unprocessable} for
/// a type that nothing measures yet.
BacktestReport backtest(const AlertRule& rule, const EndpointId& endpoint, Interval span,
                        Timestamp now, Metrics& metrics, const Measures& measures);

}  // namespace ontos
