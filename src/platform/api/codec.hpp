#pragma once
// How a C++ type travels: from JSON, to JSON, as a JSON Schema, and as one SQL value.

#include <boost/core/type_name.hpp>
#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11/algorithm.hpp>
#include <map>
#include <span>

#include "platform/api/field.hpp"
#include "platform/base/failure.hpp"

namespace ontos::api {

// Compiled once, in codec.cpp: loops over members run at run time.
void read_object(std::span<const Field> fields, const json::value& in, void* out);
json::value write_object(std::span<const Field> fields, const void* object);
json::object object_schema(std::span<const Field> fields, json::object& components,
                           const void* initial);
/// Files the schema of a C++ type under its name, once, and refers to it.
json::object filed_schema(std::string_view cpp_type, std::span<const Field> fields,
                          json::object& components, const void* initial);
/// The name under which a C++ type is filed: "ontos::Page<ontos::Model>" is "PageModel".
std::string schema_name(std::string_view cpp_type);
/// {"$ref": "#/components/schemas/<name>"}
json::object reference_to(std::string_view name);

std::int64_t integer_of(const Scalar& in);
double number_of(const Scalar& in);
const std::string& text_of(const Scalar& in);
json::value parse_stored_json(const Scalar& in);

/// A number as JSON: NaN and the infinities are null, because JSON has none.
json::value number_json(double value);

template <class T>
    requires std::is_arithmetic_v<T>
struct Codec<T> {
    static_assert(sizeof(T) >= 4 || std::same_as<T, bool>, "the schema knows int32 and int64");
    static T read(const json::value& in) {
        if constexpr (std::same_as<T, bool>)
            return in.as_bool();
        else
            return in.to_number<T>();
    }
    static json::value write(T value) {
        if constexpr (std::floating_point<T>)
            return number_json(value);
        else
            return json::value(value);
    }
    static json::object schema(json::object&) {
        if (std::same_as<T, bool>) return {{"type", "boolean"}};
        if (std::floating_point<T>) return {{"type", "number"}};
        json::object out{{"type", "integer"}, {"format", sizeof(T) == 8 ? "int64" : "int32"}};
        if (std::unsigned_integral<T>) out["minimum"] = 0;
        return out;
    }
    static Scalar to_scalar(T value) {
        if constexpr (std::floating_point<T>)
            return static_cast<double>(value);
        else
            return static_cast<std::int64_t>(value);
    }
    static T from_scalar(const Scalar& in) {
        if constexpr (std::floating_point<T>)
            return static_cast<T>(number_of(in));
        else if constexpr (std::same_as<T, bool>)
            return integer_of(in) != 0;
        else
            return static_cast<T>(integer_of(in));
    }
};

template <>
struct Codec<std::string> {
    static std::string read(const json::value& in) { return std::string{in.as_string()}; }
    static json::value write(const std::string& value) { return json::value(value); }
    static json::object schema(json::object&) { return {{"type", "string"}}; }
    static Scalar to_scalar(const std::string& value) { return value; }
    static std::string from_scalar(const Scalar& in) { return text_of(in); }
};

/// RFC 3339 in JSON, microseconds in SQL.
template <>
struct Codec<Timestamp> {
    static Timestamp read(const json::value& in);
    static json::value write(Timestamp value);
    static json::object schema(json::object&) {
        return {{"type", "string"}, {"format", "date-time"}};
    }
    static Scalar to_scalar(Timestamp value) { return value.time_since_epoch().count(); }
    static Timestamp from_scalar(const Scalar& in) {
        return Timestamp{std::chrono::microseconds{integer_of(in)}};
    }
};

/// A time that clients of the earlier implementation read as epoch milliseconds ("ms" in API.md).
struct EpochMs {
    Timestamp time;
};

template <>
struct Codec<EpochMs> {
    static EpochMs read(const json::value& in) {
        return {Timestamp{std::chrono::milliseconds{in.to_number<std::int64_t>()}}};
    }
    static json::value write(EpochMs value) {
        return json::value(
            std::chrono::floor<std::chrono::milliseconds>(value.time.time_since_epoch()).count());
    }
    static json::object schema(json::object&) { return {{"type", "integer"}, {"format", "int64"}}; }
    static Scalar to_scalar(EpochMs value) { return Codec<Timestamp>::to_scalar(value.time); }
    static EpochMs from_scalar(const Scalar& in) { return {Codec<Timestamp>::from_scalar(in)}; }
};

/// A time in a request: RFC 3339, epoch milliseconds, `now` or `now-1h`.
struct Moment {
    std::string text;

    /// Needs what has passed the schema.
    Timestamp at(Timestamp now) const;
};

template <>
struct Codec<Moment> {
    static Moment read(const json::value& in);
    static json::value write(const Moment& value) { return json::value(value.text); }
    static json::object schema(json::object&) {
        return {{"type", {"string", "integer"}}, {"format", "moment"}};
    }
    static Scalar to_scalar(const Moment& value) { return value.text; }
    static Moment from_scalar(const Scalar& in) { return {text_of(in)}; }
};

/// An enum of BOOST_DEFINE_ENUM_CLASS: enumerators are wire names; a keyword takes a trailing `_`.
template <class T>
    requires std::is_enum_v<T>
struct Codec<T> {
    static std::string_view name(T value) {
        const std::string_view text = boost::describe::enum_to_string(value, "");
        return text.ends_with('_') ? text.substr(0, text.size() - 1) : text;
    }
    static std::optional<T> value_named(std::string_view wanted) {
        std::optional<T> found;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
            if (name(enumerator.value) == wanted) found = enumerator.value;
        });
        return found;
    }
    static T read(const json::value& in) { return of(in.as_string()); }
    static json::value write(T value) { return json::value(name(value)); }
    static json::object schema(json::object&) {
        json::array names;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
            [&](auto enumerator) { names.emplace_back(name(enumerator.value)); });
        return {{"type", "string"}, {"enum", names}};
    }
    static Scalar to_scalar(T value) { return std::string{name(value)}; }
    static T from_scalar(const Scalar& in) { return of(text_of(in)); }

private:
    static T of(std::string_view text) {
        const auto found = value_named(text);
        check(found.has_value(), "an enumerator has this name");
        return *found;
    }
};

/// The wire name of an enumerator.
template <class T>
    requires std::is_enum_v<T>
std::string_view to_text(T value) {
    return Codec<T>::name(value);
}

/// null and absent both read as nullopt; written as null.
template <class T>
struct Codec<std::optional<T>> {
    static std::optional<T> read(const json::value& in) {
        if (in.is_null()) return std::nullopt;
        return Codec<T>::read(in);
    }
    static json::value write(const std::optional<T>& value) {
        return value ? Codec<T>::write(*value) : json::value(nullptr);
    }
    static json::object schema(json::object& components);  // below
    static Scalar to_scalar(const std::optional<T>& value) {
        return value ? Codec<T>::to_scalar(*value) : Scalar{nullptr};
    }
    static std::optional<T> from_scalar(const Scalar& in) {
        if (std::holds_alternative<std::nullptr_t>(in)) return std::nullopt;
        return Codec<T>::from_scalar(in);
    }
};

/// `schema` made to allow null as well: `type: [T, null]`, or anyOf around a reference.
json::object nullable(json::object schema);

template <class T>
json::object Codec<std::optional<T>>::schema(json::object& components) {
    return nullable(Codec<T>::schema(components));
}

/// What lists and objects share: one SQL value that is JSON text.
template <class T>
struct JsonText {
    static Scalar to_scalar(const T& value) { return json::serialize(Codec<T>::write(value)); }
    static T from_scalar(const Scalar& in) { return Codec<T>::read(parse_stored_json(in)); }
};

template <class T>
struct Codec<std::vector<T>> : JsonText<std::vector<T>> {
    static std::vector<T> read(const json::value& in) {
        std::vector<T> out;
        out.reserve(in.as_array().size());
        for (const auto& item : in.as_array()) out.push_back(Codec<T>::read(item));
        return out;
    }
    static json::value write(const std::vector<T>& value) {
        json::array out;
        out.reserve(value.size());
        for (const auto& item : value) out.push_back(Codec<T>::write(item));
        return out;
    }
    static json::object schema(json::object& components) {
        return {{"type", "array"}, {"items", Codec<T>::schema(components)}};
    }
};

template <class T>
struct Codec<std::map<std::string, T>> : JsonText<std::map<std::string, T>> {
    using Map = std::map<std::string, T>;
    static Map read(const json::value& in) {
        Map out;
        for (const auto& [name, item] : in.as_object()) out.emplace(name, Codec<T>::read(item));
        return out;
    }
    static json::value write(const Map& value) {
        json::object out;
        for (const auto& [name, item] : value) out.emplace(name, Codec<T>::write(item));
        return out;
    }
    static json::object schema(json::object& components) {
        return {{"type", "object"}, {"additionalProperties", Codec<T>::schema(components)}};
    }
};

/// Any JSON.
template <>
struct Codec<json::value> : JsonText<json::value> {
    static json::value read(const json::value& in) { return in; }
    static json::value write(const json::value& value) { return value; }
    static json::object schema(json::object&) { return {}; }
};

namespace detail {

/// Takes the place of any member when a struct is initialised, in what is never evaluated.
struct AnyMember {
    template <class T>
    // NOLINTNEXTLINE(google-explicit-constructor): members are initialised by what it becomes.
    operator T&() const&& noexcept;
};

template <class T, std::size_t Count>
constexpr bool takes_members = []<std::size_t... Index>(std::index_sequence<Index...>) {
    return requires { T{(static_cast<void>(Index), AnyMember{})...}; };
}(std::make_index_sequence<Count>{});

/// Whether a struct has just so many members. Boost.PFR would count them, which takes a compiler
/// far longer than to try the number that is expected and the next.
template <class T, std::size_t Count>
constexpr bool has_members = takes_members<T, Count> && !takes_members<T, Count + 1>;

}  // namespace detail

template <Described T>
struct Codec<T> : JsonText<T> {
    static constexpr auto fields = T::fields();
    static_assert(detail::has_members<T, fields.size()>,
                  "T::fields() must describe every member of T");

    static T read(const json::value& in) {
        T out{};
        read_object(fields, in, &out);
        return out;
    }
    static json::value write(const T& value) { return write_object(fields, &value); }
    static json::object schema(json::object& components) {
        const T initial{};
        return filed_schema(boost::core::type_name<T>(), fields, components, &initial);
    }
};

template <class T>
json::value to_json(const T& value) {
    return Codec<T>::write(value);
}

}  // namespace ontos::api
