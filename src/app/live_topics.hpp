#pragma once
// What the event stream tells of: how each topic is collected.

#include <vector>

#include "deploy/endpoints/endpoints.hpp"
#include "monitor/metrics/metrics_queries.hpp"
#include "page/live_events.hpp"

namespace ontos {

/// `metrics`: of the endpoints that had requests since the call before, the last minute.
LiveTopic metrics_topic(Metrics& metrics, MetricsQueries& queries);
/// `endpoints`: those that went live, changed or were deleted since the call before.
LiveTopic endpoints_topic(const Endpoints& endpoints);

}  // namespace ontos
