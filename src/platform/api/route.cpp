// What inputs and outputs of routes have in common, compiled once.
#include "platform/api/route.hpp"

#include <algorithm>

#include "platform/api/etags.hpp"
#include "platform/api/json_write.hpp"
#include "platform/api/url_text.hpp"
#include "platform/base/hash.hpp"

namespace ontos::api {

namespace {

void drop_null(json::object& schema) {
    if (auto* branches = schema.if_contains("anyOf")) {
        auto branch = branches->at(0).as_object();
        schema.erase("anyOf");
        for (auto& [keyword, bound] : branch) schema[keyword] = bound;
    }
    auto* types = schema.if_contains("type");
    if (!types || !types->is_array() || types->as_array().back() != "null") return;
    types->as_array().pop_back();
    if (types->as_array().size() == 1) *types = json::value(types->at(0));
    if (auto* names = schema.if_contains("enum")) names->as_array().pop_back();
}

}  // namespace

json::object for_texts(json::object schema) {
    for (auto& member : schema["properties"].as_object()) drop_null(member.value().as_object());
    return schema;
}

void add_members(json::object& schema, json::object more) {
    more = for_texts(std::move(more));
    if (schema.empty()) {
        schema = std::move(more);
        return;
    }
    auto& properties = schema["properties"].as_object();
    for (auto& [name, member] : more["properties"].as_object()) properties[name] = member;
    if (const auto* required = more.if_contains("required")) {
        auto& all = schema["required"];
        if (!all.is_array()) all = json::array{};
        for (const auto& name : required->as_array()) all.as_array().push_back(name);
    }
}

IfMatch IfMatch::read(Call& call) {
    return {{}, std::string{call.request.head.headers.find("If-Match").value_or("")}};
}

void IfMatch::describe(Inputs& inputs, json::object&) {
    const json::object member{
        {"type", "string"},
        {"description", "Makes the change only if the ETag is still this one; else 412."}};
    add_members(inputs.headers, {{"type", "object"}, {"properties", {{"if_match", member}}}});
}

void IfMatch::require(const json::value& current) const {
    if (etags.empty() || names_etag(etags, etag_of(current), Comparison::strong)) return;
    throw Failure{FailureKind::precondition_failed,
                  "The thing has changed since it was read: its ETag is not the one in If-Match."}
        .hint("Read it again, and repeat the change with the new ETag.");
}

std::string etag_of_text(std::string_view body) {
    constexpr std::size_t digits = 32;
    return '"' + sha256_hex(body).substr(0, digits) + '"';
}

std::string etag_of(const json::value& answer) { return etag_of_text(to_json_text(answer)); }

Reply json_reply(int status, const json::value& body) {
    return {.status = status, .body = to_json_text(body)};
}

Reply linked_reply(const json::value& items, const std::string& next_cursor, const Call& call) {
    auto reply = json_reply(200, items);
    if (next_cursor.empty()) return reply;
    std::string target{call.request.head.path()};
    target += '?';
    for (const auto& [name, value] : parse_query(call.request.head.query()).value_or(NamedTexts{}))
        if (name != "cursor") target += percent_encoded(name) + '=' + percent_encoded(value) + '&';
    reply.headers.emplace_back(
        "Link", '<' + target + "cursor=" + percent_encoded(next_cursor) + ">; rel=\"next\"");
    return reply;
}

Reply Output<TextReply>::reply(const TextReply& out, const Call&) {
    return {.content_type = out.media_type, .body = out.body};
}

UploadedFile Codec<UploadedFile>::read(const json::value& in) {
    const auto& file = in.as_object();
    return {std::string{file.at("path").as_string()}, std::string{file.at("file_name").as_string()},
            file.at("size_bytes").to_number<std::uint64_t>(),
            std::string{file.at("sha256").as_string()}};
}

json::value Codec<UploadedFile>::write(const UploadedFile& file) {
    if (file.path.empty()) return nullptr;
    return {{"path", file.path.string()},
            {"file_name", file.file_name},
            {"size_bytes", file.size_bytes},
            {"sha256", file.sha256}};
}

}  // namespace ontos::api
