#pragma once
// What gaps are found by: functions that `app` passes in, and what they answer.

#include <functional>
#include <set>
#include <utility>

#include "improve/gaps/gap.hpp"
#include "monitor/metrics/model.hpp"

namespace ontos {

/// What the standing rule says of drift of an endpoint.
struct DriftSeen {
    struct Feature {
        std::string name;  ///< empty: the predictions
        double drift_score = 0;
    };
    bool is_judged = false;  ///< false: too few rows, or no baseline
    std::vector<Feature> confirmed;
    std::int64_t rows = 0;
    std::optional<Timestamp> window_end;
};
using AskDriftSeen = std::function<DriftSeen(const EndpointId&)>;

/// How often a version is likely right, by the scores of its predictions.
struct ConfidenceSeen {
    std::string model_name, model_version;
    double accuracy = 0, low = 0, high = 0;
    std::int64_t rows = 0;
};
/// nullopt where scores say nothing that can be relied on; else the versions.
using AskConfidence =
    std::function<std::optional<std::vector<ConfidenceSeen>>(const EndpointId&, Interval window)>;

/// What one analysis found, and what it looked at: what was looked at and not found is gone.
struct GapsFound {
    std::vector<GapFinding> findings;
    std::set<std::pair<GapType, std::string>> looked_at;  ///< by type and endpoint id
};

}  // namespace ontos
