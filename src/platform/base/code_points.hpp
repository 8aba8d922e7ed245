#pragma once
// How long a text is for the one who writes it.

#include <algorithm>
#include <string_view>

namespace ontos {

/// Characters of UTF-8: what minLength and maxLength count.
inline std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

}  // namespace ontos
