#pragma once
// What retrain triggers ask other features for.

#include "deploy/endpoints/endpoints.hpp"
#include "improve/retrain/retrain_triggers.hpp"
#include "monitor/drift/asked_windows.hpp"

namespace ontos {

/// What they are given must outlive them.
AskDriftWindow drift_window_of(AskedWindows& windows);
AskRevision revision_of(const Endpoints& endpoints);

/// What saved channels ask: alerts and retrain triggers name them.
AskAlerts with_triggers(const AskAlerts& ask);

}  // namespace ontos
