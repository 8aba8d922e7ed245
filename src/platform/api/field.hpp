#pragma once
// What a struct tells of its members: name, meaning, rules, how each travels.

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "platform/base/clock.hpp"

namespace ontos::api {

namespace json = boost::json;

/// One SQL value: null, BIGINT, DOUBLE PRECISION or TEXT. Times are microseconds, booleans 0 or 1,
/// lists and objects JSON text.
using Scalar = std::variant<std::nullptr_t, std::int64_t, double, std::string>;

/// How a type travels. Constant.
struct TypeInfo {
    /// Gets only what has passed the schema. Throws Failure{invalid} for what a schema cannot say.
    void (*read)(const json::value& in, void* out);
    json::value (*write)(const void* object);
    /// Files what it needs under the components.
    json::object (*schema)(json::object& components);
    Scalar (*to_scalar)(const void* object);
    void (*from_scalar)(const Scalar& in, void* out);
};

/// Specialise this to teach the API a new type: static read, write, schema, to_scalar, from_scalar.
/// codec.hpp has the usual ones.
template <class T>
struct Codec;

/// Absent, null or a value; defined in route.hpp.
template <class T>
struct Patch;

/// One object per type in the whole program.
template <class T>
const TypeInfo type_of{
    [](const json::value& in, void* out) { *static_cast<T*>(out) = Codec<T>::read(in); },
    [](const void* object) -> json::value {
        return Codec<T>::write(*static_cast<const T*>(object));
    },
    [](json::object& components) -> json::object { return Codec<T>::schema(components); },
    [](const void* object) { return Codec<T>::to_scalar(*static_cast<const T*>(object)); },
    [](const Scalar& in, void* out) { *static_cast<T*>(out) = Codec<T>::from_scalar(in); }};

/// The bare name of a member or function: `name_of<&Model::full_name>()` is "full_name". One
/// trailing underscore is dropped, for names that C++ keeps for itself.
template <auto Entity>
constexpr std::string_view name_of() {
    constexpr std::string_view text = __PRETTY_FUNCTION__;  // "... Entity = &ontos::Model::id; ..."
    constexpr auto end = text.find_first_of(";]", text.find("Entity = "));
    constexpr auto name = text.substr(0, end);
    constexpr auto start = name.find_last_of(":&)") + 1;
    constexpr auto bare = name.substr(start);
    return bare.ends_with('_') ? bare.substr(0, bare.size() - 1) : bare;
}

/// A keyword of JSON Schema with its bound: a number, or a text.
struct Rule {
    std::string_view keyword;
    double number = 0;
    std::string_view text;
};

constexpr Rule minimum(double bound) { return {"minimum", bound, {}}; }
constexpr Rule maximum(double bound) { return {"maximum", bound, {}}; }
constexpr Rule min_length(double characters) { return {"minLength", characters, {}}; }
constexpr Rule max_length(double characters) { return {"maxLength", characters, {}}; }
constexpr Rule min_items(double count) { return {"minItems", count, {}}; }
constexpr Rule max_items(double count) { return {"maxItems", count, {}}; }
constexpr Rule max_members(double count) { return {"maxProperties", count, {}}; }
/// Found anywhere in the text unless anchored (JSON Schema); RE2 syntax.
constexpr Rule pattern(std::string_view regex) { return {"pattern", 0, regex}; }
/// Shown in the document; JSON text.
constexpr Rule example(std::string_view json) { return {"example", 0, json}; }

/// A member, as plain data.
struct Field {
    static constexpr std::size_t rules_max = 5;

    std::string_view name, meaning;
    bool required = true;
    bool omitted_when_empty = false;
    const TypeInfo* type = nullptr;
    void* (*in)(void* object) = nullptr;  ///< the member's address
    std::array<Rule, rules_max> rules{};
    std::size_t rule_count = 0;
};

namespace detail {

template <class Class, class Value>
Class class_of(Value Class::*);
template <class Class, class Value>
Value value_of(Value Class::*);

template <class T>
struct Bare {
    using type = T;
};
template <class T>
struct Bare<std::optional<T>> {
    using type = T;
};
template <class T>
struct Bare<Patch<T>> {
    using type = T;
};

template <class T>
constexpr bool is_list = false;
template <class T>
constexpr bool is_list<std::vector<T>> = true;

/// Whether a keyword makes sense for the member's type: a wrong rule does not compile.
template <class Value>
constexpr void check_rule(const Rule& rule) {
    using T = typename Bare<Value>::type;
    const auto& k = rule.keyword;
    const bool numeric = k == "minimum" || k == "maximum";
    const bool text = k == "minLength" || k == "maxLength" || k == "pattern";
    const bool list = k == "minItems" || k == "maxItems";
    if (numeric && !(std::is_arithmetic_v<T> && !std::same_as<T, bool>))
        throw "minimum and maximum are for numbers";
    if (text && !std::same_as<T, std::string>) throw "length and pattern are for texts";
    if (list && !is_list<T>) throw "minItems and maxItems are for lists";
}

template <auto Member, class... Rules>
constexpr Field make_field(std::string_view meaning, bool required, Rules... rules) {
    using Class = decltype(class_of(Member));
    using Value = decltype(value_of(Member));
    static_assert(sizeof...(Rules) <= Field::rules_max);
    (check_rule<Value>(rules), ...);
    Field field{name_of<Member>(),
                meaning,
                required,
                false,
                &type_of<Value>,
                [](void* object) -> void* { return &(static_cast<Class*>(object)->*Member); },
                {rules...},
                sizeof...(Rules)};
    return field;
}

}  // namespace detail

/// A member that must be sent, and is always answered.
template <auto Member>
constexpr Field field(std::string_view meaning, std::same_as<Rule> auto... rules) {
    return detail::make_field<Member>(meaning, true, rules...);
}

/// A member that may be left out of a request, and then keeps its initial value.
template <auto Member>
constexpr Field option(std::string_view meaning, std::same_as<Rule> auto... rules) {
    return detail::make_field<Member>(meaning, false, rules...);
}

/// An option that is left out of the answer when it is empty (null, "", [], {}).
template <auto Member>
constexpr Field omit_empty(std::string_view meaning, std::same_as<Rule> auto... rules) {
    auto made = detail::make_field<Member>(meaning, false, rules...);
    made.omitted_when_empty = true;
    return made;
}

/// A struct with `static constexpr auto fields(auto...)` that returns a std::array<Field, N>. It is
/// called without arguments, as Codec<T>::fields, where its rules are checked; a template, so that
/// files that only pass T along do not pay for evaluating it.
template <class T>
concept Described = requires { T::fields().size(); };

}  // namespace ontos::api
