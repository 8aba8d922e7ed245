// Signatures over OpenSSL.
#include "platform/base/signing.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

const std::uint8_t* signed_bytes(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

struct Deleter {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

std::array<std::uint8_t, 32> hmac_sha256(std::span<const std::uint8_t> key, std::string_view text) {
    std::array<std::uint8_t, 32> out{};
    unsigned size = 0;
    const auto* made = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                            signed_bytes(text), text.size(), out.data(), &size);
    check(made != nullptr && size == out.size(), "OpenSSL knows HMAC-SHA256");
    return out;
}

std::array<std::uint8_t, 64> sign_ed25519(std::span<const std::uint8_t, 32> private_key,
                                          std::string_view text) {
    const std::unique_ptr<EVP_PKEY, Deleter> key{EVP_PKEY_new_raw_private_key(
        EVP_PKEY_ED25519, nullptr, private_key.data(), private_key.size())};
    const std::unique_ptr<EVP_MD_CTX, Deleter> context{EVP_MD_CTX_new()};
    std::array<std::uint8_t, 64> out{};
    std::size_t size = out.size();
    const bool is_signed =
        key && context &&
        EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
        EVP_DigestSign(context.get(), out.data(), &size, signed_bytes(text), text.size()) == 1;
    check(is_signed && size == out.size(), "OpenSSL knows ed25519");
    return out;
}

std::array<std::uint8_t, 32> public_key_ed25519(std::span<const std::uint8_t, 32> private_key) {
    const std::unique_ptr<EVP_PKEY, Deleter> key{EVP_PKEY_new_raw_private_key(
        EVP_PKEY_ED25519, nullptr, private_key.data(), private_key.size())};
    std::array<std::uint8_t, 32> out{};
    std::size_t size = out.size();
    check(
        key && EVP_PKEY_get_raw_public_key(key.get(), out.data(), &size) == 1 && size == out.size(),
        "OpenSSL knows ed25519");
    return out;
}

bool is_signed_ed25519(std::span<const std::uint8_t, 32> public_key, std::string_view text,
                       std::span<const std::uint8_t> signature) {
    const std::unique_ptr<EVP_PKEY, Deleter> key{EVP_PKEY_new_raw_public_key(
        EVP_PKEY_ED25519, nullptr, public_key.data(), public_key.size())};
    const std::unique_ptr<EVP_MD_CTX, Deleter> context{EVP_MD_CTX_new()};
    check(key && context, "OpenSSL knows ed25519");
    return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), signature.data(), signature.size(), signed_bytes(text),
                            text.size()) == 1;
}

}  // namespace ontos
