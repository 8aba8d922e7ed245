// What every OpenAPI document of ours holds.
#include "platform/api/openapi_parts.hpp"

#include <fmt/format.h>

#include <set>

#include "platform/api/problem.hpp"

namespace ontos::api {
namespace {

std::string_view meaning_of(FailureKind kind) {
    switch (kind) {
        case FailureKind::invalid:
            return "The request breaks a rule; `errors` names each.";
        case FailureKind::unauthorized:
            return "Nobody is known by these credentials.";
        case FailureKind::forbidden:
            return "The caller has not the right, or the origin is not ours.";
        case FailureKind::not_found:
            return "There is no such thing.";
        case FailureKind::method_not_allowed:
            return "The path has no such method.";
        case FailureKind::conflict:
            return "It contradicts what is there; `detail` names it.";
        case FailureKind::precondition_failed:
            return "The thing has changed since it was read.";
        case FailureKind::too_large:
            return "The body is larger than allowed.";
        case FailureKind::unsupported_media:
            return "The body has not the media type that is due.";
        case FailureKind::unprocessable:
            return "Well formed, but it cannot be carried out.";
        case FailureKind::rate_limited:
            return "Too many requests; come back after `Retry-After`.";
        case FailureKind::internal:
            return "The server failed; `incident_id` is in its log.";
        case FailureKind::unavailable:
            return "Not now; come back after `Retry-After`.";
        case FailureKind::timeout:
            return "The deadline passed before there was an answer.";
        case FailureKind::out_of_space:
            return "The server's disk is full.";
    }
    return "";
}

json::object text_header(std::string_view description) {
    return {{"description", description}, {"schema", {{"type", "string"}}}};
}

json::object problem_response(std::string_view meaning, bool may_retry,
                              const json::object& schema) {
    json::object headers{{"X-Request-Id", header_reference("X-Request-Id")}};
    if (may_retry) headers["Retry-After"] = header_reference("Retry-After");
    return {{"description", meaning},
            {"headers", std::move(headers)},
            {"content",
             {{"application/json", {{"schema", schema}}},
              {"application/problem+json", {{"schema", schema}}}}}};
}

/// The names of the schemas that a value refers to, directly or through others.
void find_references(const json::value& value, const json::object& schemas,
                     std::set<std::string>& out) {
    constexpr std::string_view prefix = "#/components/schemas/";
    if (const auto* list = value.if_array())
        for (const auto& item : *list) find_references(item, schemas, out);
    const auto* object = value.if_object();
    if (!object) return;
    for (const auto& [name, member] : *object) {
        if (name != "$ref" || !member.is_string()) {
            find_references(member, schemas, out);
            continue;
        }
        const std::string_view pointer = member.get_string();
        if (!pointer.starts_with(prefix)) continue;
        const std::string schema{pointer.substr(prefix.size())};
        check(schemas.contains(schema), fmt::format("the schema {} is filed", schema));
        if (out.insert(schema).second) find_references(schemas.at(schema), schemas, out);
    }
}

}  // namespace

json::object header_reference(std::string_view name) {
    return {{"$ref", fmt::format("#/components/headers/{}", name)}};
}

json::object headers_component() {
    return {
        {"ETag", text_header("The version of the answer, for If-None-Match and If-Match.")},
        {"Link", text_header("The next page, if there is one: `<target>; rel=\"next\"`.")},
        {"Retry-After",
         {{"description", "Seconds to wait."}, {"schema", {{"type", "integer"}, {"minimum", 1}}}}},
        {"X-Request-Id", text_header("The request's id, as sent or made; it is in the log.")}};
}

json::object responses_component(json::object& schemas) {
    const auto schema = Codec<Problem>::schema(schemas);
    json::object out;
    for (const auto kind : problem_kinds) {
        const bool may_retry =
            kind == FailureKind::rate_limited || kind == FailureKind::unavailable;
        out[to_text(kind)] = problem_response(meaning_of(kind), may_retry, schema);
    }
    for (const auto& problem : protocol_problems)
        out[problem.name] = problem_response(problem.meaning, false, schema);
    return out;
}

json::object used_schemas(const json::object& paths, const json::object& responses,
                          const json::object& schemas) {
    std::set<std::string> used;
    find_references(paths, schemas, used);
    find_references(responses, schemas, used);
    json::object out;
    for (const auto& name : used) out[name] = schemas.at(name);
    return out;
}

json::object security_schemes() {
    return {{"bearer",
             {{"type", "http"},
              {"scheme", "bearer"},
              {"description", "An API key, as `Authorization: Bearer <key>`."}}},
            {"api_key",
             {{"type", "apiKey"},
              {"in", "header"},
              {"name", "X-API-Key"},
              {"description", "The same key in a header of its own."}}}};
}

}  // namespace ontos::api
