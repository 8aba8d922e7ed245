// The name that a client gave its query.
#include "deploy/predictions/client_request_id.hpp"

#include <simdjson.h>

#include <cstring>

#include "platform/api/exchange.hpp"

namespace ontos {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::string_view member = "client_request_id";

std::string read_member(ondemand::parser& parser, std::string_view body) {
    static_assert(api::Request::body_padding >= simdjson::SIMDJSON_PADDING);
    ondemand::document document;
    std::string_view found;
    const auto capacity = body.size() + simdjson::SIMDJSON_PADDING;
    if (parser.iterate(body.data(), body.size(), capacity).get(document) ||
        document[member].get_string().get(found))
        return {};
    return std::string{found};
}

}  // namespace

std::string client_request_id(std::string_view body) {
    // An escaped spelling of the name is not worth reading every body twice.
    if (::memmem(body.data(), body.size(), member.data(), member.size()) == nullptr) return {};
    constexpr std::size_t kept_max = 256 * 1024;
    if (body.size() > kept_max) {
        ondemand::parser parser;
        return read_member(parser, body);
    }
    thread_local ondemand::parser parser;
    return read_member(parser, body);
}

}  // namespace ontos
