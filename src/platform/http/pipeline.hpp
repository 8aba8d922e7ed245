#pragma once
// What every request passes before its body is read: one list of plain functions, in order.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/access/access.hpp"
#include "platform/api/router.hpp"
#include "platform/base/random.hpp"
#include "platform/http/request_parser.hpp"
#include "platform/http/server.hpp"

namespace ontos::http {

/// How the body of an admitted request is to be read.
struct BodyPlan {
    api::BodyPolicy::Kind kind = api::BodyPolicy::Kind::none;
    std::uint64_t max_bytes = 0;  ///< on the wire, and after decompression
    bool is_compressed = false;
    std::string boundary;  ///< of a form
};

/// A request on its way. Owned by its connection and reused.
struct Exchange {
    explicit Exchange(const ParsedHead& parsed_head)
        : parsed{&parsed_head},
          head{api::Method::get, {}, {}, parsed_head.view(), {}, "http", {}, {}, {}} {}

    const ParsedHead* parsed;
    api::RequestHead head;
    std::string_view host;         ///< the server as the client calls it, with port
    std::string_view cors_origin;  ///< an allow-listed foreign origin, or empty
    bool needs_token = false;      ///< the origin is listed with tokens alone
    api::Admission admission;
    api::Caller caller;
    BodyPlan body;
};

/// What the middlewares look at. `ids` belongs to the I/O thread.
struct Site {
    const ServerConfig& config;
    const api::Router& router;
    const access::Access& access;
    const Clock& clock;
    Random& ids;
};

/// Fills the exchange, whose head must be parsed. A reply: the request ends here. Throws Failure,
/// too, for the same. Does not block.
std::optional<api::Reply> pass(const Site& site, Exchange& exchange);

/// Request id and traceparent alone: for answers to what could not be parsed.
void name_request(const Site& site, Exchange& exchange);

}  // namespace ontos::http
