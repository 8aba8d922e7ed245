// Unsigned numbers as text: writing and reading.

#include "platform/sketches/number_text.hpp"

#include <array>

namespace ontos::sketches {

namespace {

constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t more = 32;

constexpr auto digit_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(255);
    for (std::size_t i = 0; i < digits.size(); ++i)
        values[static_cast<unsigned char>(digits[i])] = static_cast<std::uint8_t>(i);
    return values;
}();

}  // namespace

void write_number(std::string& out, std::uint64_t value) {
    for (; value >= more; value >>= 5) out += digits[(value & 31) | more];
    out += digits[value];
}

std::uint64_t NumberReader::next() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 65; shift += 5) {
        if (text_.empty()) break;
        const auto digit = digit_values[static_cast<unsigned char>(text_.front())];
        text_.remove_prefix(1);
        const auto bits = std::uint64_t{digit} & 31;
        if (digit > 63 || (bits << shift) >> shift != bits) break;
        value |= bits << shift;
        if (digit < more) return value;
    }
    failed_ = true;
    return 0;
}

std::string_view NumberReader::next_text(std::uint64_t size) {
    if (size > text_.size()) {
        failed_ = true;
        return {};
    }
    const auto text = text_.substr(0, static_cast<std::size_t>(size));
    text_.remove_prefix(text.size());
    return text;
}

}  // namespace ontos::sketches
