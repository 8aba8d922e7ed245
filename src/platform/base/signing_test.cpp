// Published test vectors: RFC 4648, RFC 4231, RFC 8032.
#include "platform/base/signing.hpp"

#include <gmock/gmock.h>

#include "platform/base/base64.hpp"
#include "platform/base/hash.hpp"

namespace ontos {
namespace {

TEST(Base64, is_that_of_rfc_4648) {
    const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                     {"f", "Zg=="},
                                                                     {"fo", "Zm8="},
                                                                     {"foo", "Zm9v"},
                                                                     {"foob", "Zm9vYg=="},
                                                                     {"fooba", "Zm9vYmE="},
                                                                     {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : vectors) {
        EXPECT_EQ(to_base64(bytes), text);
        const auto back = from_base64(text);
        ASSERT_TRUE(back) << text;
        EXPECT_EQ(std::string(back->begin(), back->end()), bytes);
    }
    for (const auto* text : {"Zg", "Zg=", "Z===", "!!!!", "Zm9v\n   ", "Zm 9"})
        EXPECT_EQ(from_base64(text), std::nullopt) << text;
}

TEST(HmacSha256, is_that_of_rfc_4231) {
    const std::array<std::uint8_t, 4> key{'J', 'e', 'f', 'e'};
    EXPECT_EQ(to_hex(hmac_sha256(key, "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Ed25519, is_that_of_rfc_8032) {
    const std::array<std::uint8_t, 32> key{0x4c, 0xcd, 0x08, 0x9b, 0x28, 0xff, 0x96, 0xda,
                                           0x9d, 0xb6, 0xc3, 0x46, 0xec, 0x11, 0x4e, 0x0f,
                                           0x5b, 0x8a, 0x31, 0x9f, 0x35, 0xab, 0xa6, 0x24,
                                           0xda, 0x8c, 0xf6, 0xed, 0x4f, 0xb8, 0xa6, 0xfb};
    EXPECT_EQ(to_hex(sign_ed25519(key, "\x72")),
              "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
              "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    const auto public_key = public_key_ed25519(key);
    EXPECT_EQ(to_hex(public_key),
              "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    auto signature = sign_ed25519(key, "\x72");
    EXPECT_TRUE(is_signed_ed25519(public_key, "\x72", signature));
    EXPECT_FALSE(is_signed_ed25519(public_key, "\x73", signature));
    signature[5] ^= 1;
    EXPECT_FALSE(is_signed_ed25519(public_key, "\x72", signature));
    EXPECT_FALSE(is_signed_ed25519(public_key, "\x72", {}));
}

}  // namespace
}  // namespace ontos
