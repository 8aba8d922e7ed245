// What a channel must be before it is kept.
#include "monitor/notifications/channel_rules.hpp"

#include <re2/re2.h>

#include "deploy/endpoints/environment.hpp"
#include "monitor/notifications/webhook_signature.hpp"

namespace ontos {
namespace {

class Rules {
public:
    Rules(const Channel& channel, std::string where)
        : channel_{channel}, where_{std::move(where)} {}

    std::vector<Violation> check(const AddressGuard& guard) {
        using enum ChannelType;
        const auto type = channel_.type;
        check_url(guard);
        need_only("address", channel_.address, type == email, type == email);
        need_only("routing_key", channel_.routing_key, type == pagerduty, type == pagerduty);
        if (type != webhook && !channel_.secrets.empty())
            add("/secrets", "is not known to a channel of this type");
        for (std::size_t i = 0; i < channel_.secrets.size(); ++i)
            check_secret(channel_.secrets[i], "/secrets/" + std::to_string(i));
        if (type == email && !channel_.address.empty() && !is_email_address(channel_.address))
            add("/address", "must be one e-mail address such as ops@example.com");
        if (is_mask(channel_.routing_key)) add("/routing_key", mask_rule);
        return std::move(broken_);
    }

private:
    static constexpr std::string_view mask_rule = "must be the value itself: it is only a mask";
    static constexpr std::string_view secret_mask_rule =
        "must be the value itself: it is only a mask, and stands for the secret that was there "
        "only "
        "where the type and the address are as before, and as many masks are sent as secrets were "
        "there";
    static bool is_mask(std::string_view text) { return text.find(masked_value) != text.npos; }

    void add(const std::string& member, std::string_view rule) {
        broken_.push_back({where_ + member, std::string{rule}});
    }
    void need_only(const std::string& member, const std::string& value, bool is_needed,
                   bool is_known) {
        if (is_needed && value.empty()) add('/' + member, "is required for this type");
        if (!is_known && !value.empty())
            add('/' + member, "is not known to a channel of this type");
    }
    void check_url(const AddressGuard& guard) {
        using enum ChannelType;
        const auto type = channel_.type;
        need_only("url", channel_.url, type != email && type != pagerduty, type != email);
        if (channel_.url.empty()) return;
        if (is_mask(channel_.url)) return add("/url", mask_rule);
        if (const auto objection = guard.objection(channel_.url)) add("/url", *objection);
    }
    void check_secret(const std::string& secret, const std::string& member) {
        if (is_mask(secret))
            add(member, secret_mask_rule);
        else if (!is_signing_secret(secret))
            add(member,
                "must be whsec_ and the base64 of 24 to 64 bytes, or whsk_ and the base64 of an "
                "ed25519 private key");
    }

    const Channel& channel_;
    const std::string where_;
    std::vector<Violation> broken_;
};

}  // namespace

std::vector<Violation> check_channel(const Channel& channel, const ChannelLimits& limits,
                                     const std::string& where) {
    return Rules{channel, where}.check(limits.guard);
}

void require_transport(const Channel& channel, const ChannelLimits& limits) {
    if (channel.type != ChannelType::email || limits.has_smtp) return;
    throw Failure{FailureKind::invalid, "The e-mail channel " + channel.address +
                                            " cannot be used: no mail server is configured."}
        .code("channel_not_configured")
        .hint("Set smtp_url and smtp_from, or take another channel.");
}

bool is_email_address(std::string_view text) {
    static const re2::RE2 form{R"([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@)"
                               R"((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*)"
                               R"([A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)"};
    return text.size() <= 254 &&
           re2::RE2::FullMatch(re2::StringPiece{text.data(), text.size()}, form);
}

}  // namespace ontos
