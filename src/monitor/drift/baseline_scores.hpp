#pragma once
// What a model answers to its own baseline: the distributions that its later answers are held
// against.

#include "deploy/inference/served_model.hpp"
#include "monitor/drift/row_sample.hpp"

namespace ontos {

/// Scores at most 10,000 rows, evenly spread over the sample, and keeps predictions and scores.
/// Throws what the model throws for rows that it cannot read or score.
RowSample score_baseline(const ServedModel& model, const RowSample& inputs);

}  // namespace ontos
