// Finds the route of a request: a tree of path segments, built at mount.
#include "platform/api/router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "platform/api/mounted_route.hpp"
#include "platform/api/url_text.hpp"
#include "platform/base/text.hpp"

namespace ontos::api {
namespace {

constexpr std::array<std::string_view, 5> method_names{"GET", "POST", "PUT", "PATCH", "DELETE"};

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> segments;
    path.remove_prefix(1);
    while (true) {
        const auto slash = path.find('/');
        segments.push_back(path.substr(0, slash));
        if (slash == path.npos) return segments;
        path.remove_prefix(slash + 1);
    }
}

bool is_placeholder(std::string_view segment) {
    return segment.starts_with('{') && segment.ends_with('}');
}

std::string full_path(std::string_view path) {
    if (path.starts_with("//")) return std::string{path.substr(1)};
    return "/api/v1" + std::string{path};
}

bool accepts_html(const RequestHead& head) {
    const auto accept = head.headers.find("Accept").value_or("");
    return accept.find("text/html") != accept.npos;
}

Reply bad_target(std::string_view why, const RequestHead& head) {
    return failure_reply({FailureKind::invalid, std::string{why}}, head);
}

std::uint64_t limit_of_part(std::string_view part, const Limits& limits) {
    if (part == "model") return limits.model_bytes;
    if (part == "baseline") return limits.baseline_bytes;
    return limits.json_body_bytes;
}

BodyPolicy policy_of(const Inputs& inputs, const Limits& limits) {
    using Kind = BodyPolicy::Kind;
    switch (inputs.body_kind) {
        case Inputs::BodyKind::none:
            return {};
        case Inputs::BodyKind::json:
        case Inputs::BodyKind::raw:
            return {Kind::buffered, limits.json_body_bytes, {}};
        case Inputs::BodyKind::form:
            break;
    }
    BodyPolicy policy{Kind::form, limits.json_body_bytes, {}};
    for (const auto& part : inputs.file_parts)
        policy.file_parts.emplace_back(part, limit_of_part(part, limits));
    return policy;
}

MountedRoute mounted(RawRoute route, std::string_view tag) {
    return {.method = route.method,
            .path = full_path(route.path),
            .tag = std::string{tag},
            .name = std::move(route.name),
            .summary = std::move(route.summary),
            .right = route.right,
            .body = std::move(route.body),
            .handler = route.handler,
            .description = std::move(route.description)};
}

/// As clients of FastAPI know it: the method and the body are sent again.
Reply to_path_without_slash(const RequestHead& head) {
    const auto path = head.path();
    std::string location{path.substr(0, path.size() - 1)};
    location += std::string_view{head.target}.substr(path.size());
    return {.status = 307, .content_type = {}, .headers = {{"Location", std::move(location)}}};
}

}  // namespace

struct Router::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> placeholder;
    std::array<const MountedRoute*, method_names.size()> by_method{};

    const MountedRoute* any_route() const {
        const auto found = std::ranges::find_if(by_method, [](auto* route) { return route; });
        return found == by_method.end() ? nullptr : *found;
    }

    std::string allow() const {
        std::string out;
        for (std::size_t i = 0; i < by_method.size(); ++i)
            if (by_method[i]) out += fmt::format("{}, ", method_names[i]);
        if (by_method[0]) out += "HEAD, ";
        return out + "OPTIONS";
    }
};

struct Router::Match {
    const Node* node = nullptr;
    std::vector<std::string> values;
};

Router::Router(Limits limits)
    : limits_{limits}, root_{std::make_unique<Node>()}, schemas_{std::make_unique<Schemas>()} {}
Router::~Router() = default;

void Router::mount(void* service, const Operation& operation, std::string_view tag) {
    auto route =
        std::make_unique<MountedRoute>(MountedRoute{.method = operation.method,
                                                    .path = full_path(operation.path),
                                                    .tag = std::string{tag},
                                                    .name = std::string{operation.name},
                                                    .summary = std::string{operation.summary},
                                                    .right = operation.right,
                                                    .operation = operation,
                                                    .service = service});
    auto& inputs = route->inputs;
    operation.describe_inputs(inputs, components_);
    if (operation.unknown_members == UnknownMembers::refused)
        inputs.body = closed(std::move(inputs.body), components_);
    route->output = operation.output(components_);
    route->path_schema = schemas_->compile(inputs.path, components_);
    route->query_schema = schemas_->compile(inputs.query, components_);
    route->headers_schema = schemas_->compile(inputs.headers, components_);
    route->body_schema = schemas_->compile(inputs.body, components_);
    route->body = policy_of(inputs, limits_);
    insert(std::move(route));
}

void Router::mount(RawRoute route, std::string_view tag) {
    check(route.handler != nullptr, "a raw route has a handler");
    insert(std::make_unique<MountedRoute>(mounted(std::move(route), tag)));
}

void Router::set_fallback(RawRoute route) {
    check(route.handler != nullptr, "a raw route has a handler");
    fallback_ = std::make_unique<MountedRoute>(mounted(std::move(route), {}));
}

void Router::describe_tag(std::string tag, std::string description) {
    tags_.push_back({{"name", std::move(tag)}, {"description", std::move(description)}});
}

void Router::insert(std::unique_ptr<MountedRoute> route) {
    auto* node = root_.get();
    for (const auto segment : split(route->path)) {
        auto& next =
            is_placeholder(segment) ? node->placeholder : node->literals[std::string{segment}];
        if (is_placeholder(segment))
            route->placeholders.emplace_back(segment.substr(1, segment.size() - 2));
        if (!next) next = std::make_unique<Node>();
        node = next.get();
    }
    const auto same_id = [&](const auto& other) {
        return other->is_documented() && other->name == route->name;
    };
    check(!route->is_documented() || std::ranges::none_of(routes_, same_id),
          fmt::format("the operation id {} is unique", route->name));
    if (const auto* other = node->any_route())
        check(other->path == route->path,
              fmt::format("{} names its placeholders as {} does", route->path, other->path));
    const auto method = static_cast<std::size_t>(route->method);
    check(method < method_names.size() && !node->by_method[method],
          fmt::format("{} is mounted once by a method that routes have", route->path));
    node->by_method[method] = route.get();
    routes_.push_back(std::move(route));
}

bool Router::find(const Node& node, std::span<const std::string> segments, Match& match) {
    if (segments.empty()) {
        match.node = &node;
        return node.any_route() != nullptr;
    }
    const auto rest = segments.subspan(1);
    const auto literal = node.literals.find(segments.front());
    if (literal != node.literals.end() && find(*literal->second, rest, match)) return true;
    if (!node.placeholder || segments.front().empty()) return false;
    match.values.push_back(segments.front());
    if (find(*node.placeholder, rest, match)) return true;
    match.values.pop_back();
    return false;
}

Reply Router::not_found(const RequestHead& head) const {
    return failure_reply(
        Failure{FailureKind::not_found,
                fmt::format("There is no route {} {}.", head.method_text, shortened(head.path()))}
            .code("no_such_route")
            .hint("GET /docs lists the routes."),
        head);
}

std::variant<Admission, Reply> Router::admit(const RequestHead& head) const {
    if (head.target == "*" && head.method == Method::options)
        return Reply{.status = 204,
                     .content_type = {},
                     .headers = {{"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"}}};
    if (!head.target.starts_with('/'))
        return bad_target("The target must start with a slash.", head);
    std::vector<std::string> segments;
    for (const auto segment : split(head.path())) {
        auto decoded = percent_decoded(segment, Plus::is_plus);
        if (!decoded) return bad_target("The path is not percent-encoded UTF-8 text.", head);
        segments.push_back(std::move(*decoded));
    }

    Match match;
    if (!find(*root_, segments, match)) {
        const bool ends_with_slash = segments.size() > 1 && segments.back().empty();
        if (ends_with_slash && find(*root_, std::span{segments}.first(segments.size() - 1), match))
            return to_path_without_slash(head);
        const bool in_api = segments.front() == "api";
        if (!fallback_ || in_api || head.method != Method::get || !accepts_html(head))
            return not_found(head);
        return Admission{.route = fallback_.get(),
                         .path_values = {},
                         .right = fallback_->right,
                         .body = fallback_->body,
                         .raw = fallback_->handler,
                         .name = fallback_->name};
    }
    if (head.method == Method::options)
        return Reply{
            .status = 204, .content_type = {}, .headers = {{"Allow", match.node->allow()}}};
    const auto method = static_cast<std::size_t>(head.method);
    const auto* route = method < method_names.size() ? match.node->by_method[method] : nullptr;
    if (!route) {
        auto reply = failure_reply({FailureKind::method_not_allowed,
                                    fmt::format("This path has no {}, only {}.",
                                                shortened(head.method_text), match.node->allow())},
                                   head);
        reply.headers.emplace_back("Allow", match.node->allow());
        return reply;
    }
    return Admission{.route = route,
                     .path_values = std::move(match.values),
                     .right = route->right,
                     .body = route->body,
                     .raw = route->handler,
                     .name = route->name};
}

Reply Router::answer(const Admission& admission, const Request& request) const noexcept {
    try {
        return call_checked(*admission.route, admission.path_values, request, limits_.json_depth);
    } catch (...) {
        return current_exception_reply(request.head);
    }
}

std::vector<Operation> Router::operations() const {
    std::vector<Operation> out;
    for (const auto& route : routes_)
        if (route->operation) out.push_back(*route->operation);
    return out;
}

}  // namespace ontos::api
