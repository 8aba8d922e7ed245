// Texts as URLs carry them.
#include "platform/api/url_text.hpp"

#include <charconv>
#include <cstdint>

#include "platform/base/text.hpp"

namespace ontos::api {
namespace {

std::optional<char> escaped_byte(std::string_view escape) {
    if (escape.size() < 3) return std::nullopt;
    std::uint8_t byte = 0;
    const auto [end, error] = std::from_chars(escape.data() + 1, escape.data() + 3, byte, 16);
    if (error != std::errc{} || end != escape.data() + 3) return std::nullopt;
    return static_cast<char>(byte);
}

bool is_unreserved(char c) {
    return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, Plus plus) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const auto byte = escaped_byte(text.substr(i));
            if (!byte) return std::nullopt;
            out += *byte;
            i += 2;
        } else {
            out += text[i] == '+' && plus == Plus::is_space ? ' ' : text[i];
        }
    }
    if (out.find('\0') != out.npos || !is_utf8(out)) return std::nullopt;
    return out;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

std::optional<NamedTexts> parse_query(std::string_view query) {
    NamedTexts out;
    while (!query.empty()) {
        const auto pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        auto name = percent_decoded(pair.substr(0, equals), Plus::is_space);
        auto value =
            percent_decoded(equals == pair.npos ? "" : pair.substr(equals + 1), Plus::is_space);
        if (!name || !value) return std::nullopt;
        out.emplace_back(std::move(*name), std::move(*value));
    }
    return out;
}

}  // namespace ontos::api
