// How a C++ type travels: the loops over members, compiled once.
#include "platform/api/codec.hpp"

#include <cmath>

#include "platform/api/schema.hpp"
#include "platform/base/text.hpp"
#include "platform/base/time_text.hpp"

namespace ontos::api {
namespace {

bool is_empty(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            return true;
        case json::kind::string:
            return value.get_string().empty();
        case json::kind::array:
            return value.get_array().empty();
        case json::kind::object:
            return value.get_object().empty();
        default:
            return false;
    }
}

json::value bound_of(const Rule& rule) {
    if (rule.keyword == "pattern") return json::value(rule.text);
    const auto whole = static_cast<std::int64_t>(rule.number);
    if (static_cast<double>(whole) == rule.number) return whole;
    return rule.number;
}

void add_rule(json::object& schema, const Rule& rule) {
    if (rule.keyword != "example") {
        schema[rule.keyword] = bound_of(rule);
        return;
    }
    json::error_code error;
    auto value = json::parse(rule.text, error);
    check(!error, "an example is JSON text");
    schema["examples"] = json::array{std::move(value)};
}

/// Fields point at members of an object that is only read here.
void* member_of(const Field& field, const void* object) {
    return field.in(const_cast<void*>(object));
}

json::object member_schema(const Field& field, json::object& components, const void* initial) {
    auto schema = field.type->schema(components);
    schema["description"] = field.meaning;
    if (!field.required)
        if (auto value = field.type->write(member_of(field, initial)); !value.is_null())
            schema["default"] = std::move(value);
    for (std::size_t i = 0; i < field.rule_count; ++i) add_rule(schema, field.rules[i]);
    return schema;
}

bool is_word(char c) { return is_alphanumeric(c) || c == '_'; }

}  // namespace

void read_object(std::span<const Field> fields, const json::value& in, void* out) {
    const auto& object = in.as_object();
    for (const auto& field : fields)
        if (const auto* member = object.if_contains(field.name))
            field.type->read(*member, field.in(out));
}

json::value write_object(std::span<const Field> fields, const void* object) {
    json::object out;
    out.reserve(fields.size());
    for (const auto& field : fields) {
        auto value = field.type->write(member_of(field, object));
        if (!field.omitted_when_empty || !is_empty(value))
            out.emplace(field.name, std::move(value));
    }
    return out;
}

json::object object_schema(std::span<const Field> fields, json::object& components,
                           const void* initial) {
    json::object properties;
    json::array required;
    for (const auto& field : fields) {
        properties.emplace(field.name, member_schema(field, components, initial));
        if (field.required) required.emplace_back(field.name);
    }
    json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) schema["required"] = std::move(required);
    return schema;
}

json::object filed_schema(std::string_view cpp_type, std::span<const Field> fields,
                          json::object& components, const void* initial) {
    const auto name = schema_name(cpp_type);
    if (!components.contains(name)) {
        components.emplace(name, nullptr);  // so that a type may hold itself
        auto made = object_schema(fields, components, initial);
        components[name] = std::move(made);
    }
    return reference_to(name);
}

std::string schema_name(std::string_view cpp_type) {
    std::string name;
    std::size_t word_start = 0;
    bool in_word = false;
    for (std::size_t i = 0; i < cpp_type.size(); ++i) {
        if (is_word(cpp_type[i])) {
            if (!in_word) word_start = name.size();
            name += cpp_type[i];
        } else if (cpp_type[i] == ':') {
            name.resize(word_start);  // what came before was a namespace
        } else if (cpp_type.substr(i).starts_with("(anonymous namespace)")) {
            i += std::string_view{"(anonymous namespace)"}.size() - 1;
            word_start = name.size();
        }
        in_word = is_word(cpp_type[i]);
    }
    return name;
}

json::object reference_to(std::string_view name) {
    return {{"$ref", std::string{components_prefix} + std::string{name}}};
}

json::object nullable(json::object schema) {
    if (schema.empty() || schema.contains("anyOf")) return schema;
    const auto* type = schema.if_contains("type");
    if (!type) return {{"anyOf", {std::move(schema), {{"type", "null"}}}}};
    json::array types = type->is_array() ? type->get_array() : json::array{*type};
    if (types.back() != "null") types.emplace_back("null");
    schema["type"] = std::move(types);
    if (auto* names = schema.if_contains("enum")) names->as_array().emplace_back(nullptr);
    return schema;
}

json::value number_json(double value) {
    if (std::isfinite(value)) return value;
    return nullptr;
}

std::int64_t integer_of(const Scalar& in) {
    if (const auto* integer = std::get_if<std::int64_t>(&in)) return *integer;
    const auto* number = std::get_if<double>(&in);
    constexpr double too_large = 9.2e18;
    check(number && std::trunc(*number) == *number && std::abs(*number) < too_large,
          "the SQL value is an integer");
    return static_cast<std::int64_t>(*number);
}

double number_of(const Scalar& in) {
    if (const auto* number = std::get_if<double>(&in)) return *number;
    return static_cast<double>(integer_of(in));
}

const std::string& text_of(const Scalar& in) {
    const auto* text = std::get_if<std::string>(&in);
    check(text != nullptr, "the SQL value is text");
    return *text;
}

json::value parse_stored_json(const Scalar& in) {
    if (std::holds_alternative<std::nullptr_t>(in)) return nullptr;
    return json::parse(text_of(in));
}

Timestamp Codec<Timestamp>::read(const json::value& in) {
    const auto time = parse_rfc3339(in.as_string());
    check(time.has_value(), "a date-time has passed its schema");
    return *time;
}

json::value Codec<Timestamp>::write(Timestamp value) { return json::value(to_rfc3339(value)); }

Moment Codec<Moment>::read(const json::value& in) {
    if (const auto* text = in.if_string()) return {std::string{*text}};
    return {std::to_string(in.to_number<std::int64_t>())};
}

Timestamp Moment::at(Timestamp now) const {
    const auto time = parse_time(text, now);
    check(time.has_value(), "a moment has passed its schema");
    return *time;
}

}  // namespace ontos::api
