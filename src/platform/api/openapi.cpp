// The OpenAPI 3.1 document of all mounted routes.
#include <fmt/format.h>

#include <algorithm>

#include "platform/api/mounted_route.hpp"
#include "platform/api/openapi_parts.hpp"
#include "platform/api/problem.hpp"
#include "platform/api/router.hpp"

namespace ontos::api {
namespace {

constexpr std::array<std::string_view, 5> method_keys{"get", "post", "put", "patch", "delete"};

bool takes_body(const MountedRoute& route) { return route.body.kind != BodyPolicy::Kind::none; }

bool has_members(const json::object& schema) {
    const auto* properties = schema.if_contains("properties");
    return properties && !properties->as_object().empty();
}

bool can_fail_with(const MountedRoute& route, FailureKind kind) {
    const bool reads = route.method == Method::get;
    switch (kind) {
        case FailureKind::not_found:
            return !route.placeholders.empty() || takes_body(route) ||
                   has_members(route.inputs.query);
        case FailureKind::too_large:
        case FailureKind::unsupported_media:
            return takes_body(route);
        case FailureKind::conflict:
        case FailureKind::precondition_failed:
        case FailureKind::unprocessable:
        case FailureKind::out_of_space:
            return !reads;
        case FailureKind::timeout:
            return route.handler != nullptr;
        default:
            return true;
    }
}

void add_failures(const MountedRoute& route, json::object& responses) {
    for (const auto kind : problem_kinds) {
        const auto status = std::to_string(status_of(kind));
        if (can_fail_with(route, kind) && !responses.contains(status))
            responses[status] = {{"$ref", fmt::format("#/components/responses/{}", to_text(kind))}};
    }
    for (const auto& problem : protocol_problems)
        responses[std::to_string(problem.status)] = {
            {"$ref", fmt::format("#/components/responses/{}", problem.name)}};
}

void add_parameters(json::array& out, const json::object& schema, std::string_view where) {
    if (!has_members(schema)) return;
    const auto* required = schema.if_contains("required");
    for (const auto& [name, member] : schema.at("properties").as_object()) {
        json::object bare = member.as_object();
        json::object parameter{{"name", where == "header" ? header_name(name) : std::string{name}},
                               {"in", where}};
        if (const auto* description = bare.if_contains("description"))
            parameter["description"] = *description;
        bare.erase("description");
        const bool must = required && std::ranges::count(required->as_array(), json::value(name));
        if (must || where == "path") parameter["required"] = true;
        parameter["schema"] = std::move(bare);
        out.push_back(std::move(parameter));
    }
}

json::array parameters_of(const MountedRoute& route) {
    json::array out;
    if (!route.operation) {
        for (const auto& name : route.placeholders)
            out.push_back({{"name", name},
                           {"in", "path"},
                           {"required", true},
                           {"schema", {{"type", "string"}}}});
        return out;
    }
    add_parameters(out, route.inputs.path, "path");
    add_parameters(out, route.inputs.query, "query");
    add_parameters(out, route.inputs.headers, "header");
    return out;
}

std::string_view meaning_of_success(int status) {
    switch (status) {
        case 201:
            return "Created.";
        case 202:
            return "Accepted; it goes on in the background.";
        case 204:
            return "Done; there is nothing to say.";
        case 206:
            return "The range of the file that was asked for.";
        default:
            return "OK.";
    }
}

/// What stored files are: one file as it came, or a folder packed.
constexpr std::array<std::string_view, 2> file_types{"application/octet-stream", "application/zip"};

bool answers_json(const MountedRoute& route) {
    return !route.output.empty() && route.operation->media_type == "application/json";
}

json::object success_content(const MountedRoute& route, bool is_file) {
    if (!route.output.empty()) return {{route.operation->media_type, {{"schema", route.output}}}};
    const json::object text{{"type", "string"}};
    if (!is_file) return {{"text/plain", {{"schema", text}}}};
    json::object out;
    for (const auto type : file_types)
        out[type] = {{"schema", {{"type", "string"}, {"format", "binary"}}}};
    return out;
}

json::object success(const MountedRoute& route, int status, bool is_file) {
    json::object headers{{"X-Request-Id", header_reference("X-Request-Id")}};
    const bool is_json = answers_json(route);
    if (is_file || (is_json && route.method == Method::get))
        headers["ETag"] = header_reference("ETag");
    const auto* type = route.output.if_contains("type");
    if (type && *type == "array" && has_members(route.inputs.query) &&
        route.inputs.query.at("properties").as_object().contains("cursor"))
        headers["Link"] = header_reference("Link");
    json::object out{{"description", meaning_of_success(status)}, {"headers", std::move(headers)}};
    if (status != 204) out["content"] = success_content(route, is_file);
    return out;
}

json::object typed_responses(const MountedRoute& route, const json::object& problem) {
    const auto& statuses = route.operation->statuses;
    const bool is_file = std::ranges::count(statuses, 206) > 0;
    json::object out;
    for (const auto status : statuses)
        out[std::to_string(status)] = success(route, status, is_file);
    if (is_file || (route.method == Method::get && answers_json(route)))
        out["304"] = {{"description", "The client holds the same answer already."},
                      {"headers", {{"ETag", header_reference("ETag")}}}};
    if (is_file)
        out["416"] = {{"description", "The range lies behind the end of the file."},
                      {"content", {{"application/json", {{"schema", problem}}}}}};
    return out;
}

json::object request_body(const Inputs& inputs) {
    const bool is_form = inputs.body_kind == Inputs::BodyKind::form;
    const auto* type = is_form ? "multipart/form-data" : "application/json";
    return {{"required", inputs.body_required}, {"content", {{type, {{"schema", inputs.body}}}}}};
}

std::string described(const MountedRoute& route) {
    std::string text = route.operation ? std::string{route.operation->description} : std::string{};
    if (const auto* written = route.description.if_contains("description"))
        text = std::string{written->as_string()};
    if (!text.empty()) text += "\n\n";
    if (route.right == Right::anyone) return text + "Open to anyone.";
    if (route.right == Right::known) return text + "Open to every caller who is known.";
    auto needed = fmt::format("Needs the right `{}`", to_text(route.right));
    if (route.right == Right::send_feedback) needed += ", or the token of a page";
    if (route.right == Right::report_job) needed += ", or the token of the job";
    return text + needed + '.';
}

json::object operation_of(const MountedRoute& route, const json::object& problem) {
    json::object out{{"operationId", route.name},
                     {"summary", route.summary},
                     {"description", described(route)},
                     {"tags", json::array{route.tag}}};
    if (auto parameters = parameters_of(route); !parameters.empty())
        out["parameters"] = std::move(parameters);
    if (route.inputs.body_kind != Inputs::BodyKind::none)
        out["requestBody"] = request_body(route.inputs);
    for (const auto& [member, value] : route.description)
        if (member != "description") out[member] = value;
    json::object responses;
    if (route.operation)
        responses = typed_responses(route, problem);
    else if (const auto* written = out.if_contains("responses"))
        responses = written->as_object();
    add_failures(route, responses);
    out["responses"] = std::move(responses);
    if (route.right == Right::anyone) out["security"] = json::array{};
    out["x-ontos-right"] = to_text(route.right);
    return out;
}

}  // namespace

json::object Router::openapi(std::string_view version) const {
    std::vector<const MountedRoute*> sorted;
    for (const auto& route : routes_)
        if (route->is_documented()) sorted.push_back(route.get());
    std::ranges::sort(sorted, {}, [](const auto* route) {
        return std::pair{std::string_view{route->path}, route->method};
    });

    auto schemas = components_;
    auto responses = responses_component(schemas);
    json::object paths;
    for (const auto* route : sorted) {
        auto& item = paths.emplace(route->path, json::object{}).first->value().as_object();
        item[method_keys[static_cast<std::size_t>(route->method)]] =
            operation_of(*route, Codec<Problem>::schema(schemas));
    }
    auto used = used_schemas(paths, responses, schemas);
    return {{"openapi", "3.1.0"},
            {"info", {{"title", "Ontos"}, {"version", version}, {"description", about_the_api}}},
            {"servers", json::array{json::object{{"url", "/"}}}},
            {"tags", tags_},
            // An empty alternative: without authentication configured, the caller is `local`.
            {"security", json::array{json::object{}, json::object{{"bearer", json::array{}}},
                                     json::object{{"api_key", json::array{}}}}},
            {"paths", std::move(paths)},
            {"components",
             {{"schemas", std::move(used)},
              {"responses", std::move(responses)},
              {"headers", headers_component()},
              {"securitySchemes", security_schemes()}}}};
}

}  // namespace ontos::api
