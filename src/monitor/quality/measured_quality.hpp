#pragma once
// How good predictions were, from rows that have labels.

#include "monitor/quality/judged_rows.hpp"
#include "monitor/quality/model.hpp"

namespace ontos {

/// The task, what was measured, and unknown labels. All rows have a label, and are of versions that
/// predict the same: `shape`. Means over classes have the interval of a sum of independent errors.
QualityReport measure_quality(const PredictionShape& shape, const OutcomeList& labelled);

/// nullopt for no rows.
std::optional<LabelDelay> delay_of(const OutcomeList& labelled);

MaybeQuality as_number(const sketches::MaybeEstimate& estimate);

}  // namespace ontos
