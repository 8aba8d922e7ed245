#pragma once
// What alerts and health ask of other features.

#include "improve/feedback/feedback.hpp"
#include "monitor/alerts/alerts.hpp"
#include "monitor/alerts/health.hpp"
#include "monitor/alerts/measurement.hpp"
#include "monitor/drift/asked_windows.hpp"
#include "monitor/quality/quality_queries.hpp"

namespace ontos {

/// For rules of the type model_quality. `quality` must outlive it.
Measure model_quality_of(QualityQueries& quality);

/// For rules of the type quality: the share of positive ratings. `feedback` must outlive it.
Measure positive_rate_of(Feedback& feedback);

using AskStanding = std::function<DriftStanding(const EndpointId&)>;
using AskWindow =
    std::function<std::shared_ptr<const DriftStanding>(const EndpointId&, Interval window)>;

/// `windows` must outlive it.
AskWindow windows_of(AskedWindows& windows, StandingTime time);

/// Adds what endpoints show in a rule's window: drift by what is confirmed, null_rate and
/// unseen_rate of all its rows.
Measures with_drift(Measures measures, const AskWindow& ask);

/// Those of the layout by which the version with the largest share is counted. `layouts` must
/// outlive it.
AskFeatures features_of(const LayoutTable& layouts, FindDriftEndpoint find_endpoint);

AskDrift drift_status_by(AskStanding standing_of);

}  // namespace ontos
