// What may be bound to a statement.
#include "platform/sql/parameters.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ontos::sql {
namespace {

/// The length of the UTF-8 sequence at the start, by RFC 3629 (no surrogates, no overlong forms);
/// 0 if there is none.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return byte(i) >= low && byte(i) <= high;
    };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
        return follows(1, low, high) && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
        return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto length = sequence_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace

void check_parameters(std::span<const Value> parameters) {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (const auto* text = std::get_if<std::string>(&parameters[i])) {
            if (text->find('\0') != text->npos)
                throw BadValue{fmt::format("${} is a text with NUL in it", i + 1)};
            if (!is_utf8(*text)) throw BadValue{fmt::format("${} is not UTF-8", i + 1)};
        } else if (const auto* number = std::get_if<double>(&parameters[i])) {
            if (std::isnan(*number)) throw BadValue{fmt::format("${} is NaN", i + 1)};
        }
    }
}

}  // namespace ontos::sql
