// How channels are written, kept, shown, and what they must be.
#include "monitor/notifications/channel.hpp"

#include <gmock/gmock.h>

#include "monitor/notifications/channel_rules.hpp"
#include "monitor/notifications/test_notifications.hpp"
#include "platform/api/schema.hpp"

namespace ontos {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

std::string rules_of(std::string_view channel) {
    const auto said = channels_of("[" + std::string{channel} + "]").items.front().channel_said();
    std::string out;
    for (const auto& violation :
         check_channel(*said, {.guard = AddressGuard{}, .has_smtp = true}, ""))
        out += violation.where + ' ' + violation.what + '\n';
    return out;
}

std::string schema_says(std::string_view channels) {
    json::object components;
    const auto schema = api::Codec<Channels>::schema(components);
    api::Schemas schemas;
    api::Violations broken;
    api::check_value(*schemas.compile(schema, components), json::parse(channels), "c", broken);
    std::string out;
    for (const auto& violation : std::move(broken).take())
        out += violation.where + ' ' + violation.what + '\n';
    return out;
}

TEST(Channels, are_texts_or_objects) {
    const auto channels = channels_of(
        R"(["ops@example.com", "https://example.com/hook", "ops",
            {"type": "slack", "url": "https://hooks.slack.com/services/T/B/x"}])");
    EXPECT_EQ(channels.items[0].channel_said()->type, ChannelType::email);
    EXPECT_EQ(channels.items[1].channel_said()->url, "https://example.com/hook");
    EXPECT_TRUE(channels.items[2].is_saved());
    EXPECT_EQ(channels.items[3].channel_said()->type, ChannelType::slack);
}

TEST(Channels, are_answered_as_they_were_sent_but_for_secrets) {
    const auto channels = channels_of(
        R"(["ops@example.com", "https://example.com/hook?token=abc", "ops",
            {"type": "slack", "url": "https://hooks.slack.com/services/T/B/abc"},
            {"type": "teams", "url": "https://x.logic.azure.com/workflows/abc?sig=abc"},
            {"type": "pagerduty", "routing_key": "abc"},
            {"type": "webhook", "url": "https://example.com/a?b=abc", "secrets": ["abc"]}])");
    EXPECT_EQ(
        json::serialize(api::to_json(channels)),
        R"(["ops@example.com","https://example.com/hook?********","ops",)"
        R"({"type":"slack","url":"https://hooks.slack.com/********"},)"
        R"({"type":"teams","url":"https://x.logic.azure.com/********"},)"
        R"({"type":"pagerduty","routing_key":"********"},)"
        R"({"type":"webhook","url":"https://example.com/a?********","secrets":["********"]}])");
    const auto kept = api::Codec<Channels>::to_scalar(channels);
    EXPECT_EQ(api::Codec<Channels>::from_scalar(kept), channels) << "kept with secrets";
}

TEST(Channels, that_come_back_masked_are_what_they_were) {
    const auto before = channels_of(
        R"([{"type": "pagerduty", "routing_key": "abc"}, "https://example.com/hook?token=abc"])");
    for (const auto& entry : before.items) {
        EXPECT_NE(masked(entry), entry);
        EXPECT_EQ(unmasked(masked(entry), before.items), entry);
    }
    const auto other = channels_of(R"([{"type": "pagerduty", "routing_key": "new"}])").items[0];
    EXPECT_EQ(unmasked(other, before.items), other);
}

TEST(Channels, keep_masked_secrets_beside_new_ones_at_the_same_place) {
    const auto one = [](std::string_view url, std::string_view secrets) {
        return channels_of(R"([{"type": "webhook", "url": "https://example.com/)" +
                           std::string{url} + R"(", "secrets": [)" + std::string{secrets} + "]}]")
            .items[0];
    };
    const std::vector before{one("hook?t=abc", R"("old")")}, two{one("", R"("old", "new")")};
    for (const auto* url : {"hook?t=abc", "hook?********"})
        EXPECT_EQ(unmasked(one(url, R"("********", "new")"), before),
                  one("hook?t=abc", R"("old", "new")"))
            << url;
    EXPECT_EQ(unmasked(one("hook?********", R"("new")"), before), one("hook?t=abc", R"("new")"));
    EXPECT_EQ(unmasked(one("", R"("third", "********", "********")"), two),
              one("", R"("third", "old", "new")"));
    EXPECT_EQ(unmasked(one("", R"("********")"), two), one("", R"("********")")) << "which?";
    EXPECT_EQ(unmasked(one("elsewhere", R"("********")"), before),
              one("elsewhere", R"("********")"));
}

TEST(Channels, of_other_shapes_are_refused_by_the_schema) {
    EXPECT_EQ(schema_says(R"(["a@b.c", {"type": "email", "address": "a@b.c"}])"), "");
    EXPECT_THAT(schema_says("[1]"), HasSubstr("/c/0 must be a string or an object"));
    EXPECT_THAT(schema_says(R"([""])"), HasSubstr("at least 1"));
    EXPECT_THAT(schema_says(R"([{"url": "https://a.b"}])"), HasSubstr("/c/0/type is required"));
    EXPECT_THAT(schema_says(R"([{"type": "fax"}])"), HasSubstr("must be one of webhook"));
    EXPECT_THAT(schema_says(R"({"type": "email"})"), HasSubstr("a list"));
    EXPECT_EQ(
        schema_says(R"([{"type": "webhook", "url": "https://example.com", "secret": ["x"]}])"),
        "/c/0/secret is not a known member (did you mean secrets?)\n");
}

TEST(ChannelRules, ask_for_what_the_type_needs) {
    EXPECT_THAT(rules_of(R"({"type": "webhook"})"), HasSubstr("/url is required"));
    EXPECT_THAT(rules_of(R"({"type": "email"})"), HasSubstr("/address is required"));
    EXPECT_THAT(rules_of(R"({"type": "pagerduty"})"), HasSubstr("/routing_key is required"));
    EXPECT_EQ(rules_of(R"({"type": "pagerduty", "routing_key": "k"})"), "");
    EXPECT_THAT(rules_of(R"({"type": "email", "address": "a@b.c", "url": "https://a.b"})"),
                HasSubstr("/url is not known"));
    EXPECT_THAT(rules_of(R"({"type": "slack", "url": "https://a.b", "secrets": ["x"]})"),
                HasSubstr("/secrets is not known"));
}

TEST(ChannelRules, refuse_inner_addresses_masks_and_bad_secrets) {
    EXPECT_THAT(rules_of(R"("https://127.0.0.1/hook")"), HasSubstr("/url must not point to"));
    EXPECT_THAT(rules_of(R"("http://example.com/hook")"), HasSubstr("must start with https://"));
    EXPECT_THAT(rules_of(R"({"type": "slack", "url": "https://hooks.slack.com/********"})"),
                HasSubstr("only a mask"));
    EXPECT_THAT(rules_of(R"({"type": "pagerduty", "routing_key": "********"})"),
                HasSubstr("only a mask"));
    EXPECT_THAT(rules_of(R"({"type": "webhook", "url": "https://a.b/", "secrets": ["********"]})"),
                HasSubstr("/secrets/0 must be the value itself"));
    for (const std::string bad : {"abc", "whsec_", "whsec_AAAA", "whsec_!!!!", "whsk_AAAA"})
        EXPECT_THAT(
            rules_of(R"({"type": "webhook", "url": "https://a.b/", "secrets": [")" + bad + "\"]}"),
            HasSubstr("/secrets/0 must be whsec_"))
            << bad;
    EXPECT_EQ(rules_of(R"({"type": "webhook", "url": "https://a.b/", "secrets": [")" +
                       std::string{secret} + "\"]}"),
              "");
}

TEST(ChannelRules, know_an_email_address) {
    for (const auto* good : {"a@b", "ops+alerts@mail.example.com", "o'neil@x-y.org"})
        EXPECT_TRUE(is_email_address(good)) << good;
    for (const auto* bad : {"", "@b.c", "a@", "a b@c.d", "a@b@c", "a@-b.c", "a@b..c",
                            "a@b.c\r\nBcc: x", "Ann <a@b.c>", "a@b.c,d@e.f"})
        EXPECT_FALSE(is_email_address(bad)) << bad;
}

}  // namespace
}  // namespace ontos
