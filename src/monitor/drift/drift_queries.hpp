#pragma once
// The questions that people ask of drift.

#include "monitor/drift/comparison.hpp"
#include "monitor/drift/drift_report.hpp"
#include "monitor/drift/drift_windows.hpp"
#include "monitor/drift/standings.hpp"
#include "monitor/metrics/model.hpp"

namespace ontos {

/// Which logged requests are wanted as examples: those whose value lies in [low, high], or is this
/// name.
struct ExamplesWanted {
    EndpointId endpoint;
    Interval window;
    std::string feature;
    std::shared_ptr<const sketches::FeatureBins> bins;
    std::size_t bin = 0;  ///< requests with a value in it are wanted
};
/// Request ids, newest first, at most ten. Absent where there is no request log.
using FindExamples = std::function<std::vector<std::string>(const ExamplesWanted&)>;

/// Thread safe. Every answer holds all rows that were answered before it was asked for.
class DriftQueries {
public:
    /// All must outlive it. `examples` may be empty.
    DriftQueries(Comparer& comparer, Standings& standings, const Clock& clock,
                 EndpointDirectory directory, FindDriftEndpoint find_endpoint,
                 FindExamples examples = {});

    /// Throws Failure{not_found} for an unknown endpoint or revision.
    DriftReport show_drift(const api::Path<DriftPath>& path, const api::Query<DriftQuery>& query);
    /// Throws Failure{not_found}, also for a feature that the baseline does not have.
    FeatureDriftReport show_feature_drift(const api::Path<FeaturePath>& path,
                                          const api::Query<DriftQuery>& query);
    /// Oldest first. Throws Failure{not_found} for an unknown endpoint or revision.
    DriftWindows show_windows(const api::Path<DriftPath>& path,
                              const api::Query<WindowsQuery>& query);

private:
    DriftEndpoint endpoint(const std::string& reference) const;

    Comparer& comparer_;
    Standings& standings_;
    const Clock& clock_;
    const EndpointDirectory directory_;
    const FindDriftEndpoint find_endpoint_;
    const FindExamples examples_;
};

void mount(api::Router& router, DriftQueries& queries);

}  // namespace ontos
