#pragma once
// The same bins, judged by Evidently's default rules.

#include "monitor/drift/drift_model.hpp"

namespace ontos {

/// Evidently chooses by the number of baseline rows and of distinct values: up to 1,000 rows KS of
/// numbers, chi-squared (against the baseline's shares) or z of few values and categories, with
/// p < 0.05; beyond that Wasserstein in standard deviations, or Jensen-Shannon in nats, from 0.1
/// on. Its bins are equally wide over both sides, ours are the baseline's quantiles: distances of
/// numbers differ by that, tests of categories do not.
EvidentlyView evidently_view(const FeaturePair& pair, const FeatureFinding& finding);

}  // namespace ontos
