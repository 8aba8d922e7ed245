// Standard Webhooks 1.0.0: how a webhook is signed.
#include "monitor/notifications/webhook_signature.hpp"

#include <optional>

#include "platform/base/base64.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/signing.hpp"

namespace ontos {
namespace {

constexpr std::string_view symmetric = "whsec_", asymmetric = "whsk_";
constexpr std::size_t ed25519_size = 32;

/// The key's bytes; nullopt where they are not as the scheme wants them.
std::optional<std::vector<std::uint8_t>> key_of(std::string_view secret) {
    const bool is_symmetric = secret.starts_with(symmetric);
    if (!is_symmetric && !secret.starts_with(asymmetric)) return std::nullopt;
    auto key = from_base64(secret.substr(is_symmetric ? symmetric.size() : asymmetric.size()));
    if (!key) return std::nullopt;
    const bool fits = is_symmetric ? key->size() >= 24 && key->size() <= 64
                                   : key->size() == ed25519_size || key->size() == 2 * ed25519_size;
    if (!fits) return std::nullopt;
    return key;
}

std::string signature(std::string_view secret, std::string_view text) {
    const auto key = key_of(secret);
    check(key.has_value(), "a secret was checked before it was kept");
    if (secret.starts_with(symmetric)) return "v1," + to_base64(hmac_sha256(*key, text));
    const std::span<const std::uint8_t, ed25519_size> private_key{key->data(), ed25519_size};
    return "v1a," + to_base64(sign_ed25519(private_key, text));
}

}  // namespace

bool is_signing_secret(std::string_view secret) { return key_of(secret).has_value(); }

std::string webhook_signature(std::string_view id, std::string_view timestamp,
                              std::string_view body, std::span<const std::string> secrets) {
    std::string text;
    text.append(id).append(1, '.').append(timestamp).append(1, '.').append(body);
    std::string out;
    for (const auto& secret : secrets) {
        if (!out.empty()) out += ' ';
        out += signature(secret, text);
    }
    return out;
}

}  // namespace ontos
