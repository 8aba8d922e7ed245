#pragma once
// What triggers ask other features, and what those do for them: functions that `app` passes in.

#include <functional>

#include "improve/retrain/retrain_trigger.hpp"
#include "monitor/metrics/model.hpp"
#include "platform/base/failure.hpp"

namespace ontos {

/// Of one window that has ended; its bounds are filled by who asks.
using AskDriftWindow = std::function<DriftWindowSeen(const EndpointId&, Interval window)>;
/// The revision that serves; nullopt of what is served elsewhere.
using AskRevision = std::function<std::optional<std::int64_t>(const EndpointId&)>;

/// What of a request POST /training/jobs would not take; `root` is where it stands.
using CheckJob =
    std::function<std::vector<Violation>(const api::json::value& request, const std::string& root)>;
/// Makes a training job of a request as POST /training/jobs takes it, once for each key however
/// often it is asked, and answers its id. Throws Failure for what it does not take.
using CreateJob =
    std::function<std::string(const api::json::value& request, const std::string& key)>;

}  // namespace ontos
