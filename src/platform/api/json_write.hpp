#pragma once
// A value as JSON text, with numbers as people write them.

#include <boost/json/value.hpp>
#include <string>

namespace ontos::api {

/// Doubles are the shortest text that reads back as the same number ("0.21", not "2.1E-1"); NaN and
/// infinity, which JSON does not have, are null.
std::string to_json_text(const boost::json::value& value);

}  // namespace ontos::api
