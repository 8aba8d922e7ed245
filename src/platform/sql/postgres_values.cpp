// Values as PostgreSQL's text format writes them.
#include "platform/sql/postgres_values.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

namespace ontos::sql {
namespace {

// pg_type.oid; fixed since PostgreSQL's beginning.
constexpr std::uint32_t bool_type = 16, int8_type = 20, int2_type = 21, int4_type = 23,
                        float4_type = 700, float8_type = 701, numeric_type = 1700;

template <class Number>
std::optional<Number> parse(std::string_view text) {
    Number number{};
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

/// `Infinity` and `NaN` are read by from_chars as they are.
Value parse_double(std::string_view text) {
    const auto number = parse<double>(text);
    if (!number) throw Error{fmt::format("PostgreSQL sent {} for a double", text)};
    return *number;
}

}  // namespace

std::string to_postgres_text(const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    if (const auto* number = std::get_if<double>(&value)) {
        if (std::isinf(*number)) return *number < 0 ? "-Infinity" : "Infinity";
        if (*number == 0) return "0";       // SQLite has no negative zero
        return fmt::format("{}", *number);  // the shortest text that reads back exactly
    }
    return std::get<std::string>(value);
}

Value from_postgres_text(std::uint32_t type, std::string_view text) {
    switch (type) {
        case bool_type:
            return std::int64_t{text == "t"};
        case int2_type:
        case int4_type:
        case int8_type:
            return parse<std::int64_t>(text).value();
        case float4_type:
        case float8_type:
            return parse_double(text);
        case numeric_type:
            if (const auto integer = parse<std::int64_t>(text)) return *integer;
            return parse_double(text);
        default:
            return std::string{text};
    }
}

}  // namespace ontos::sql
