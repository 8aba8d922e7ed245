#pragma once
// What the event stream tells of: how each topic is collected.

#include <vector>

#include "deploy/endpoints/endpoints.hpp"
#include "monitor/metrics/metrics_queries.hpp"
#include "monitor/request_log/request_queries.hpp"
#include "page/live_events.hpp"

namespace ontos {

/// `metrics`: of the endpoints that had requests since the call before, the last minute.
LiveTopic metrics_topic(Metrics& metrics, MetricsQueries& queries);
/// `alerts`: events of their timelines, whichever server evaluated them.
LiveTopic alerts_topic(sql::Database& database, const Clock& clock);
/// `requests`: the newest that this database's log keeps, at most 20 a second.
LiveTopic requests_topic(RequestQueries& requests);
/// `feedback`: what was given, through whichever server; at most 100 a second.
LiveTopic feedback_topic(sql::Database& database, const Clock& clock);
/// `endpoints`: those that went live, changed or were deleted since the call before.
LiveTopic endpoints_topic(const Endpoints& endpoints);

}  // namespace ontos
