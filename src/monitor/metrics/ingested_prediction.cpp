// What the `prediction` of an ingested request says.
#include "monitor/metrics/ingested_prediction.hpp"

#include "platform/base/text.hpp"

namespace ontos {
namespace {

bool is_scalar(const api::json::value& value) {
    return value.is_string() || value.is_number() || value.is_bool();
}

bool has_nul(std::string_view text) { return text.find('\0') != text.npos; }

bool has_nul(const api::json::value& value) {
    return value.is_string() && has_nul(std::string_view{value.get_string()});
}

constexpr std::string_view nul_rule = "must not have NUL";
constexpr std::string_view prediction_rule =
    "must be a text, a number, true or false, or an object with label, with or without scores, or "
    "with value";

std::optional<PredictionMistake> mistake_in_scores(const api::json::value& sent) {
    const auto* scores = sent.if_object();
    if (scores == nullptr) return PredictionMistake{"/scores", "must be an object: score by label"};
    for (const auto& [name, score] : *scores) {
        if (has_nul(std::string_view{name})) return PredictionMistake{"/scores", nul_rule};
        const bool is_share =
            score.is_number() && score.to_number<double>() >= 0 && score.to_number<double>() <= 1;
        if (!is_share)
            return PredictionMistake{"/scores/" + json_pointer_segment(shortened(name)),
                                     "must be a number between 0 and 1"};
    }
    return std::nullopt;
}

std::optional<PredictionMistake> mistake_in_object(const api::json::object& prediction) {
    const auto* label = prediction.if_contains("label");
    const auto* scores = prediction.if_contains("scores");
    const auto* value = prediction.if_contains("value");
    const std::size_t known = label != nullptr && scores != nullptr ? 2 : 1;
    if ((label == nullptr && value == nullptr) || prediction.size() != known)
        return PredictionMistake{"", prediction_rule};
    if (label == nullptr)
        return value->is_number() ? std::nullopt
                                  : std::optional{PredictionMistake{"/value", "must be a number"}};
    if (!is_scalar(*label))
        return PredictionMistake{"/label", "must be a text, a number, true or false"};
    if (has_nul(*label)) return PredictionMistake{"/label", nul_rule};
    return scores == nullptr ? std::nullopt : mistake_in_scores(*scores);
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

std::optional<PredictionMistake> mistake_in(const api::json::value& prediction) {
    if (prediction.is_null()) return std::nullopt;
    if (const auto* object = prediction.if_object()) return mistake_in_object(*object);
    if (!is_scalar(prediction)) return PredictionMistake{"", prediction_rule};
    if (has_nul(prediction)) return PredictionMistake{"", nul_rule};
    return std::nullopt;
}

}  // namespace ontos
