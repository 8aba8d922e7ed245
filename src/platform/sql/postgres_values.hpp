#pragma once
// Values as PostgreSQL's text format writes them.

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/sql/connection.hpp"

namespace ontos::sql {

/// Every value but null.
std::string to_postgres_text(const Value& value);

/// By the column's type (pg_type.oid). Booleans are 0 or 1; a `numeric` (sum of BIGINT) is an
/// integer where it is one in 64 bits, else a double; types that we do not use are text.
Value from_postgres_text(std::uint32_t type, std::string_view text);

}  // namespace ontos::sql
