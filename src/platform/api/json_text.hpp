#pragma once
// JSON text from outside to a value, refused with a reason where it is not what it should be.

#include <boost/json/value.hpp>
#include <string_view>

namespace ontos::api {

/// Throws Failure{invalid} that says what and where: not JSON, not UTF-8, deeper than `depth_max`,
/// a member twice in one object. Of a text cut within a character ("\ud83d" alone) it names the
/// place.
boost::json::value parse_json(std::string_view text, int depth_max);

}  // namespace ontos::api
