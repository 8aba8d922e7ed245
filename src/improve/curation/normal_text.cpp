// Texts as they are compared.
#include "improve/curation/normal_text.hpp"

#include "platform/base/hash.hpp"
#include "platform/unicode/characters.hpp"
#include "platform/unicode/folded_text.hpp"

namespace ontos {
namespace {

std::uint64_t mixed(std::uint64_t hash, std::uint64_t next) {
    hash = (hash ^ next) * 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
}

}  // namespace

std::string normal_text(std::string_view text) {
    const auto source = folded(text);
    std::string out;
    out.reserve(source.size());
    bool pending = false;
    for (std::size_t at = 0; at < source.size();) {
        const auto character = first_character(std::string_view{source}.substr(at));
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
