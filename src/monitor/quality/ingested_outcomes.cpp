// Predictions of requests that were served elsewhere.
#include "monitor/quality/ingested_outcomes.hpp"

#include <cmath>

#include "monitor/metrics/ingested_prediction.hpp"
#include "monitor/quality/label_text.hpp"
#include "monitor/quality/outcomes_store.hpp"
#include "monitor/request_log/kept_share.hpp"

namespace ontos {
namespace {

/// A prediction, and the version that made it as it was told.
struct Sent {
    const Ingested* request;
    IngestedPrediction prediction;
    ModelVersionRef version;
};

bool is_number(const IngestedPrediction& prediction) {
    if (prediction.is_value) return true;
    const auto& answer = *prediction.answer;
    return answer.is_double() && answer.get_double() != std::floor(answer.get_double());
}

/// None if one has a name that must not be written.
std::vector<std::string> classes_of(const IngestedPrediction& prediction,
                                    const Redactor& redactor) {
    std::vector<std::string> classes;
    if (prediction.scores == nullptr || prediction.scores->size() > scored_classes_max) return {};
    for (const auto& [name, score] : *prediction.scores) {
        classes.emplace_back(name);
        if (kept_label(redactor, label_column, classes.back()) != classes.back()) return {};
    }
    std::ranges::sort(classes);
    return classes;
}

/// What each version predicts: as is known, else by these.
std::map<ModelVersionRef, PredictionShape> shapes_of(sql::Transaction& tx,
                                                     std::span<const Sent> sent,
                                                     const Redactor& redactor) {
    std::map<ModelVersionRef, PredictionShape> shapes;
    std::vector<PredictionShape> made;
    for (const auto& [request, prediction, version] : sent) {
        auto [found, is_new] = shapes.try_emplace(version);
        if (!is_new) continue;
        if (auto known = outcomes_store::find_shape(tx, version.full_name, version.version)) {
            found->second = *std::move(known);
            continue;
        }
        const bool has_number = std::ranges::any_of(sent, [&](const Sent& other) {
            return other.version == version && is_number(other.prediction);
        });
        found->second = {.model_name = version.full_name,
                         .model_version = version.version,
                         .kind = has_number ? PredictionKind::number : PredictionKind::label,
                         .classes = {}};
        if (!has_number) found->second.classes = classes_of(prediction, redactor);
        made.push_back(found->second);
    }
    if (!made.empty()) outcomes_store::insert_shapes(tx, made);
    return shapes;
}

/// Of these classes; empty if one has no finite score.
std::string scores_text(const IngestedPrediction& prediction,
                        const std::vector<std::string>& classes) {
    std::string out;
    if (prediction.scores == nullptr) return out;
    for (const auto& name : classes) {
        const auto* score = prediction.scores->if_contains(name);
        if (score == nullptr || !score->is_number()) return {};
        append_score(out, score->to_number<double>());
    }
    return out;
}

/// False for what no label can be held against.
bool set_prediction(const IngestedPrediction& prediction, const PredictionShape& shape,
                    const Redactor& redactor, PredictionOutcome& out) {
    const auto text = label_text(*prediction.answer);
    if (!text || text->size() > label_bytes_max) return false;
    if (shape.kind == PredictionKind::number) {
        out.value = number_in(*text);
        return out.value.has_value();
    }
    out.predicted = kept_label(redactor, label_column, *text);
    out.scores = scores_text(prediction, shape.classes);
    return shape.kind == PredictionKind::label;
}

}  // namespace

void insert_ingested_outcomes(sql::Transaction& tx, std::span<const Ingested> requests,
                              const Redactor& redactor) {
    std::vector<Sent> sent;
    for (const auto& request : requests)
        if (const IngestedPrediction prediction{request}; prediction.answer != nullptr) {
            auto version = request.version;
            if (version.full_name.empty()) version.full_name = request.endpoint.id.text;
            sent.push_back({&request, prediction, std::move(version)});
        }
    const auto shapes = shapes_of(tx, sent, redactor);
    std::vector<PredictionOutcome> outcomes;
    for (const auto& [request, prediction, version] : sent) {
        PredictionOutcome outcome{.endpoint_id = request->endpoint.id.text,
                                  .request_id = request->request_id(),
                                  .row = 0,
                                  .created_at = request->answered_at,
                                  .served_entity = "",
                                  .model_name = version.full_name,
                                  .model_version = version.version,
                                  .share_place = share_place(request->request_id()),
                                  .predicted = {},
                                  .value = {},
                                  .scores = {},
                                  .label = {},
                                  .labelled_at = {}};
        if (set_prediction(prediction, shapes.at(version), redactor, outcome))
            outcomes.push_back(std::move(outcome));
    }
    if (!outcomes.empty()) outcomes_store::insert_uncounted(tx, outcomes);
}

}  // namespace ontos
