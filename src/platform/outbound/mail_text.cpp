// A mail as text: RFC 5322, 2045 and 2047.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "platform/base/base64.hpp"
#include "platform/base/hash.hpp"
#include "platform/outbound/mail.hpp"

namespace ontos {
namespace {

constexpr std::size_t line_max = 76;

/// Neither a line's end nor another control character can start a header of its own.
std::string without_controls(std::string_view text) {
    std::string out{text};
    std::ranges::replace_if(
        out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    return out;
}

/// The size of a piece that ends between two UTF-8 characters.
std::size_t piece_size(std::string_view text, std::size_t size_max) {
    if (text.size() <= size_max) return text.size();
    auto size = size_max;
    while (size > 1 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    return size;
}

/// As it is, if it is short plain ASCII; else encoded words (RFC 2047), folded.
std::string header_text(std::string_view raw) {
    constexpr std::size_t plain_max = 60, word_bytes = 42;  // 56 characters of base64 in a word
    const auto text = without_controls(raw);
    const bool is_ascii = std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7F; });
    if (is_ascii && text.size() <= plain_max && text.find("=?") == text.npos) return text;
    std::string out;
    for (std::string_view rest = text; !rest.empty();) {
        const auto size = piece_size(rest, word_bytes);
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + to_base64(rest.substr(0, size)) + "?=";
        rest.remove_prefix(size);
    }
    return out;
}

/// One line without its end. A dot at its start is encoded too: no server can take it for the end.
std::string quoted_printable_line(std::string_view line) {
    std::string out;
    std::size_t width = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool is_last = i + 1 == line.size();
        const bool is_plain = (c > ' ' && c < 0x7F && c != '=' && !(c == '.' && width == 0)) ||
                              ((c == ' ' || c == '\t') && !is_last);
        const auto piece =
            is_plain ? std::string{c} : fmt::format("={:02X}", static_cast<unsigned char>(c));
        if (width + piece.size() > line_max - 1) {
            out += "=\r\n";
            width = 0;
        }
        out += piece;
        width += piece.size();
    }
    return out;
}

std::string quoted_printable(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        auto line = text.substr(at, end - at);
        if (line.ends_with('\r')) line.remove_suffix(1);
        out += quoted_printable_line(line) + "\r\n";
        at = end + 1;
    }
    return out;
}

std::string part(std::string_view boundary, std::string_view type, std::string_view text) {
    return fmt::format(
        "--{}\r\nContent-Type: {}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n{}",
        boundary, type, quoted_printable(text));
}

}  // namespace

std::string mail_text(const Mail& mail) {
    const auto date = std::chrono::floor<std::chrono::seconds>(mail.date);
    std::string out = fmt::format(
        "Date: {:%a, %d %b %Y %H:%M:%S} +0000\r\nFrom: {}\r\nTo: {}\r\nMessage-Id: <{}>\r\n",
        fmt::gmtime(date.time_since_epoch().count()), without_controls(mail.from),
        without_controls(mail.to), without_controls(mail.message_id));
    if (!mail.thread_id.empty())
        out += fmt::format("In-Reply-To: <{0}>\r\nReferences: <{0}>\r\n",
                           without_controls(mail.thread_id));
    const auto boundary = "ontos_" + sha256_hex(mail.message_id).substr(0, 32);
    out += fmt::format(
        "Subject: {}\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/alternative;\r\n boundary=\"{}\"\r\n\r\n",
        header_text(mail.subject), boundary);
    out += part(boundary, "text/plain", mail.text) + part(boundary, "text/html", mail.html);
    return out + "--" + boundary + "--\r\n";
}

}  // namespace ontos
