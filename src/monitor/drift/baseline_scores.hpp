#pragma once
// What a model answers to its own baseline: the distributions that its later answers are held
// against.

#include "deploy/inference/served_model.hpp"
#include "monitor/drift/row_sample.hpp"

namespace ontos {

struct BaselineScores {
    RowSample results;          ///< predictions and scores of the rows that could be scored
    std::size_t rows_left_out;  ///< that the model cannot read or score
    /// Why the first of them was left out; empty if none was.
    std::string reason;
};

/// Scores at most 10,000 rows, evenly spread over the sample, and keeps predictions and scores.
/// A row that the model refuses is left out. Throws what the model throws if it refuses the first
/// 500, or fails otherwise than by a row.
BaselineScores score_baseline(const ServedModel& model, const RowSample& inputs);

}  // namespace ontos
