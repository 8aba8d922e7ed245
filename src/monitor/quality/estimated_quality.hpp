#pragma once
// How good predictions are likely to be, before their labels come.

#include "monitor/quality/judged_rows.hpp"
#include "monitor/quality/model.hpp"

namespace ontos {

/// `outcomes` are estimated, with or without labels; `labelled` teach and check what scores mean.
/// All are of versions that predict the same: `shape`. Of a multiclass classifier only the accuracy
/// is estimated, from the score of the predicted class.
QualityEstimate estimate_quality(const PredictionShape& shape, const OutcomeList& outcomes,
                                 const OutcomeList& labelled);

}  // namespace ontos
