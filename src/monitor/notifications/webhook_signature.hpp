#pragma once
// Standard Webhooks 1.0.0: how a webhook is signed.

#include <span>
#include <string>
#include <string_view>

namespace ontos {

/// `whsec_` and base64 of 24 to 64 bytes (HMAC-SHA256, signature v1), or `whsk_` and base64 of an
/// ed25519 private key: its 32 bytes, or these and the 32 of the public key (signature v1a).
bool is_signing_secret(std::string_view secret);

/// The header webhook-signature: one signature of "id.timestamp.body" for each secret, with spaces
/// between; empty without secrets. Secrets are as above.
std::string webhook_signature(std::string_view id, std::string_view timestamp,
                              std::string_view body, std::span<const std::string> secrets);

}  // namespace ontos
