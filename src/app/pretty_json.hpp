#pragma once
// JSON that is committed and read by people.

#include <boost/json/value.hpp>
#include <string>

namespace ontos {

/// Two spaces a level, members in their order, a newline at the end.
std::string pretty_json(const boost::json::value& value);

}  // namespace ontos
