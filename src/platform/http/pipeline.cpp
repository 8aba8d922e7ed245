// What every request passes before its body is read.
#include "platform/http/pipeline.hpp"

#include <algorithm>
#include <array>

#include "platform/api/url_text.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/text.hpp"
#include "platform/http/body_buffer.hpp"
#include "platform/http/multipart.hpp"
#include "platform/http/origin.hpp"
#include "platform/http/protocol_failure.hpp"

namespace ontos::http {
namespace {

using Middleware = std::optional<api::Reply> (*)(const Site&, Exchange&);

constexpr std::size_t max_request_id_size = 128;

bool is_usable_id(std::string_view text) {
    return !text.empty() && text.size() <= max_request_id_size &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

/// W3C Trace Context, version 00: 00-<32 hex>-<16 hex>-<2 hex>, neither id all zero.
bool is_traceparent(std::string_view text) {
    static constexpr std::string_view shape =
        "00-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx";
    if (text.size() != shape.size()) return false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const auto is_hex =
            (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
        if (shape[i] == 'x' ? !is_hex : text[i] != shape[i]) return false;
    }
    const auto is_zero = [](std::string_view id) { return id.find_first_not_of('0') == id.npos; };
    return !is_zero(text.substr(3, 32)) && !is_zero(text.substr(36, 16));
}

void append_hex(std::string& out, std::uint64_t value) {
    for (int shift = 60; shift >= 0; shift -= 4)
        out.push_back("0123456789abcdef"[(value >> shift) & 15]);
}

void make_traceparent(std::string& out, Random& ids) {
    out = "00-";
    append_hex(out, ids.next());
    append_hex(out, ids.next() | 1);
    out += '-';
    append_hex(out, ids.next() | 1);
    out += "-00";
}

/// A header's value in a message: short, and text whatever the client sent.
std::string shown(std::string_view value) {
    auto text = shortened(value);
    const auto is_odd = [](char c) { return c < ' ' || c > '~'; };
    std::ranges::replace_if(text, is_odd, '?');
    return text;
}

std::optional<api::Reply> give_names(const Site& site, Exchange& exchange) {
    name_request(site, exchange);
    return std::nullopt;
}

api::Method method_of(std::string_view text) {
    if (text == "GET" || text == "HEAD") return api::Method::get;
    if (text == "POST") return api::Method::post;
    if (text == "PUT") return api::Method::put;
    if (text == "PATCH") return api::Method::patch;
    if (text == "DELETE") return api::Method::delete_;
    if (text == "OPTIONS") return api::Method::options;
    return api::Method::other;
}

[[noreturn]] void refuse_target(std::string_view what) {
    throw Failure{FailureKind::invalid, "The request's target " + std::string{what} + "."}.code(
        "bad_target");
}

/// "http://host:port/path?query" says what "Host: host:port" and "/path?query" say.
void read_absolute_target(Exchange& exchange) {
    const auto target = exchange.head.target;
    const auto host_at = target.find("://") + 3;
    const auto path_at = std::min(target.find_first_of("/?", host_at), target.size());
    const auto host = target.substr(host_at, path_at - host_at);
    if (exchange.parsed->find("host") && !same_ignoring_case(exchange.host, host))
        refuse_target("names another host than the Host header");
    exchange.host = host;
    exchange.head.target = path_at == target.size() ? "/" : target.substr(path_at);
    if (!exchange.head.target.starts_with('/')) refuse_target("has no path");
}

std::optional<api::Reply> read_target(const Site&, Exchange& exchange) {
    auto& head = exchange.head;
    head.method_text = exchange.parsed->method;
    head.method = method_of(head.method_text);
    head.target = exchange.parsed->target;
    exchange.host = exchange.parsed->find("host").value_or("");
    if (head.target.starts_with('/')) return std::nullopt;
    if (head.target == "*" && head.method == api::Method::options) return std::nullopt;
    if (!lower_case(head.target.substr(0, 8)).starts_with("http"))
        refuse_target("must be a path that starts with /");
    if (const auto mark = head.target.find("://"); mark != 4 && mark != 5)
        refuse_target("must be a path that starts with /");
    read_absolute_target(exchange);
    return std::nullopt;
}

std::optional<api::Reply> check_host(const Site& site, Exchange& exchange) {
    // A client of HTTP/1.0 may leave it out; a browser never does.
    if (exchange.host.empty() && exchange.parsed->version == 10) return std::nullopt;
    if (is_allowed_host(exchange.host, site.config.allowed_hosts)) return std::nullopt;
    throw Failure{FailureKind::forbidden,
                  "The Host \"" + shown(exchange.host) + "\" is not a name of this server."}
        .code("host_not_allowed")
        .hint("Call it by a loopback name, or add the name to allowed_hosts.");
}

Failure origin_not_allowed(std::string_view origin) {
    return Failure{FailureKind::forbidden,
                   "Pages of \"" + shown(origin) + "\" may not call this server."}
        .code("origin_not_allowed")
        .hint("Add the origin to allowed_origins if you trust it.");
}

std::optional<api::Reply> check_origin(const Site& site, Exchange& exchange) {
    exchange.cors_origin = {};
    exchange.needs_token = false;
    const auto origin = exchange.head.headers.find("origin");
    if (!origin || is_own_origin(*origin, exchange.host)) return std::nullopt;
    const auto& allowed = site.config.allowed_origins;
    if (std::ranges::find(allowed, *origin) == allowed.end()) {
        if (!site.access.admits_token_page(*origin, exchange.head.path()))
            throw origin_not_allowed(*origin);
        exchange.needs_token = true;
    }
    exchange.cors_origin = *origin;
    return std::nullopt;
}

std::optional<api::Reply> answer_options(const Site&, Exchange& exchange) {
    if (exchange.head.method != api::Method::options) return std::nullopt;
    api::Reply reply{.status = 204, .content_type = {}};
    if (!exchange.cors_origin.empty() &&
        exchange.head.headers.find("access-control-request-method")) {
        reply.headers = {
            {"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE"},
            {"Access-Control-Allow-Headers",
             "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-API-Key, "
             "X-Request-Id, traceparent, x-request-timeout-ms"},
            {"Access-Control-Max-Age", "600"}};
        return reply;
    }
    if (exchange.head.target != "*") return std::nullopt;
    reply.headers = {{"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"}};
    return reply;
}

std::optional<api::Reply> find_route(const Site& site, Exchange& exchange) {
    auto found = site.router.admit(exchange.head);
    if (auto* reply = std::get_if<api::Reply>(&found)) return std::move(*reply);
    exchange.admission = std::move(std::get<api::Admission>(found));
    return std::nullopt;
}

std::optional<api::Reply> identify_caller(const Site& site, Exchange& exchange) {
    const auto right = exchange.admission.right;
    try {
        exchange.caller = site.access.identify(exchange.head);
    } catch (const Failure&) {
        if (right != api::Right::anyone) throw;
        exchange.caller = {.name = "anonymous"};
    }
    if (exchange.needs_token && exchange.caller.kind != api::CallerKind::feedback_token)
        throw origin_not_allowed(exchange.cors_origin);
    if (right != api::Right::anyone) access::Access::authorise(exchange.caller, right);
    return std::nullopt;
}

bool is_compressed(const Exchange& exchange) {
    const auto encoding = exchange.head.headers.find("content-encoding").value_or("identity");
    if (same_ignoring_case(encoding, "identity")) return false;
    for (const std::string_view known : {"gzip", "x-gzip", "deflate"})
        if (same_ignoring_case(encoding, known) &&
            exchange.body.kind != api::BodyPolicy::Kind::form)
            return true;
    throw Failure{FailureKind::unsupported_media,
                  "The Content-Encoding \"" + shown(encoding) + "\" is not understood here."}
        .code("unsupported_encoding")
        .hint("JSON bodies may be gzip or deflate; forms are sent as they are.");
}

/// A form's files, its texts, and the lines between them.
std::uint64_t largest_form(const Site& site, const api::BodyPolicy& policy) {
    std::uint64_t total = 5 * site.config.max_text_part_bytes;
    for (const auto& [name, limit] : policy.file_parts) total += limit;
    return total;
}

std::optional<api::Reply> plan_body(const Site& site, Exchange& exchange) {
    const auto& policy = exchange.admission.body;
    auto& plan = exchange.body;
    plan = {policy.kind, policy.max_bytes, false, {}};
    if (plan.kind == api::BodyPolicy::Kind::none) return std::nullopt;
    if (plan.kind == api::BodyPolicy::Kind::form) {
        plan.boundary = boundary_of(exchange.head.headers.find("content-type").value_or(""));
        plan.max_bytes = largest_form(site, policy);
    }
    plan.is_compressed = is_compressed(exchange);
    if (exchange.parsed->content_length > plan.max_bytes) throw body_too_large(plan.max_bytes);
    return std::nullopt;
}

constexpr std::array<Middleware, 8> middlewares{
    give_names,       // first: every answer and log line below carries the ids
    read_target,      // what is asked, of which host
    check_host,       // a rebinding attacker learns nothing of what lies behind
    check_origin,     // nor does a foreign page, not even which routes there are
    answer_options,   // a browser's preflight has no credentials
    find_route,       // names the right that the caller needs
    identify_caller,  // before the body: who may not call does not upload either
    plan_body,        // last: the limits are the route's
};

}  // namespace

std::optional<api::Reply> pass(const Site& site, Exchange& exchange) {
    for (const auto middleware : middlewares)
        if (auto reply = middleware(site, exchange)) return reply;
    return std::nullopt;
}

void name_request(const Site& site, Exchange& exchange) {
    auto& head = exchange.head;
    const auto id = head.headers.find("x-request-id").value_or("");
    head.request_id = is_usable_id(id) ? std::string{id} : new_id(site.clock, site.ids);
    const auto trace = head.headers.find("traceparent").value_or("");
    if (is_traceparent(trace))
        head.traceparent = trace;
    else
        make_traceparent(head.traceparent, site.ids);
}

}  // namespace ontos::http
