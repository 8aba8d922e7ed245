#pragma once
// The generation: one number that changes with everything that servers keep in memory.

#include "platform/sql/database.hpp"

namespace ontos::sql {

std::int64_t read_generation(Transaction& tx);

/// Call it inside the job that changes an endpoint or an API key.
void bump_generation(Transaction& tx);

}  // namespace ontos::sql
