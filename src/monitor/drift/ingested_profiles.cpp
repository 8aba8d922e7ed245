// From the JSON of ingested requests to stored profiles.
#include "monitor/drift/ingested_profiles.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <tuple>

#include "monitor/drift/kept_names.hpp"
#include "monitor/drift/profiles_store.hpp"
#include "monitor/metrics/ingested_prediction.hpp"
#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

using Json = api::json::value;

/// NaN for what is none.
double number_in(const Json& value) {
    if (value.is_number()) return value.to_number<double>();
    if (value.is_bool()) return value.get_bool() ? 1 : 0;
    double number = std::nan("");
    if (const auto* text = value.if_string()) {
        const auto [stop, error] =
            std::from_chars(text->data(), text->data() + text->size(), number);
        if (error != std::errc{} || stop != text->data() + text->size()) return std::nan("");
    }
    return number;
}

/// A baseline of float32 values has such edges only: a value is to be rounded as they were.
bool is_single_precision(const sketches::FeatureBins& bins) {
    return std::ranges::all_of(bins.rules().edges, [](double edge) {
        return static_cast<double>(static_cast<float>(edge)) == edge;
    });
}

/// Null, and what the feature cannot hold, is missing.
void count(Profile& profile, std::size_t feature, const Json* value, const Redactor& redactor) {
    auto& counts = profile.counts(feature);
    const auto& bins = *profile.layout()->features()[feature].bins;
    if (value == nullptr || value->is_null() || value->is_structured()) {
        counts.add_null();
    } else if (!bins.is_numeric()) {
        if (const auto* text = value->if_string())
            add_kept_name(profile, feature, {text->data(), text->size()}, redactor);
        else
            add_kept_name(profile, feature, api::to_json_text(*value), redactor);
    } else if (const double number = number_in(*value); std::isnan(number)) {
        counts.add_null();
    } else {
        counts.add(is_single_precision(bins) ? static_cast<double>(static_cast<float>(number))
                                             : number);
    }
}

void count_features(Profile& profile, const api::json::object& values, const Redactor& redactor) {
    const auto& features = profile.layout()->features();
    for (std::size_t i = 0; i < features.size(); ++i)
        if (features[i].role == FeatureRole::input)
            count(profile, i, values.if_contains(features[i].name), redactor);
}

/// Of layouts that have one prediction.
void count_prediction(Profile& profile, const IngestedPrediction& prediction,
                      const Redactor& redactor) {
    const auto& features = profile.layout()->features();
    const bool is_one =
        std::ranges::count(features, FeatureRole::prediction, &ProfiledFeature::role) == 1;
    for (std::size_t i = 0; i < features.size(); ++i) {
        if (features[i].role == FeatureRole::prediction && is_one && prediction.answer != nullptr)
            count(profile, i, prediction.answer, redactor);
        if (features[i].role == FeatureRole::score && prediction.scores != nullptr)
            count(profile, i, prediction.scores->if_contains(features[i].name), redactor);
    }
}

bool says_anything(const Ingested& request, const IngestedPrediction& prediction) {
    return request.metric.features.is_object() || prediction.answer != nullptr;
}

}  // namespace

IngestedProfiles::IngestedProfiles(const LayoutTable& table, const Redactor& redactor,
                                   FindDriftEndpoint find_endpoint)
    : table_{table}, redactor_{redactor}, find_endpoint_{std::move(find_endpoint)} {}

void IngestedProfiles::insert(sql::Transaction& tx, std::span<const Ingested> requests) const {
    using Key = std::tuple<std::string, std::size_t, Timestamp, ModelVersionRef, std::string>;
    std::map<Key, Profile> profiles;
    for (const auto& request : requests) {
        const IngestedPrediction prediction{request};
        if (!says_anything(request, prediction)) continue;
        const auto& id = request.endpoint.id.text;
        const auto endpoint = find_endpoint_(id);
        if (!endpoint || endpoint->versions.empty()) continue;
        const auto& usual = endpoint->versions.front();
        const ModelVersionRef version{request.metric.model_name.value_or(usual.full_name),
                                      request.metric.model_version.value_or(usual.version)};
        auto layout = table_.find(version.full_name, version.version);
        if (layout == nullptr) layout = table_.find(usual.full_name, usual.version);
        if (layout == nullptr) continue;
        auto& profile = profiles[{id, request.level,
                                  round_down(request.answered_at, levels[request.level].length),
                                  version, layout->id()}];
        if (profile.layout() == nullptr) profile = Profile{layout};
        profile.add_rows(1);
        if (const auto* values = request.metric.features.if_object())
            count_features(profile, *values, redactor_);
        count_prediction(profile, prediction, redactor_);
    }
    for (const auto& [key, profile] : profiles) {
        const auto& [endpoint_id, level, started_at, version, layout_id] = key;
        profiles_store::insert_bucket(
            tx,
            {level, started_at, endpoint_id, "", version.full_name, version.version, layout_id,
             profile.to_text(), profile.has_names()},
            "ingest." + requests.front().id);
    }
}

}  // namespace ontos
