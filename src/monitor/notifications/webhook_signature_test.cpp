// The published test vectors of Standard Webhooks 1.0.0: of its libraries and of Svix' server.
#include "monitor/notifications/webhook_signature.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace ontos {
namespace {

constexpr std::string_view id = "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp = "1614265330",
                           body = R"({"test": 2432232314})";
const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

std::string signed_by(const std::vector<std::string>& secrets) {
    return webhook_signature(id, timestamp, body, secrets);
}

TEST(WebhookSignature, is_that_of_the_reference_libraries) {
    EXPECT_EQ(signed_by({secret}), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, is_that_of_the_reference_server_for_ed25519) {
    EXPECT_EQ(signed_by({"whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJ"
                         "p4AJ6p9lMicMFs6Kvg=="}),
              "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+"
              "m7TBAg==");
}

TEST(WebhookSignature, has_one_part_for_each_secret) {
    const std::string other = "whsec_" + std::string(32, 'A');
    const auto both = signed_by({other, secret});
    EXPECT_EQ(both, signed_by({other}) + ' ' + signed_by({secret}));
    EXPECT_EQ(signed_by({}), "");
}

TEST(WebhookSignature, knows_which_secrets_it_can_use) {
    EXPECT_TRUE(is_signing_secret(secret));
    EXPECT_TRUE(is_signing_secret("whsec_" + std::string(32, 'A'))) << "24 bytes";
    EXPECT_FALSE(is_signing_secret("whsec_" + std::string(28, 'A'))) << "21 bytes";
    EXPECT_FALSE(is_signing_secret("whsec_" + std::string(88, 'A'))) << "66 bytes";
    EXPECT_FALSE(is_signing_secret("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    EXPECT_FALSE(is_signing_secret("whpk_" + std::string(43, 'A') + "="));
}

}  // namespace
}  // namespace ontos
