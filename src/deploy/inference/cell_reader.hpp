#pragma once
// One JSON value becomes one element of a tensor, or a mistake.

#include "deploy/inference/json_cursor.hpp"
#include "deploy/inference/mistakes.hpp"
#include "deploy/inference/tensor_buffer.hpp"

namespace ontos {

/// Reads `value` (at this depth of the body) into element `at`, which is reserved. What does not
/// fit the column becomes a mistake; what is not JSON throws JsonFault.
void read_cell(JsonValue value, const InputColumn& column, TensorBuffer& tensor, std::size_t at,
               const CellPlace& place, Mistakes& mistakes, int depth);

/// What was found, in words: `the text "abc"`, `1.5`, `null`, `a list`. Reads the value.
std::string found_in(JsonValue value, int depth);

}  // namespace ontos
