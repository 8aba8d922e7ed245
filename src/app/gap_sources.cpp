// What gaps ask monitoring for.
#include "app/gap_sources.hpp"

namespace ontos {

AskDriftSeen drift_seen_of(Standings& standings) {
    return [&standings](const EndpointId& endpoint_id) {
        const auto standing = standings.standing(endpoint_id);
        DriftSeen seen;
        seen.is_judged = is_judged(standing.verdict);
        seen.rows = static_cast<std::int64_t>(standing.rows);
        seen.window_end = standing.window_end;
        if (!standing.confirmed) return seen;
        for (const auto& feature : standing.features)
            if (feature.confirmed) seen.confirmed.push_back({feature.name, feature.drift_score});
        if (seen.confirmed.empty()) seen.confirmed.push_back({"", standing.drift_score});
        return seen;
    };
}

AskConfidence confidence_of(QualityQueries& quality) {
    return [&quality](const EndpointId& endpoint_id,
                      Interval window) -> std::optional<std::vector<ConfidenceSeen>> {
        QualityQuery query;
        query.hours = static_cast<std::int32_t>(
            std::chrono::ceil<std::chrono::hours>(window.to - window.from).count());
        const auto found = quality.show_quality({{endpoint_id.text}}, {query});
        std::optional<std::vector<ConfidenceSeen>> out;
        for (const auto& version : found.by_model_version) {
            const auto& estimate = version.quality.estimate;
            if (estimate.validity != sketches::EstimateValidity::valid || !estimate.accuracy)
                continue;
            if (!out) out.emplace();
            out->push_back({version.model_name, version.model_version, estimate.accuracy->value,
                            estimate.accuracy->low, estimate.accuracy->high, estimate.rows});
        }
        return out;
    };
}

}  // namespace ontos
