// Characters of a UTF-8 text, and what Unicode says of them.
#include "platform/unicode/characters.hpp"

#include <utf8proc.h>

#include <algorithm>

namespace ontos {

Character first_coded_character(std::string_view text) {
    Character out;
    const auto read = utf8proc_iterate(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
        static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size(), 4)), &out.code);
    if (read > 0)
        out.bytes = static_cast<std::size_t>(read);
    else
        out.code = -1;
    return out;
}

Character last_character(std::string_view text) {
    for (std::size_t bytes = 1; bytes <= std::min<std::size_t>(text.size(), 4); ++bytes) {
        const auto last = first_character(text.substr(text.size() - bytes));
        if (last.code >= 0 && last.bytes == bytes) return last;
    }
    return {};
}

bool is_blank_code(std::int32_t code) {
    if (code < 0) return false;
    const auto category = utf8proc_category(code);
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP || code == 0x85;
}

bool is_blank_text(std::string_view text) {
    while (!text.empty()) {
        const auto character = first_character(text);
        if (!is_blank(character)) return false;
        text.remove_prefix(character.bytes);
    }
    return true;
}

bool is_word_code(std::int32_t code) {
    if (code < 0) return true;
    const auto category = utf8proc_category(code);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

}  // namespace ontos
