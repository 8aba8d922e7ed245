// Texts as they are compared.
#include "improve/curation/normal_text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "platform/base/hash.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

constexpr bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// The character at the front, and how many bytes it has; -1 for a byte that is no character.
struct Character {
    utf8proc_int32_t code = -1;
    std::size_t bytes = 1;
};

Character first_character(std::string_view text) {
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

bool is_blank(const Character& character) {
    if (character.code < 0) return false;
    if (character.code < 0x80) return is_blank(static_cast<char>(character.code));
    const auto category = utf8proc_category(character.code);
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP || character.code == 0x85;
}

bool is_word(const Character& character) {
    if (character.code < 0) return true;
    if (character.code < 0x80) return is_alphanumeric(static_cast<char>(character.code));
    const auto category = utf8proc_category(character.code);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

/// Composed and case folded; the text itself where it is not UTF-8.
std::string folded(std::string_view text) {
    utf8proc_uint8_t* made = nullptr;
    const auto size = utf8proc_map(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
        static_cast<utf8proc_ssize_t>(text.size()), &made,
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner{made, &std::free};
    if (size < 0) return std::string{text};
    return {reinterpret_cast<const char*>(made), static_cast<std::size_t>(size)};
}

std::uint64_t mixed(std::uint64_t hash, std::uint64_t next) {
    hash = (hash ^ next) * 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
}

}  // namespace

std::string normal_text(std::string_view text) {
    const bool plain = is_ascii(text);
    const auto source = plain ? lower_case(text) : folded(text);
    std::string out;
    out.reserve(source.size());
    bool pending = false;
    for (std::size_t at = 0; at < source.size();) {
        const auto character =
            plain ? Character{source[at], 1} : first_character(std::string_view{source}.substr(at));
        if (is_blank(character)) {
            pending = !out.empty();
        } else {
            if (pending) out += ' ';
            pending = false;
            out.append(source, at, character.bytes);
        }
        at += character.bytes;
    }
    return out;
}

std::vector<std::uint64_t> word_hashes(std::string_view normal) {
    std::vector<std::uint64_t> words;
    std::size_t start = 0;
    const auto end_word = [&](std::size_t end) {
        if (end > start) words.push_back(text_hash(normal.substr(start, end - start)));
    };
    for (std::size_t at = 0; at < normal.size();) {
        const auto character = first_character(normal.substr(at));
        if (!is_word(character)) {
            end_word(at);
            start = at + character.bytes;
        }
        at += character.bytes;
    }
    end_word(normal.size());
    return words;
}

std::vector<std::uint64_t> gram_hashes(const std::vector<std::uint64_t>& items,
                                       std::size_t length) {
    std::vector<std::uint64_t> grams;
    if (items.size() < length) return grams;
    grams.reserve(items.size() - length + 1);
    for (std::size_t first = 0; first + length <= items.size(); ++first) {
        std::uint64_t hash = length;
        for (std::size_t i = 0; i < length; ++i) hash = mixed(hash, items[first + i]);
        grams.push_back(hash);
    }
    return grams;
}

std::uint64_t text_hash(std::string_view text) { return stable_hash("training text", text); }

}  // namespace ontos
