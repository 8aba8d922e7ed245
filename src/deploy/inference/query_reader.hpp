#pragma once
// The body of a query becomes tensors.

#include <string_view>

#include "deploy/inference/decoded_rows.hpp"

namespace ontos {

/// Reads `body`, behind whose end 64 bytes are readable, by the rules of API.md, "Reading inputs".
/// Throws Failure{invalid}: `malformed_json`, `invalid_input` with every mistake (at most 20).
/// Thread safe; the result refers to the plan.
DecodedRows read_query(const InputPlan& plan, std::string_view body);

}  // namespace ontos
