#pragma once
// The same bins, judged by Evidently's default rules.

#include "monitor/drift/drift_model.hpp"

namespace ontos {

/// Its bins are equally wide over both sides, ours are the baseline's quantiles: distances of
/// numbers differ by that, tests of categories do not. nullopt where a side has no values.
std::optional<EvidentlyView> evidently_view(const FeaturePair& pair, const FeatureFinding& finding);

}  // namespace ontos
