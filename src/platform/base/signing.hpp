#pragma once
// Signatures: with a shared secret, and with a private key.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace ontos {

std::array<std::uint8_t, 32> hmac_sha256(std::span<const std::uint8_t> key, std::string_view text);

/// `private_key` is the 32 bytes of RFC 8032.
std::array<std::uint8_t, 64> sign_ed25519(std::span<const std::uint8_t, 32> private_key,
                                          std::string_view text);

/// The 32 bytes by which others verify.
std::array<std::uint8_t, 32> public_key_ed25519(std::span<const std::uint8_t, 32> private_key);

bool is_signed_ed25519(std::span<const std::uint8_t, 32> public_key, std::string_view text,
                       std::span<const std::uint8_t> signature);

}  // namespace ontos
