#pragma once
// What the `prediction` of an ingested request says.

#include "monitor/metrics/metrics_ingest.hpp"

namespace ontos {

/// A text, a number or a truth value: bare, as the `label` of an object with or without `scores`,
/// or as its `value`. Points into the request.
struct IngestedPrediction {
    const api::json::value* answer = nullptr;   ///< null: nothing that can be counted
    const api::json::object* scores = nullptr;  ///< by label; null: none
    bool is_value = false;                      ///< said to be a number, not a label

    explicit IngestedPrediction(const Ingested& request);
};

/// Where in the `prediction` of a metric stands a text that no database takes, since NUL is in it:
/// "", "/label" or "/scores". What only the payload has is escaped there.
std::optional<std::string_view> place_of_nul(const api::json::value& prediction);

}  // namespace ontos
