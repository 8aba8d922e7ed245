#pragma once
// What makes receipts nameless and signs them.

#include <array>
#include <string>
#include <string_view>

#include "platform/base/signing.hpp"

namespace ontos {

/// Constant after construction. Kept in the data folder: whoever has it can tell whether a receipt
/// is about a given person, and can sign.
struct ReceiptKey {
    std::array<std::uint8_t, 32> salt{}, private_key{};

    /// HMAC-SHA256 of the subject's id, in hexadecimal.
    std::string hash(std::string_view subject_id) const;
    /// Ed25519 signature, in base64.
    std::string sign(std::string_view text) const;
    /// As PEM.
    std::string public_key() const;
};

}  // namespace ontos
