#pragma once
// Finds the route of a request, checks and answers it, and documents all routes.

#include <memory>
#include <variant>

#include "platform/api/raw_route.hpp"
#include "platform/api/route.hpp"

namespace ontos::api {

struct MountedRoute;
class Schemas;

/// A request whose route is known: what the server must do before and after the body arrives.
struct Admission {
    const MountedRoute* route = nullptr;
    std::vector<std::string> path_values;  ///< decoded
    Right right = Right::anyone;
    BodyPolicy body;
    RawHandler* raw = nullptr;  ///< null for typed routes, which run on the control pool
    std::string_view name;      ///< the operation id: log name and metric label
};

struct Limits {
    std::uint64_t json_body_bytes = 16u << 20;
    std::uint64_t model_bytes = 4ull << 30;
    std::uint64_t baseline_bytes = 2ull << 30;
    int json_depth = 64;
};

/// Constant after the last mount; then thread safe.
class Router {
public:
    explicit Router(Limits limits = {});
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    /// The tag groups the routes in the document. `service` must outlive the router.
    template <class Service, std::size_t N>
    void mount(Service& service, const std::array<Operation, N>& routes, std::string_view tag) {
        for (const auto& route : routes) mount(&service, route, tag);
    }
    void mount(RawRoute route, std::string_view tag);

    /// What answers a GET of a path that has no route, outside /api, if the client asks for
    /// text/html by name: the page. Its path is not matched.
    void set_fallback(RawRoute route);

    /// What a tag of the document groups.
    void describe_tag(std::string tag, std::string description);

    /// The route, or the reply that says why there is none (400, 404, 405 with Allow; 204 with
    /// Allow for OPTIONS). Literal segments beat placeholders; segments are split before
    /// percent-decoding. Does not block.
    std::variant<Admission, Reply> admit(const RequestHead& head) const;

    /// A typed route's answer: parse, check (all violations at once), call, serialise, ETag. Never
    /// throws: a Failure becomes the error body, anything else a 500 with an incident id.
    Reply answer(const Admission& admission, const Request& request) const noexcept;

    /// Every operation: for tests and documents.
    std::vector<Operation> operations() const;

    /// OpenAPI 3.1, members in a fixed order.
    json::object openapi(std::string_view version) const;

private:
    struct Node;
    struct Match;

    void mount(void* service, const Operation& operation, std::string_view tag);
    void insert(std::unique_ptr<MountedRoute> route);
    static bool find(const Node& node, std::span<const std::string> segments, Match& match);
    Reply not_found(const RequestHead& head) const;

    Limits limits_;
    std::vector<std::unique_ptr<MountedRoute>> routes_;
    std::unique_ptr<MountedRoute> fallback_;
    std::unique_ptr<Node> root_;
    json::object components_;
    json::array tags_;
    std::unique_ptr<Schemas> schemas_;
};

/// The HTTP status of a kind: the one table.
int status_of(FailureKind kind);

/// The error body of the API as a reply, `Retry-After` included; problem+json where the request
/// accepts it.
Reply failure_reply(const Failure& failure, const RequestHead& head);

/// Turns what is being handled in a catch block into a reply; logs a 500 with its incident id.
Reply current_exception_reply(const RequestHead& head) noexcept;

}  // namespace ontos::api
