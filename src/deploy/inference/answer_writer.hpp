#pragma once
// What a run answered becomes the members of the reply.

#include <span>
#include <string>

#include "deploy/inference/decoded_rows.hpp"
#include "deploy/inference/output_values.hpp"

namespace ontos {

/// Appends `"predictions":[...]`, then `"probabilities"` of a classifier and `"warnings"` about
/// ignored columns. Numbers are the shortest text that reads back to the same value; [N, 1] is one
/// number a row. Returns how many values were NaN or infinite. Throws Failure{internal} where the
/// model did not answer one value (or list) a row. Thread safe.
std::size_t write_answer(const OutputPlan& plan, std::span<const OutputValues> values,
                         const DecodedRows& rows, std::string& out);

}  // namespace ontos
