#pragma once
// The status line and headers of an answer, as bytes.

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/api/exchange.hpp"
#include "platform/base/clock.hpp"

namespace ontos::http {

/// What the server adds to every answer.
struct CommonHeaders {
    std::string_view date{};  ///< of DateText
    std::string_view request_id{}, traceparent{};
    std::string_view cors_origin{};  ///< an allow-listed foreign origin, or empty
    bool depends_on_origin = false;  ///< some origins are allow-listed: caches must know
    bool closes = false;
    bool says_keep_alive = false;  ///< to a client of HTTP/1.0
};

/// Appends the head of an answer with `content_length` bytes; without it the answer ends with the
/// connection. No Content-Length for 204 and 304.
/// Control characters in a handler's headers become spaces: no header can split the answer.
void append_head(std::string& out, const api::Reply& reply,
                 std::optional<std::uint64_t> content_length, const CommonHeaders& common);

/// Compresses a text of at least `from_bytes` for a client that accepts it, and adds `Vary` where
/// the answer depends on that. Leaves alone what is encoded already, partial, or a file.
void compress(api::Reply& reply, const api::HeaderView& request, std::size_t from_bytes);

/// The Date header's text, made once a second. Owned by one thread.
class DateText {
public:
    std::string_view at(Timestamp now);

private:
    std::chrono::sys_seconds second_{};
    std::string text_;
};

}  // namespace ontos::http
