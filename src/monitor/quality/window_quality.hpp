#pragma once
// What is known of a window's predictions, by version and together.

#include <map>

#include "monitor/quality/model.hpp"
#include "monitor/quality/outcomes_store.hpp"

namespace ontos {

/// Served entity and model version.
using ServedVersion = std::pair<std::string, std::string>;

/// What the database has of a window.
struct WindowOutcomes {
    std::vector<outcomes_store::OutcomeCount> counts;
    std::map<std::pair<std::string, std::string>, PredictionShape> shapes;  ///< by model version
    std::vector<PredictionOutcome> labelled;                                ///< of the window
    std::vector<PredictionOutcome> all;                                     ///< of the window
    std::vector<PredictionOutcome> teaching;  ///< labelled ones of the last 30 days
};

struct WindowQuality {
    QualityReport quality;
    std::vector<VersionQuality> by_model_version;
};

WindowQuality window_quality(const WindowOutcomes& outcomes,
                             const std::map<ServedVersion, std::int64_t>& served_rows);

/// What all versions of the window predict; nullopt if not the same.
std::optional<PredictionShape> common_shape(const WindowOutcomes& outcomes);

}  // namespace ontos
