// The text of an API key.
#include "platform/access/api_key_text.hpp"

#include <algorithm>
#include <array>

namespace ontos::access {
namespace {

constexpr std::string_view key_prefix = "ontos_";
constexpr std::size_t secret_length = 43;
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string new_api_key(Random& random) {
    std::array<std::uint8_t, 33> bytes{};
    random.fill(std::span{bytes}.first(32));
    std::string text{key_prefix};
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const unsigned group =
            unsigned{bytes[i]} << 16 | unsigned{bytes[i + 1]} << 8 | bytes[i + 2];
        for (const int shift : {18, 12, 6, 0}) text += alphabet[group >> shift & 63];
    }
    text.resize(key_prefix.size() + secret_length);  // the last byte was padding
    return text;
}

bool has_api_key_prefix(std::string_view text) { return text.starts_with(key_prefix); }

bool is_api_key(std::string_view text) {
    return text.size() == key_prefix.size() + secret_length && has_api_key_prefix(text) &&
           text.find_first_not_of(alphabet, key_prefix.size()) == text.npos;
}

}  // namespace ontos::access
