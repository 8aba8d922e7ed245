#pragma once
// A route in its place: what the router, the checker and the document know of it.

#include "platform/api/raw_route.hpp"
#include "platform/api/route.hpp"
#include "platform/api/schema.hpp"

namespace ontos::api {

/// Constant after its mount.
struct MountedRoute {
    Method method = Method::get;
    std::string path;  ///< whole: "/api/v1/audit", "/docs"
    std::string tag, name, summary;
    Right right = Right::anyone;
    BodyPolicy body{};
    std::vector<std::string> placeholders{};  ///< names, in order

    // A typed route.
    std::optional<Operation> operation{};
    void* service = nullptr;
    Inputs inputs{};
    json::object output{};  ///< the schema of the answer
    const Schema* path_schema = nullptr;
    const Schema* query_schema = nullptr;
    const Schema* headers_schema = nullptr;
    const Schema* body_schema = nullptr;

    // A raw one.
    RawHandler* handler = nullptr;
    json::object description{};

    bool is_documented() const { return operation || !description.empty(); }
};

/// The header that a member of a Header<T> stands for: "if_none_match" is "If-None-Match".
std::string header_name(std::string_view member);

/// Checks the whole request, calls the service, gives its reply. Throws what the call throws, and
/// Failure{invalid} with every broken rule.
Reply call_checked(const MountedRoute& route, std::span<const std::string> path_values,
                   const Request& request, int depth_max);

}  // namespace ontos::api
