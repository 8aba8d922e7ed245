// What makes receipts nameless and signs them.
#include "improve/privacy/receipt_key.hpp"

#include "platform/base/base64.hpp"
#include "platform/base/hash.hpp"

namespace ontos {

std::string ReceiptKey::hash(std::string_view subject_id) const {
    return to_hex(hmac_sha256(salt, subject_id));
}

std::string ReceiptKey::sign(std::string_view text) const {
    return to_base64(sign_ed25519(private_key, text));
}

std::string ReceiptKey::public_key() const {
    // SubjectPublicKeyInfo of RFC 8410: the same 12 bytes before every key.
    std::vector<std::uint8_t> der{0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                  0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
    const auto raw = public_key_ed25519(private_key);
    der.insert(der.end(), raw.begin(), raw.end());
    return "-----BEGIN PUBLIC KEY-----\n" + to_base64(der) + "\n-----END PUBLIC KEY-----\n";
}

}  // namespace ontos
