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

/// Why a `prediction` is none, and where in it: "", "/label", "/scores/yes".
struct PredictionMistake {
    std::string below;
    std::string_view must;
};

/// What is wrong with the `prediction` of a metric; nullopt if nothing is, and of null. NUL is not
/// in what the database takes as it is; what only the payload has is escaped there.
std::optional<PredictionMistake> mistake_in(const api::json::value& prediction);

}  // namespace ontos
