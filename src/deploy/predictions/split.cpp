// Which served entity a request goes to.
#include "deploy/predictions/split.hpp"

#include <simdjson.h>

#include <optional>

#include "platform/base/hash.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

namespace dom = simdjson::dom;

std::optional<std::string> text_of(const dom::element& value) {
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS) return std::string{text};
    if (value.is_object() || value.is_array() || value.is_null()) return std::nullopt;
    return simdjson::minify(value);
}

std::optional<std::string> at(const dom::element& root, std::string_view pointer) {
    dom::element found;
    if (root.at_pointer(pointer).get(found) != simdjson::SUCCESS) return std::nullopt;
    return text_of(found);
}

std::optional<std::string> in_split_frame(const dom::element& root, std::string_view column) {
    dom::array columns;
    if (root.at_pointer("/dataframe_split/columns").get(columns) != simdjson::SUCCESS)
        return std::nullopt;
    std::size_t index = 0;
    for (const auto name : columns) {
        std::string_view text;
        if (name.get(text) == simdjson::SUCCESS && text == column)
            return at(root, "/dataframe_split/data/0/" + std::to_string(index));
        ++index;
    }
    return std::nullopt;
}

/// The column's value in the first row, in whichever form the body has.
std::optional<std::string> in_first_row(const dom::element& root, std::string_view column) {
    const auto segment = json_pointer_segment(column);
    for (const auto* place : {"/inputs/0/", "/inputs/", "/dataframe_records/0/", "/instances/0/"})
        if (auto found = at(root, place + segment)) return found;
    if (auto found = at(root, "/inputs/" + segment + "/0")) return found;
    return in_split_frame(root, column);
}

std::optional<std::string> in_body(std::string_view sticky_by, std::string_view body) {
    thread_local dom::parser parser;
    dom::element root;
    // The body has padding behind it: no copy is needed.
    static_assert(api::Request::body_padding >= simdjson::SIMDJSON_PADDING);
    if (parser.parse(body.data(), body.size(), false).get(root) != simdjson::SUCCESS)
        return std::nullopt;
    return sticky_by.starts_with('/') ? at(root, sticky_by) : in_first_row(root, sticky_by);
}

}  // namespace

int bucket_of(std::string_view salt, std::string_view key) {
    return static_cast<int>(stable_hash(salt, key) % bucket_count);
}

const LiveEntity& entity_at(const LiveEndpoint& endpoint, int bucket) {
    for (const auto& entity : endpoint.entities)
        if (bucket >= entity.bucket_from && bucket < entity.bucket_to) return entity;
    check(!endpoint.entities.empty(), "a ready endpoint has an entity");
    return endpoint.entities.front();
}

std::string sticky_key(const LiveEndpoint& endpoint, const api::Request& request) {
    const auto& by = endpoint.sticky_by;
    std::optional<std::string> found;
    if (by == "user")
        found = request.caller.name;
    else if (by == "session")
        found = request.head.headers.find("x-session-id");
    else if (!by.empty() && by != "request_id")
        found = in_body(by, request.body);
    return found ? *std::move(found) : request.head.request_id;
}

}  // namespace ontos
