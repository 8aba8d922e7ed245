#pragma once
// What alerts and health ask of other features.

#include "improve/feedback/feedback.hpp"
#include "monitor/alerts/health.hpp"
#include "monitor/alerts/measurement.hpp"
#include "monitor/drift/standings.hpp"
#include "monitor/quality/quality_queries.hpp"

namespace ontos {

/// For rules of the type model_quality. `quality` must outlive it.
Measure model_quality_of(QualityQueries& quality);

/// For rules of the type quality: the share of positive ratings. `feedback` must outlive it.
Measure positive_rate_of(Feedback& feedback);

using AskStanding = std::function<DriftStanding(const EndpointId&)>;

/// Adds how endpoints stand now: drift by what is confirmed, null_rate and unseen_rate of the
/// newest window that was judged. They know no past, so a backtest cannot use them.
Measures with_drift(Measures measures, const AskStanding& standing_of);

AskDrift drift_status_by(AskStanding standing_of);

}  // namespace ontos
