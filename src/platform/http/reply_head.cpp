// The status line and headers of an answer, as bytes.
#include "platform/http/reply_head.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "platform/base/text.hpp"
#include "platform/compression/compression.hpp"
#include "platform/http/protocol_failure.hpp"

namespace ontos::http {
namespace {

void append_clean(std::string& out, std::string_view text) {
    const auto is_control = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    };
    const auto start = out.size();
    out += text;
    std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), is_control, ' ');
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    append_clean(out, name);
    out += ": ";
    append_clean(out, value);
    out += "\r\n";
}

bool has_header(const api::Reply& reply, std::string_view name) {
    return std::ranges::any_of(
        reply.headers, [&](const auto& header) { return same_ignoring_case(header.first, name); });
}

void append_cors(std::string& out, const CommonHeaders& common) {
    if (common.depends_on_origin) out += "Vary: Origin\r\n";
    if (common.cors_origin.empty()) return;
    append_field(out, "Access-Control-Allow-Origin", common.cors_origin);
    out +=
        "Access-Control-Expose-Headers: X-Request-Id, traceparent, ETag, Link, Retry-After, "
        "Location, Idempotency-Replayed, served-model-name, x-ontos-revision, x-ontos-variant, "
        "server-timing\r\n";
}

}  // namespace

void append_head(std::string& out, const api::Reply& reply,
                 std::optional<std::uint64_t> content_length, const CommonHeaders& common) {
    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\nServer: ontos\r\nDate: {}\r\n",
                   reply.status, reason_of(reply.status), common.date);
    if (!reply.content_type.empty()) append_field(out, "Content-Type", reply.content_type);
    if (content_length && reply.status != 204 && reply.status != 304)
        fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", *content_length);
    append_field(out, "X-Request-Id", common.request_id);
    append_field(out, "traceparent", common.traceparent);
    out += "X-Content-Type-Options: nosniff\r\n";
    if (common.closes) out += "Connection: close\r\n";
    if (common.says_keep_alive && !common.closes) out += "Connection: keep-alive\r\n";
    append_cors(out, common);
    for (const auto& [name, value] : reply.headers) append_field(out, name, value);
    out += "\r\n";
}

void compress(api::Reply& reply, const api::HeaderView& request, std::size_t from_bytes) {
    const auto body = reply.body.empty() ? reply.static_body : std::string_view{reply.body};
    if (reply.file || reply.events || reply.status == 206 || body.size() < from_bytes ||
        !is_compressible(reply.content_type) || has_header(reply, "content-encoding"))
        return;
    reply.headers.emplace_back("Vary", "Accept-Encoding");
    if (!accepts_coding(request.find("accept-encoding").value_or(""), "gzip")) return;
    reply.body = gzip(body);
    reply.headers.emplace_back("Content-Encoding", "gzip");
}

std::string_view DateText::at(Timestamp now) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second == second_ && !text_.empty()) return text_;
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(second);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{second - day};
    text_ =
        fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                    days[std::chrono::weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                    months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                    time.hours().count(), time.minutes().count(), time.seconds().count());
    second_ = second;
    return text_;
}

}  // namespace ontos::http
