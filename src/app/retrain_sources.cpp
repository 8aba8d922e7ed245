// What retrain triggers ask other features for.
#include "app/retrain_sources.hpp"

namespace ontos {

AskDriftWindow drift_window_of(AskedWindows& windows) {
    return [&windows](const EndpointId& endpoint_id, Interval window) {
        const auto standing = windows.standing(endpoint_id, window, StandingTime::window_end);
        DriftWindowSeen seen;
        seen.is_judged = is_judged(standing->verdict);
        seen.confirmed = standing->confirmed;
        seen.drift_score = standing->drift_score;
        seen.rows = static_cast<std::int64_t>(standing->rows);
        return seen;
    };
}

AskRevision revision_of(const Endpoints& endpoints) {
    return [&endpoints](const EndpointId& endpoint_id) -> std::optional<std::int64_t> {
        const auto live = endpoints.table().get()->find(endpoint_id.text);
        if (!live || live->revision == 0) return std::nullopt;
        return static_cast<std::int64_t>(live->revision);
    };
}

AskAlerts with_triggers(const AskAlerts& ask) {
    return {.is_there = ask.is_there,
            .naming = [ask](sql::Transaction& tx, const SavedChannel& channel) {
                auto names = ask.naming(tx, channel);
                std::ranges::move(triggers_naming(tx, channel), std::back_inserter(names));
                return names;
            }};
}

}  // namespace ontos
