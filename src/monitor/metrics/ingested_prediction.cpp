// What the `prediction` of an ingested request says.
#include "monitor/metrics/ingested_prediction.hpp"

namespace ontos {
namespace {

bool is_scalar(const api::json::value& value) {
    return value.is_string() || value.is_number() || value.is_bool();
}

}  // namespace

IngestedPrediction::IngestedPrediction(const Ingested& request) {
    const auto& prediction = request.metric.prediction;
    if (request.status >= 400) return;
    if (is_scalar(prediction)) answer = &prediction;
    const auto* object = prediction.if_object();
    if (object == nullptr) return;
    if (const auto* value = object->if_contains("value"); value != nullptr && value->is_number()) {
        answer = value;
        is_value = true;
    }
    if (const auto* label = object->if_contains("label"); label != nullptr && is_scalar(*label)) {
        answer = label;
        is_value = false;
        if (const auto* sent = object->if_contains("scores")) scores = sent->if_object();
    }
}

}  // namespace ontos
