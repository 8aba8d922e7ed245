#pragma once
// From what was measured to gaps: the rules of what is one, and how severe.

#include <span>

#include "improve/feedback/feedback_stats.hpp"
#include "improve/gaps/feedback_clusters.hpp"
#include "improve/gaps/gap_questions.hpp"

namespace ontos {

/// What is kept in memory of an item of negative feedback.
struct DislikedItem {
    std::string id;
    std::optional<std::string> model_name, model_version;
    std::vector<std::string> tags;
    ClusterItem text;
};

/// Negative feedback on nearly the same question, at least 3 items: low, from 8 medium, from 20
/// high, from 50 critical. `total`: negative items that were looked at, newest first.
std::vector<GapFinding> cluster_findings(const EndpointInfo& endpoint,
                                         std::span<const DislikedItem> items, std::int64_t total,
                                         Interval window);

/// Tags of which at least 5 items are negative, and whose negative share lies above the one of all
/// feedback even at the lower end of its interval: by how much, low, from 0.1 medium, from 0.25
/// high, from 0.4 critical.
std::vector<GapFinding> tag_findings(const EndpointInfo& endpoint, std::span<const CountRow> tags,
                                     const FeedbackCounts& all, Interval window);

/// Features (and the predictions) of which drift is confirmed; by score, low, from 0.1 medium, from
/// 0.25 high, from 0.5 critical.
std::vector<GapFinding> drift_findings(const EndpointInfo& endpoint, const DriftSeen& seen);

/// Versions that are likely right in less than 80 % of their predictions even at the upper end of
/// the interval: low, below 70 % medium, below 60 % high, below 50 % critical.
std::vector<GapFinding> confidence_findings(const EndpointInfo& endpoint,
                                            std::span<const ConfidenceSeen> seen, Interval window);

/// 1 is critical.
std::int64_t priority_of(GapSeverity severity);

}  // namespace ontos
