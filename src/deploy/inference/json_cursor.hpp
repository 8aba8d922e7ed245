#pragma once
// simdjson's on-demand values with our errors. The one header that brings simdjson in.

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <simdjson.h>
#pragma GCC diagnostic pop

#include <string>
#include <string_view>

namespace ontos {

using JsonValue = simdjson::ondemand::value;
using JsonArray = simdjson::ondemand::array;
using JsonObject = simdjson::ondemand::object;
using JsonType = simdjson::ondemand::json_type;

/// The body is not JSON. Caught where the body is known, and said with its place.
struct JsonFault {
    simdjson::error_code error;
};

/// How deep a body may nest, the root included.
constexpr int json_depth_max = 64;

/// The value of a result, or a JsonFault.
template <class Result>
auto need(Result&& result) {
    using Value = std::remove_cvref_t<decltype(result.value_unsafe())>;
    Value value;
    if (const auto error = std::forward<Result>(result).get(value)) [[unlikely]]
        throw JsonFault{error};
    return value;
}

/// The text of a scalar as it stands in the body, without the space behind it.
std::string_view token_of(JsonValue& value);

/// Whether the value is a number that a double can hold: then it is in `number`, rounded to
/// nearest.
bool read_number(JsonValue& value, double& number);

/// Reads a value only to see that it is JSON, at this depth. Throws JsonFault, and Failure{invalid}
/// for what is nested too deep.
void skip(JsonValue value, int depth);

/// Whether the text is a number by the grammar of JSON.
bool is_json_number(std::string_view text);

}  // namespace ontos
