// What the `prediction` of an ingested request says.
#include "monitor/metrics/ingested_prediction.hpp"

namespace ontos {
namespace {

bool is_scalar(const api::json::value& value) {
    return value.is_string() || value.is_number() || value.is_bool();
}

bool has_nul(std::string_view text) { return text.find('\0') != text.npos; }

bool has_nul(const api::json::value* text) {
    return text != nullptr && text->is_string() && has_nul(std::string_view{text->get_string()});
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

std::optional<std::string_view> place_of_nul(const api::json::value& prediction) {
    if (has_nul(&prediction)) return "";
    const auto* object = prediction.if_object();
    if (object == nullptr) return std::nullopt;
    if (has_nul(object->if_contains("label"))) return "/label";
    const auto* sent = object->if_contains("scores");
    if (const auto* scores = sent == nullptr ? nullptr : sent->if_object())
        for (const auto& [name, score] : *scores)
            if (has_nul(std::string_view{name})) return "/scores";
    return std::nullopt;
}

}  // namespace ontos
