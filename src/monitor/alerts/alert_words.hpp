#pragma once
// Rules and measurements in words.

#include "monitor/alerts/alert_state.hpp"

namespace ontos {

/// What values and thresholds of the type are in: "ms", "requests per minute"; empty for shares.
std::string_view unit_of(const AlertRule& rule);

/// "p95 latency above 500 ms": the usual name of an alert.
std::string name_of_rule(const AlertRule& rule);

/// "switched the alert off and changed threshold from 0.1 to 0.2, labels": in what they differ;
/// empty if in nothing. Without secrets.
std::string what_changed(AlertRule before, AlertRule after);

/// "p95 latency is 812 ms over 5 minutes (p95 of 300 requests); limit: above 500 ms."
std::string sentence_of(const AlertRule& rule, const Measurement& measured);

}  // namespace ontos
