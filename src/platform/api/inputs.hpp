#pragma once
// What a handler may ask for: parts of the request, read and described by their types.

#include "platform/api/codec.hpp"
#include "platform/api/exchange.hpp"

namespace ontos::api {

/// A checked request on its way into a handler.
struct Call {
    const Request& request;
    json::object path, query, headers;  ///< typed by their schemas
    json::value body;                   ///< of Body<T>; of Form<T>, the text parts as an object
    std::string_view operation = {};    ///< the operation id of the route
};

/// What an operation's inputs say of themselves to the checker and to the document.
struct Inputs {
    json::object path, query, headers;  ///< object schemas, empty if the handler asks for none
    json::object body;                  ///< schema of the JSON body or of the form
    enum class BodyKind { none, json, form, raw } body_kind = BodyKind::none;
    bool body_required = false;
    /// Names of the form's file parts.
    std::vector<std::string> file_parts;
};

/// The schema of an object whose members come as texts, which cannot be null.
json::object for_texts(json::object schema);
/// Adds one object schema's members to another's, for texts: two inputs may share a part of the
/// request.
void add_members(json::object& schema, json::object more);

enum class Part { path, query, headers };

/// What a handler may ask for: the struct itself, so that `query.limit` just works. A header's
/// member `if_none_match` is the header `If-None-Match`.
template <class T, Part P>
struct PartOf : T {
    static PartOf read(Call& call) { return {Codec<T>::read(slot(call))}; }
    static void describe(Inputs& inputs, json::object& components) {
        const T initial{};
        add_members(slot(inputs), object_schema(Codec<T>::fields, components, &initial));
    }
    static constexpr bool fills(std::string_view placeholder) {
        if (P != Part::path) return false;
        for (const auto& field : Codec<T>::fields)
            if (field.name == placeholder) return true;
        return false;
    }

private:
    static auto& slot(auto& of) {
        if constexpr (P == Part::path)
            return of.path;
        else if constexpr (P == Part::query)
            return of.query;
        else
            return of.headers;
    }
};
template <class T>
using Path = PartOf<T, Part::path>;
template <class T>
using Query = PartOf<T, Part::query>;
template <class T>
using Header = PartOf<T, Part::headers>;

/// An input that is not in the path.
struct NotInPath {
    static constexpr bool fills(std::string_view) { return false; }
};

/// The JSON body.
template <class T>
struct Body : T, NotInPath {
    static Body read(Call& call) { return {Codec<T>::read(call.body), {}}; }
    static void describe(Inputs& inputs, json::object& components) {
        inputs.body = Codec<T>::schema(components);
        inputs.body_kind = Inputs::BodyKind::json;
        inputs.body_required = true;
    }
};

/// A JSON body that may be absent: then the members keep their initial values.
template <class T>
struct OptionalBody : T, NotInPath {
    static OptionalBody read(Call& call) {
        if (call.body.is_null()) return {};
        return {Codec<T>::read(call.body), {}};
    }
    static void describe(Inputs& inputs, json::object& components) {
        inputs.body = Codec<T>::schema(components);
        inputs.body_kind = Inputs::BodyKind::json;
    }
};

/// In a Form<T> only: in `call.body` the router describes the file as an object.
template <>
struct Codec<UploadedFile> : JsonText<UploadedFile> {
    static UploadedFile read(const json::value& in);
    static json::value write(const UploadedFile& file);
    static json::object schema(json::object&) { return {{"type", "string"}, {"format", "binary"}}; }
};

/// multipart/form-data. Members of type UploadedFile (or optional) are files on disk already; the
/// other members are texts, typed like query parameters.
template <class T>
struct Form : T, NotInPath {
    static Form read(Call& call) { return {Codec<T>::read(call.body), {}}; }
    static void describe(Inputs& inputs, json::object& components);
};

template <class T>
void Form<T>::describe(Inputs& inputs, json::object& components) {
    const T initial{};
    inputs.body = for_texts(object_schema(Codec<T>::fields, components, &initial));
    inputs.body_kind = Inputs::BodyKind::form;
    inputs.body_required = true;
    for (const auto& field : Codec<T>::fields)
        if (field.type == &type_of<UploadedFile> ||
            field.type == &type_of<std::optional<UploadedFile>>)
            inputs.file_parts.emplace_back(field.name);
}

/// Who asks.
struct CallerInput : NotInPath {
    const Caller* caller;
    static CallerInput read(Call& call) { return {{}, &call.request.caller}; }
    static void describe(Inputs&, json::object&) {}
    const Caller* operator->() const { return caller; }
};

/// The precondition of a change: `If-Match`.
struct IfMatch : NotInPath {
    std::string etags;  ///< as sent; empty if there is none
    static IfMatch read(Call& call);
    static void describe(Inputs& inputs, json::object& components);
    /// Throws Failure{precondition_failed} unless there is no condition, or `current` (what GET of
    /// the thing answers now) has one of the ETags. Call it inside the transaction of the change.
    void require(const json::value& current) const;
};

}  // namespace ontos::api
