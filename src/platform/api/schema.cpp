// JSON Schema compiled to a tree.
#include "platform/api/schema.hpp"

#include <re2/re2.h>

#include <array>

namespace ontos::api {
namespace {

std::string_view text_of(const json::value& value) { return value.as_string(); }

unsigned type_named(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, unsigned>, 7> types{
        {{"null", Schema::null},
         {"boolean", Schema::boolean},
         {"integer", Schema::integer},
         {"number", Schema::number | Schema::integer},
         {"string", Schema::string},
         {"array", Schema::array},
         {"object", Schema::object}}};
    for (const auto& [known, type] : types)
        if (known == name) return type;
    check(false, "a schema names a type of JSON");
    return Schema::any;
}

unsigned types_of(const json::value& bound) {
    if (bound.is_string()) return type_named(text_of(bound));
    unsigned types = 0;
    for (const auto& name : bound.as_array()) types |= type_named(text_of(name));
    return types;
}

Schema::Format format_named(std::string_view name) {
    if (name == "int32") return Schema::Format::int32;
    if (name == "int64") return Schema::Format::int64;
    if (name == "date-time") return Schema::Format::date_time;
    if (name == "moment") return Schema::Format::moment;
    check(name == "binary", "a schema names a format that is checked");
    return Schema::Format::binary;
}

std::vector<std::string> names_of(const json::array& list) {
    std::vector<std::string> names;
    for (const auto& name : list)
        if (name.is_string()) names.emplace_back(text_of(name));
    return names;
}

std::shared_ptr<const re2::RE2> compiled_pattern(std::string_view source) {
    auto pattern =
        std::make_shared<re2::RE2>(re2::StringPiece{source.data(), source.size()}, re2::RE2::Quiet);
    check(pattern->ok(), "a pattern is a regular expression of RE2");
    return pattern;
}

/// Keywords that describe and demand nothing.
bool is_annotation(std::string_view keyword) {
    return keyword == "description" || keyword == "default" || keyword == "examples" ||
           keyword == "title";
}

/// True if the keyword is a bound that needs no other schema.
bool add_bound(Schema& node, std::string_view keyword, const json::value& bound) {
    const auto count = [&] { return bound.to_number<std::size_t>(); };
    if (keyword == "type")
        node.types = types_of(bound);
    else if (keyword == "format")
        node.format = format_named(text_of(bound));
    else if (keyword == "enum")
        node.names = names_of(bound.as_array());
    else if (keyword == "minimum")
        node.minimum = bound.to_number<double>();
    else if (keyword == "maximum")
        node.maximum = bound.to_number<double>();
    else if (keyword == "minLength")
        node.min_length = count();
    else if (keyword == "maxLength")
        node.max_length = count();
    else if (keyword == "minItems")
        node.min_items = count();
    else if (keyword == "maxItems")
        node.max_items = count();
    else if (keyword == "maxProperties")
        node.max_properties = count();
    else if (keyword == "pattern")
        node.pattern = compiled_pattern(text_of(bound));
    else if (keyword == "required")
        node.required = names_of(bound.as_array());
    else
        return false;
    return true;
}

}  // namespace

const Schema* Schemas::compile(const json::object& schema, const json::object& components) {
    auto& node = nodes_.emplace_back();
    for (const auto& [keyword, bound] : schema) add_keyword(node, keyword, bound, components);
    if (const auto* examples = schema.if_contains("examples")) {
        Violations broken;
        for (const auto& example : examples->as_array())
            check_value(node, example, "examples", broken);
        check(broken.empty(), "an example passes its own schema");
    }
    return &node;
}

void Schemas::add_keyword(Schema& node, std::string_view keyword, const json::value& bound,
                          const json::object& components) {
    if (is_annotation(keyword) || add_bound(node, keyword, bound)) return;
    if (keyword == "$ref") {
        node.instead = referenced(text_of(bound), components);
    } else if (keyword == "items") {
        node.items = compile(bound.as_object(), components);
    } else if (keyword == "properties") {
        for (const auto& [name, member] : bound.as_object())
            node.properties.emplace(name, compile(member.as_object(), components));
    } else if (keyword == "additionalProperties") {
        node.unknown = bound.is_object() ? Schema::Unknown::checked
                       : bound.as_bool() ? Schema::Unknown::allowed
                                         : Schema::Unknown::refused;
        if (bound.is_object()) node.additional = compile(bound.get_object(), components);
    } else {
        check(keyword == "anyOf" && bound.as_array().size() == 2, "the checker knows the keyword");
        check(bound.at(1).at("type") == "null", "anyOf is for what may be null");
        node.instead = compile(bound.at(0).as_object(), components);
        node.types = Schema::null;
    }
}

const Schema* Schemas::referenced(std::string_view pointer, const json::object& components) {
    if (const auto known = by_reference_.find(pointer); known != by_reference_.end())
        return known->second;
    const auto name = pointer.substr(components_prefix.size());
    auto& node = nodes_.emplace_back();
    by_reference_.emplace(pointer, &node);  // before its members, which may refer to it
    for (const auto& [keyword, bound] : components.at(name).as_object())
        add_keyword(node, keyword, bound, components);
    return &node;
}

namespace {

void close_members(json::object& schema, json::object& components) {
    const auto close_value = [&](json::value& value) {
        if (value.is_object()) value = closed(std::move(value.get_object()), components);
    };
    for (const auto* keyword : {"items", "additionalProperties"})
        if (auto* inner = schema.if_contains(keyword)) close_value(*inner);
    if (auto* branches = schema.if_contains("anyOf"))
        for (auto& branch : branches->as_array()) close_value(branch);
    if (auto* properties = schema.if_contains("properties")) {
        for (auto& member : properties->as_object()) close_value(member.value());
        schema.emplace("additionalProperties", false);
    }
}

/// Of a type that is closed wherever it is used.
bool is_closed(const json::value& schema) {
    const auto* others =
        schema.is_object() ? schema.get_object().if_contains("additionalProperties") : nullptr;
    return others != nullptr && *others == false;
}

std::string closed_name(std::string_view name, json::object& components) {
    if (is_closed(components.at(name))) return std::string{name};
    auto input = std::string{name} + "Input";
    if (!components.contains(input)) {
        components.emplace(input, nullptr);  // so that a type may hold itself
        auto copy = components.at(name).as_object();
        close_members(copy, components);
        components[input] = std::move(copy);
    }
    return input;
}

}  // namespace

json::object closed(json::object schema, json::object& components) {
    if (auto* reference = schema.if_contains("$ref")) {
        const std::string pointer{text_of(*reference)};
        const auto name = pointer.substr(components_prefix.size());
        *reference = std::string{components_prefix} + closed_name(name, components);
        return schema;
    }
    close_members(schema, components);
    return schema;
}

}  // namespace ontos::api
