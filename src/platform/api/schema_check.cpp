// What of a value breaks its schema, in plain words.
#include <fmt/format.h>
#include <re2/re2.h>

#include <charconv>
#include <cmath>

#include "platform/api/schema.hpp"
#include "platform/api/url_text.hpp"
#include "platform/base/code_points.hpp"
#include "platform/base/text.hpp"
#include "platform/base/time_text.hpp"

namespace ontos::api {
namespace {

/// Where the checker stands; written out only when something is wrong.
struct Place {
    const Place* parent;
    std::string_view name;
    std::size_t index = 0;
    bool is_index = false;

    std::string pointer() const {
        std::string out = parent ? parent->pointer() : std::string{};
        if (is_index) return out + '/' + std::to_string(index);
        return out + '/' + json_pointer_segment(shortened(name));
    }
};

unsigned type_of(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            return Schema::null;
        case json::kind::bool_:
            return Schema::boolean;
        case json::kind::int64:
        case json::kind::uint64:
            return Schema::integer;
        case json::kind::double_: {
            const double number = value.get_double();
            return std::trunc(number) == number && std::isfinite(number) ? Schema::integer
                                                                         : Schema::number;
        }
        case json::kind::string:
            return Schema::string;
        case json::kind::array:
            return Schema::array;
        case json::kind::object:
            return Schema::object;
    }
    return Schema::any;
}

std::string types_in_words(unsigned types) {
    std::string out;
    const auto add = [&](std::string_view words) {
        if (!out.empty()) out += " or ";
        out += words;
    };
    if (types & Schema::boolean) add("true or false");
    if (types & Schema::number)
        add("a number");
    else if (types & Schema::integer)
        add("an integer");
    if (types & Schema::string) add("a string");
    if (types & Schema::array) add("a list");
    if (types & Schema::object) add("an object");
    if (types & Schema::null) add("null");
    return out;
}

std::string found_in_words(const json::value& value) {
    if (const auto* text = value.if_string())
        return fmt::format("the string \"{}\"", shortened(std::string_view{*text}));
    if (value.is_double()) return fmt::format("{}", value.get_double());
    if (value.is_number() || value.is_bool()) return json::serialize(value);
    return types_in_words(type_of(value));
}

std::string joined(const std::vector<std::string>& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

class Checker {
public:
    explicit Checker(Violations& out) : out_{out} {}

    void check(const Schema& schema, const json::value& value, const Place& place) {
        if (out_.full()) return;
        if (schema.instead) {
            if (!(schema.types == Schema::null && value.is_null()))
                check(*schema.instead, value, place);
            return;
        }
        const auto type = type_of(value);
        if (schema.format == Schema::Format::binary) {  // files stand in forms as objects
            if (type != Schema::object && !(schema.types & type & Schema::null))
                add(place, "must be a file");
            return;
        }
        if (!(schema.types & type))
            return add(place, fmt::format("must be {}, found {}", types_in_words(schema.types),
                                          found_in_words(value)));
        if (type == Schema::string)
            check_text(schema, value.get_string(), place);
        else if (type == Schema::array)
            check_list(schema, value.get_array(), place);
        else if (type == Schema::object)
            check_members(schema, value.get_object(), place);
        else if (value.is_number())
            check_number(schema, value, place);
    }

private:
    void add(const Place& place, std::string what) { out_.add(place.pointer(), std::move(what)); }

    void check_number(const Schema& schema, const json::value& value, const Place& place) {
        const auto number = value.to_number<double>();
        if (!std::isfinite(number)) return add(place, "must be a finite number");
        if (schema.minimum && number < *schema.minimum)
            add(place, fmt::format("must be at least {}", *schema.minimum));
        else if (schema.maximum && number > *schema.maximum)
            add(place, fmt::format("must be at most {}", *schema.maximum));
        else
            check_number_format(schema.format, value, place);
    }

    void check_number_format(Schema::Format format, const json::value& value, const Place& place) {
        json::error_code error;
        if (format == Schema::Format::int32) {
            value.to_number<std::int32_t>(error);
            if (error) add(place, "must be between -2147483648 and 2147483647");
        } else if (format == Schema::Format::int64) {
            value.to_number<std::int64_t>(error);
            if (error) add(place, "must be between -9223372036854775808 and 9223372036854775807");
        } else if (format == Schema::Format::moment) {
            const auto ms = value.to_number<std::int64_t>(error);
            if (error || !parse_time(std::to_string(ms), Timestamp{}))
                add(place, "must be a time in milliseconds since 1970");
        }
    }

    void check_text(const Schema& schema, std::string_view text, const Place& place) {
        if (!schema.names.empty() && std::ranges::count(schema.names, text) == 0)
            return add(place, "must be one of " + joined(schema.names));
        // A value of any type is not a text yet: who reads it decides.
        if (schema.types != Schema::any && text.find('\0') != text.npos)
            return add(place, "must not have NUL");
        const auto length = code_points(text);
        if (length < schema.min_length)
            add(place, fmt::format("must have at least {} characters", schema.min_length));
        if (length > schema.max_length)
            add(place, fmt::format("must have at most {} characters", schema.max_length));
        else if (schema.pattern && !re2::RE2::PartialMatch(
                                       re2::StringPiece{text.data(), text.size()}, *schema.pattern))
            add(place, schema.pattern->pattern() == R"(\S)"
                           ? "must not be blank"
                           : "must match the pattern " + schema.pattern->pattern());
        if (schema.format == Schema::Format::date_time && !parse_rfc3339(text))
            add(place, "must be an RFC 3339 time from 1970 on, such as 2026-01-31T12:00:00Z");
        if (schema.format == Schema::Format::moment && !parse_time(text, Timestamp{}))
            add(place,
                std::string{"must be an RFC 3339 time from 1970 on, milliseconds since then, "
                            "now, or such as now-1h"} +
                    (text.find(' ') == text.npos ? "" : " (a + in a URL is written %2B)"));
    }

    void check_list(const Schema& schema, const json::array& list, const Place& place) {
        if (list.size() < schema.min_items)
            add(place, fmt::format("must have at least {} items", schema.min_items));
        if (list.size() > schema.max_items)
            return add(place, fmt::format("must have at most {} items", schema.max_items));
        if (!schema.items) return;
        for (std::size_t i = 0; i < list.size() && !out_.full(); ++i)
            check(*schema.items, list[i], Place{&place, {}, i, true});
    }

    void check_members(const Schema& schema, const json::object& object, const Place& place) {
        if (object.size() > schema.max_properties)
            return add(place, fmt::format("must have at most {} members", schema.max_properties));
        for (const auto& name : schema.required)
            if (!object.contains(name)) add({&place, name}, "is required");
        for (const auto& [name, member] : object) {
            if (out_.full()) return;
            const auto known = schema.properties.find(std::string_view{name});
            if (known != schema.properties.end())
                check(*known->second, member, {&place, name});
            else if (schema.additional)
                check(*schema.additional, member, {&place, name});
            else if (schema.unknown == Schema::Unknown::refused)
                add({&place, name}, unknown_member(schema, name));
        }
    }

    static std::string unknown_member(const Schema& schema, std::string_view name) {
        std::vector<std::string> names;
        for (const auto& [known, member] : schema.properties) names.push_back(known);
        const auto near = nearest_name(name, names);
        if (near.empty()) return "is not a known member";
        return fmt::format("is not a known member (did you mean {}?)", near);
    }

    Violations& out_;
};

const Schema& resolved(const Schema& schema) {
    return schema.instead ? resolved(*schema.instead) : schema;
}

json::value typed_number(std::string_view text) {
    const auto end = text.data() + text.size();
    std::int64_t integer = 0;
    if (const auto [stop, error] = std::from_chars(text.data(), end, integer);
        error == std::errc{} && stop == end)
        return integer;
    double number = 0;
    if (const auto [stop, error] = std::from_chars(text.data(), end, number);
        error == std::errc{} && stop == end && std::isfinite(number))
        return number;
    return json::value(text);
}

json::value typed_json(std::string_view text) {
    json::error_code not_json;
    json::parse_options options;
    options.max_depth = 32;
    auto value = json::parse(text, not_json, {}, options);
    return not_json ? json::value(text) : value;
}

}  // namespace

void Violations::add(std::string where, std::string what) {
    if (!full()) list_.push_back({std::move(where), std::move(what)});
}

void check_value(const Schema& schema, const json::value& value, std::string_view root,
                 Violations& out) {
    Checker{out}.check(schema, value, Place{nullptr, root});
}

json::value typed_text(const Schema& outer, std::string_view text) {
    const auto& schema = resolved(outer);
    if (schema.types == Schema::any) return typed_json(text);
    if (schema.types & Schema::string) return json::value(text);
    if (schema.types & Schema::integer) return typed_number(text);
    if (schema.types & Schema::boolean) {
        // Python writes them large.
        for (const auto* yes : {"true", "True", "1"})
            if (text == yes) return true;
        for (const auto* no : {"false", "False", "0"})
            if (text == no) return false;
        return json::value(text);
    }
    return typed_json(text);
}

json::object typed_members(const Schema& schema, const NamedTexts& texts, std::string_view root,
                           Violations& out) {
    const Place place{nullptr, root};
    json::object object;
    for (const auto& [name, text] : texts) {
        const auto known = schema.properties.find(name);
        if (known == schema.properties.end()) {
            if (schema.unknown == Schema::Unknown::refused) object.emplace(name, text);
            continue;
        }
        const auto& member = resolved(*known->second);
        const bool is_list = member.types != Schema::any && (member.types & Schema::array);
        if (is_list && member.items) {
            auto& list = object.emplace(name, json::array{}).first->value();
            list.as_array().push_back(typed_text(*member.items, text));
        } else if (!object.emplace(name, typed_text(member, text)).second) {
            out.add(Place{&place, name}.pointer(), "must be given once");
        }
    }
    return object;
}

}  // namespace ontos::api
