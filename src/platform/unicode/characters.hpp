#pragma once
// Characters of a UTF-8 text, and what Unicode says of them.

#include <cstdint>
#include <string_view>

#include "platform/base/text.hpp"

namespace ontos {

/// A character, and how many bytes it has; code -1 for a byte that is no character.
struct Character {
    std::int32_t code = -1;
    std::size_t bytes = 1;

    bool is_ascii() const { return code >= 0 && code < 0x80; }
};

inline bool is_ascii(std::string_view text) {
    unsigned char all = 0;
    for (const char c : text) all |= static_cast<unsigned char>(c);
    return all < 0x80;
}

/// Of those beyond ASCII.
Character first_coded_character(std::string_view text);
bool is_blank_code(std::int32_t code);
bool is_word_code(std::int32_t code);

/// The text must not be empty.
inline Character first_character(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    return first < 0x80 ? Character{first, 1} : first_coded_character(text);
}
Character last_character(std::string_view text);

inline bool is_blank(const Character& character) {
    if (!character.is_ascii()) return is_blank_code(character.code);
    return character.code == ' ' || (character.code >= '\t' && character.code <= '\r');
}

/// Whether nobody would see anything of it.
bool is_blank_text(std::string_view text);

/// A letter, digit or mark; also a byte that is no character.
inline bool is_word(const Character& character) {
    if (!character.is_ascii()) return is_word_code(character.code);
    return is_alphanumeric(static_cast<char>(character.code));
}

}  // namespace ontos
