#pragma once
// Values appended as JSON text.

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

namespace ontos {

/// In quotes, escaped. Bytes that are no UTF-8 become U+FFFD, so that the answer stays JSON.
void append_json_text(std::string& out, std::string_view text);

inline void append_json_bool(std::string& out, bool value) { out += value ? "true" : "false"; }

/// The shortest decimal that reads back to the same value of this type. NaN and the infinities,
/// which JSON lacks, are null: the result is how many (0 or 1).
template <class Float>
    requires std::is_floating_point_v<Float>
std::size_t append_json_number(std::string& out, Float value) {
    if (!std::isfinite(value)) [[unlikely]] {
        out += "null";
        return 1;
    }
    std::array<char, 32> text;
    const auto end = std::to_chars(text.begin(), text.end(), value).ptr;
    out.append(text.data(), static_cast<std::size_t>(end - text.data()));
    return 0;
}

template <class Integer>
    requires std::is_integral_v<Integer>
void append_json_integer(std::string& out, Integer value) {
    std::array<char, 24> text;
    const auto end = std::to_chars(text.begin(), text.end(), value).ptr;
    out.append(text.data(), static_cast<std::size_t>(end - text.data()));
}

}  // namespace ontos
