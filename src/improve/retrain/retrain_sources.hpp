#pragma once
// What triggers ask other features, and what those do for them: functions that `app` passes in.

#include <functional>

#include "improve/retrain/retrain_trigger.hpp"
#include "monitor/metrics/model.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// Of one window that has ended; its bounds are filled by who asks.
using AskDriftWindow = std::function<DriftWindowSeen(const EndpointId&, Interval window)>;
/// Revision and model version that serve; nullopt of what is served elsewhere.
using AskRevision = std::function<std::optional<std::int64_t>(const EndpointId&)>;

/// Makes a training job of a request as POST /training/jobs takes it, once for each key however
/// often it is asked, and answers its id. Throws Failure for what it does not take.
using CreateJob =
    std::function<std::string(const api::json::value& request, const std::string& key)>;

}  // namespace ontos
