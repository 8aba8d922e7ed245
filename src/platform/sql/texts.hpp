#pragma once
// The first column of what was read, as texts.

#include "platform/sql/connection.hpp"

namespace ontos::sql {

/// In the order of the rows, which have a column at least.
std::vector<std::string> texts(const Table& found);

}  // namespace ontos::sql
