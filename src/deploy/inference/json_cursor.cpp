// simdjson's on-demand values with our errors.
#include "deploy/inference/json_cursor.hpp"

#include <algorithm>
#include <charconv>

#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

std::size_t digits_from(std::string_view text, std::size_t at) {
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
}

void check_scalar(JsonValue& value, JsonType type) {
    switch (type) {
        case JsonType::string:
            need(value.get_string());
            return;
        case JsonType::boolean:
            need(value.get_bool());
            return;
        case JsonType::null:
            need(value.is_null());
            return;
        default:
            if (!is_json_number(token_of(value))) throw JsonFault{simdjson::NUMBER_ERROR};
    }
}

}  // namespace

bool is_json_number(std::string_view text) {
    std::size_t at = text.starts_with('-') ? 1 : 0;
    const auto whole = at;
    at = digits_from(text, at);
    if (at == whole || (text[whole] == '0' && at > whole + 1)) return false;
    if (at < text.size() && text[at] == '.') {
        const auto fraction = at + 1;
        at = digits_from(text, fraction);
        if (at == fraction) return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        auto exponent = at + 1;
        if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
        at = digits_from(text, exponent);
        if (at == exponent) return false;
    }
    return at == text.size();
}

std::string_view token_of(JsonValue& value) {
    std::string_view token = value.raw_json_token();
    while (!token.empty() && std::string_view{" \t\r\n"}.find(token.back()) != token.npos)
        token.remove_suffix(1);
    return token;
}

bool read_number(JsonValue& value, double& number) {
    if (value.get_double().get(number)) return false;
    // simdjson 3.0.1 reads a number below 1 with more than 19 digits behind its leading zeros wrong
    // (0.512345678901234567890 as 0.0142...).
    constexpr std::size_t read_right = 20;
    if (value.raw_json_token().size() > read_right) [[unlikely]] {
        const auto token = token_of(value);
        std::from_chars(token.data(), token.data() + token.size(), number);
    }
    return true;
}

void skip(JsonValue value, int depth) {
    if (depth > json_depth_max)
        throw Failure{FailureKind::invalid, "The body is nested deeper than 64 levels."}.code(
            "too_deep");
    const auto type = need(value.type());
    if (type == JsonType::array) {
        for (auto item : need(value.get_array())) skip(need(item), depth + 1);
    } else if (type == JsonType::object) {
        for (auto field : need(value.get_object())) {
            need(field.unescaped_key());
            skip(need(field.value()), depth + 1);
        }
    } else {
        check_scalar(value, type);
    }
}

}  // namespace ontos
