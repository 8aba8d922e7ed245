#pragma once
// What every OpenAPI document of ours holds, whatever its routes are.

#include "platform/api/codec.hpp"

namespace ontos::api {

inline constexpr std::string_view about_the_api =
    "From a model file to a served, watched, improving endpoint: deploy a model in one call, go "
    "back in one call, see true latency. Every error has the same JSON body, with a stable code "
    "and all broken rules at once.";

/// The failures that operations can be documented with, in the order of their statuses.
inline constexpr std::array problem_kinds{
    FailureKind::invalid,      FailureKind::unauthorized,      FailureKind::forbidden,
    FailureKind::not_found,    FailureKind::conflict,          FailureKind::precondition_failed,
    FailureKind::too_large,    FailureKind::unsupported_media, FailureKind::unprocessable,
    FailureKind::rate_limited, FailureKind::internal,          FailureKind::unavailable,
    FailureKind::timeout,      FailureKind::out_of_space};

/// What the server answers before a request reaches its route.
struct ProtocolProblem {
    int status;
    std::string_view name, meaning;
};
inline constexpr std::array protocol_problems{
    ProtocolProblem{408, "request_timeout", "The request came too slowly."},
    ProtocolProblem{414, "url_too_long", "The URL is longer than 8 KiB."},
    ProtocolProblem{431, "header_too_large", "The header block is larger than 32 KiB."}};

/// {"$ref": "#/components/headers/<name>"}
json::object header_reference(std::string_view name);

/// Each header that replies have.
json::object headers_component();

/// A response by the name of each kind of failure. Files what it needs under the schemas.
json::object responses_component(json::object& schemas);

json::object security_schemes();

/// The schemas that paths and responses refer to, directly or through others, sorted by name.
json::object used_schemas(const json::object& paths, const json::object& responses,
                          const json::object& schemas);

}  // namespace ontos::api
