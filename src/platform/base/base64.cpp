// Bytes as base64 text and back.
#include "platform/base/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace ontos {
namespace {

const std::uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

}  // namespace

std::string to_base64(std::span<const std::uint8_t> bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL ends it with a NUL
    const int size = EVP_EncodeBlock(reinterpret_cast<std::uint8_t*>(out.data()), bytes.data(),
                                     static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::string to_base64(std::string_view bytes) {
    return to_base64(std::span{bytes_of(bytes), bytes.size()});
}

std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
    constexpr std::size_t text_max = 64 << 10;
    if (text.size() % 4 != 0 || text.size() > text_max) return std::nullopt;
    std::vector<std::uint8_t> out(text.size() / 4 * 3);
    const int size = EVP_DecodeBlock(out.data(), bytes_of(text), static_cast<int>(text.size()));
    if (size < 0) return std::nullopt;
    const auto padding = text.ends_with("==") ? 2u : text.ends_with('=') ? 1u : 0u;
    out.resize(static_cast<std::size_t>(size) - std::min<std::size_t>(padding, out.size()));
    if (to_base64(out) != text) return std::nullopt;  // OpenSSL is lenient with spaces and padding
    return out;
}

}  // namespace ontos
