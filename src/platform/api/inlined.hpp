#pragma once
// Structs whose members are written as if they were their owner's: flat JSON and flat rows.

#include <algorithm>
#include <utility>

#include "platform/api/codec.hpp"

namespace ontos::api {

namespace detail {

template <auto Member, std::size_t Index>
consteval Field lifted_field() {
    using Class = decltype(class_of(Member));
    constexpr auto& inner = Codec<decltype(value_of(Member))>::fields;
    auto field = inner[Index];
    field.in = [](void* object) -> void* {
        return inner[Index].in(&(static_cast<Class*>(object)->*Member));
    };
    return field;
}

}  // namespace detail

/// The fields of a member that is a described struct, as if they were its owner's own. The owner
/// puts them into its fields() with `joined`, and has a Codec that is an InlinedCodec.
template <auto Member>
consteval auto inlined() {
    constexpr auto count = Codec<decltype(detail::value_of(Member))>::fields.size();
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
        return std::array{detail::lifted_field<Member, Index>()...};
    }(std::make_index_sequence<count>{});
}

/// The fields of all parts, in their order.
template <std::size_t... Counts>
consteval auto joined(const std::array<Field, Counts>&... parts) {
    std::array<Field, (Counts + ...)> all;
    auto next = all.begin();
    ((next = std::copy(parts.begin(), parts.end(), next)), ...);
    return all;
}

/// `template <> struct api::Codec<Alert> : api::InlinedCodec<Alert> {};`
template <Described T>
struct InlinedCodec : JsonText<T> {
    static constexpr auto fields = T::fields();

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

}  // namespace ontos::api
