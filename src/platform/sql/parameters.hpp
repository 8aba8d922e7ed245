#pragma once
// What may be bound to a statement: only what both engines keep exactly.

#include <span>

#include "platform/sql/connection.hpp"

namespace ontos::sql {

/// Throws BadValue that names the parameter.
void check_parameters(std::span<const Value> parameters);

}  // namespace ontos::sql
