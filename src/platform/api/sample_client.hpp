#pragma once
// Sends requests to a router as the server would: for tests and the benchmark.

#include "platform/api/sample_service.hpp"

namespace ontos::api::sample {

struct Sent {
    std::string method = "GET", target, body{};
    HeaderList headers{};
    std::vector<FormPart> form{};
};

inline Method method_named(std::string_view name) {
    if (name == "GET" || name == "HEAD") return Method::get;
    if (name == "POST") return Method::post;
    if (name == "PUT") return Method::put;
    if (name == "PATCH") return Method::patch;
    if (name == "DELETE") return Method::delete_;
    if (name == "OPTIONS") return Method::options;
    return Method::other;
}

inline RequestHead head_of(const Sent& sent) {
    return {.method = method_named(sent.method),
            .method_text = sent.method,
            .target = sent.target,
            .headers = view_of(sent.headers),
            .peer = "127.0.0.1",
            .scheme = "http",
            .arrived = {},
            .request_id = "req-1",
            .traceparent = {}};
}

inline Reply send(const Router& router, Sent sent) {
    const auto head = head_of(sent);
    auto admitted = router.admit(head);
    if (auto* reply = std::get_if<Reply>(&admitted)) return std::move(*reply);
    const Caller caller{.name = "ann", .kind = CallerKind::local, .levels = {}, .can_query = false};
    const Request request{head, caller, sent.body, sent.form};
    return router.answer(std::get<Admission>(admitted), request);
}

inline Reply get(const Router& router, std::string target, HeaderList headers = {}) {
    return send(router, {.target = std::move(target), .headers = std::move(headers)});
}

/// With a JSON body.
inline Reply send_json(const Router& router, std::string method, std::string target,
                       std::string body) {
    return send(router, {.method = std::move(method),
                         .target = std::move(target),
                         .body = std::move(body),
                         .headers = {{"Content-Type", "application/json"}}});
}

inline json::value body_of(const Reply& reply) { return json::parse(reply.body); }

inline std::string header(const Reply& reply, std::string_view name) {
    for (const auto& [known, value] : reply.headers)
        if (known == name) return value;
    return {};
}

/// "where what; where what" of an error body.
inline std::string errors_of(const Reply& reply) {
    std::string out;
    const auto body = body_of(reply);
    for (const auto& error : body.at("errors").as_array())
        out += std::string{error.at("where").as_string()} + ' ' +
               std::string{error.at("what").as_string()} + "; ";
    return out;
}

}  // namespace ontos::api::sample
