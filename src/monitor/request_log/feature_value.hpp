#pragma once
// Whether a query sends a value in a column.

#include <boost/json/value.hpp>
#include <functional>
#include <span>
#include <string>

namespace ontos {

/// Whether a cell of a row is one that is looked for.
using ValueTest = std::function<bool(const boost::json::value&)>;

/// A text equals a text; a number equals what reads as the same number; true, false and null equal
/// their names.
ValueTest equal_to(std::string value);

/// Whether a row of the query has such a value in this column, in any of the forms of a query.
/// `columns` are the model's, for rows without names.
bool has_value(const boost::json::value& query, const std::string& column, const ValueTest& matches,
               std::span<const std::string> columns);

}  // namespace ontos
