#pragma once
// What gaps ask monitoring for.

#include "improve/gaps/gap_questions.hpp"
#include "monitor/drift/standings.hpp"
#include "monitor/quality/quality_queries.hpp"

namespace ontos {

/// What they are given must outlive them.
AskDriftSeen drift_seen_of(Standings& standings);
/// Versions whose estimate is valid.
AskConfidence confidence_of(QualityQueries& quality);

}  // namespace ontos
