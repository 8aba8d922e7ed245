#pragma once
// Small questions about text.

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace ontos {

constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

constexpr char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Of ASCII.
constexpr bool is_letter(char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }
constexpr bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }

inline std::string lower_case(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), to_lower);
    return out;
}

/// ASCII letters compare without regard to case: header names, endpoint names.
constexpr bool same_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

/// How many bytes the character at the front has, by RFC 3629; 0 if there is none.
std::size_t utf8_length(std::string_view text);

bool is_utf8(std::string_view text);

/// The front of the text, at most so many bytes, never a part of a character.
std::string_view cut_text(std::string_view text, std::size_t bytes_max);

/// At most so many bytes of a text that somebody sent, cut between characters, then "...": for
/// messages.
std::string shortened(std::string_view text, std::size_t bytes_max = 80);

/// A member's name as a segment of a JSON pointer (RFC 6901): "a/b~c" is "a~1b~0c".
std::string json_pointer_segment(std::string_view name);

/// The candidate with the fewest edits away from the text; empty where none is near (more than a
/// third of the text's length, at least 2). For "did you mean".
std::string_view nearest_name(std::string_view text, std::span<const std::string> candidates);

}  // namespace ontos
