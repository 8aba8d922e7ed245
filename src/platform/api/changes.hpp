#pragma once
// A change of a described struct: what is sent replaces, what is not stays.

#include "platform/api/codec.hpp"

namespace ontos::api {

/// Every member may be left out; each keeps the rules that it has in T.
template <Described T>
struct Changes {
    json::value sent;

    void apply(T& to) const { read_object(Codec<T>::fields, sent, &to); }
};

template <class T>
struct Codec<Changes<T>> : JsonText<Changes<T>> {
    static Changes<T> read(const json::value& in) { return {in}; }
    static json::value write(const Changes<T>& out) { return out.sent; }
    static json::object schema(json::object& components) {
        const auto name = schema_name(boost::core::type_name<Changes<T>>());
        if (!components.contains(name)) {
            const T initial{};
            auto schema = object_schema(Codec<T>::fields, components, &initial);
            schema.erase("required");
            for (auto& member : schema["properties"].as_object())
                member.value().as_object().erase("default");
            components[name] = std::move(schema);
        }
        return reference_to(name);
    }
};

}  // namespace ontos::api
