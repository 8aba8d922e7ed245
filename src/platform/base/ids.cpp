// Identifiers: UUIDv7 text.
#include "platform/base/ids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

constexpr bool is_dash_position(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

std::string new_id(const Clock& clock, Random& random) {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    const auto since = clock.now().time_since_epoch();
    const auto since_ms = std::chrono::floor<std::chrono::milliseconds>(since);
    const auto millis = static_cast<std::uint64_t>(since_ms.count());
    for (std::size_t i = 0; i < 6; ++i)
        bytes[i] = static_cast<std::uint8_t>(millis >> (8 * (5 - i)));
    // RFC 9562, 6.2, method 3: the next 12 bits are the part of a millisecond.
    const auto part = static_cast<std::uint64_t>((since - since_ms).count()) * 4096 / 1000;
    bytes[6] = static_cast<std::uint8_t>(0x70 | part >> 8);
    bytes[7] = static_cast<std::uint8_t>(part);
    bytes[8] = static_cast<std::uint8_t>(0x80 | (bytes[8] & 0x3F));

    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (const auto byte : bytes) {
        if (is_dash_position(text.size())) text += '-';
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string id_place(Timestamp time) {
    const auto digits = fmt::format("{:012x}", std::max<std::int64_t>(to_epoch_ms(time), 0));
    return digits.substr(0, 8) + '-' + digits.substr(8);
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = text[i] == '-';
        if (dash != is_dash_position(i)) return false;
        if (!dash && !std::isxdigit(static_cast<unsigned char>(text[i]))) return false;
    }
    return true;
}

}  // namespace ontos
