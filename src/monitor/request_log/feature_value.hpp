#pragma once
// Whether a query sends a value in a column.

#include <boost/json/value.hpp>
#include <span>
#include <string>

namespace ontos {

/// Whether a row of the query has this value in this column, in any of the forms of a query.
/// `columns` are the model's, for rows without names. A text equals a text; a number equals what
/// reads as the same number; true, false and null equal their names.
bool has_value(const boost::json::value& query, const std::string& column, const std::string& value,
               std::span<const std::string> columns);

}  // namespace ontos
