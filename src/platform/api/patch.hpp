#pragma once
// A member of a change: left alone, emptied or set.

#include "platform/api/codec.hpp"

namespace ontos::api {

/// Absent, null or a value; for PATCH and PUT only.
template <class T>
struct Patch {
    enum class State { absent, null, value } state = State::absent;
    T value{};

    bool is_sent() const { return state != State::absent; }
    /// What the member is to become, given what it is.
    T or_else(const T& now) const {
        return state == State::absent ? now : state == State::null ? T{} : value;
    }
};
template <class T>
struct Codec<Patch<T>> : JsonText<Patch<T>> {
    static Patch<T> read(const json::value& in) {
        if (in.is_null()) return {Patch<T>::State::null, {}};
        return {Patch<T>::State::value, Codec<T>::read(in)};
    }
    static json::value write(const Patch<T>& out) {
        return out.state == Patch<T>::State::value ? Codec<T>::write(out.value) : nullptr;
    }
    static json::object schema(json::object& components) {
        return nullable(Codec<T>::schema(components));
    }
};

}  // namespace ontos::api
