#pragma once
// Small questions about text.

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace ontos {

constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

inline std::string lower_case(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), to_lower);
    return out;
}

/// ASCII letters compare without regard to case: header names, endpoint names.
constexpr bool same_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

/// A member's name as a segment of a JSON pointer (RFC 6901): "a/b~c" is "a~1b~0c".
std::string json_pointer_segment(std::string_view name);

/// The candidate with the fewest edits away from the text; empty where none is near (more than a
/// third of the text's length, at least 2). For "did you mean".
std::string_view nearest_name(std::string_view text, std::span<const std::string> candidates);

}  // namespace ontos
