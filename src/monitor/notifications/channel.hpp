#pragma once
// Channels: where notices go, how they are written in requests, kept, and shown without secrets.

#include <boost/describe.hpp>

#include "platform/api/codec.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(ChannelType, webhook, slack, teams, pagerduty, alertmanager, email)

/// The object form. Only what its type needs is filled.
struct Channel {
    ChannelType type = ChannelType::webhook;
    std::string url;
    std::string address;
    std::string routing_key;
    std::vector<std::string> secrets;

    bool operator==(const Channel&) const = default;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&Channel::type>(
                "webhook: our own body, signed by Standard Webhooks 1.0. alertmanager: a URL whose "
                "path ends in /api/v2/alerts is an Alertmanager, any other takes its webhook body, "
                "version 4. slack, teams: an incoming webhook. pagerduty: Events API v2. email."),
            api::omit_empty<&Channel::url>(
                "Where to post: https://, or http:// to a host in `outbound_allow`. Answers show "
                "it without what is secret in it. PagerDuty has a default.",
                api::max_length(2'048)),
            api::omit_empty<&Channel::address>("E-mail address of the recipient.",
                                               api::max_length(254)),
            api::omit_empty<&Channel::routing_key>("PagerDuty's integration key; shown masked.",
                                                   api::max_length(128)),
            api::omit_empty<&Channel::secrets>(
                "Of a webhook: whsec_... (HMAC-SHA256) or whsk_... (ed25519). Each makes a "
                "signature, so that a new one can be added before the old one is removed. Shown "
                "masked.",
                api::max_items(4))};
    }
};

/// An item of `notification_channels`: a text, or an object.
struct ChannelEntry {
    std::string text;  ///< an e-mail address, an https:// URL or the name of a saved channel
    Channel channel;   ///< if there is no text

    bool operator==(const ChannelEntry&) const = default;

    /// The channel it says; nullopt if it names a saved one.
    std::optional<Channel> channel_said() const;
    bool is_saved() const { return !channel_said(); }
};

/// `notification_channels`. As JSON, secrets are masked; as an SQL value (TEXT) they are not.
struct Channels {
    std::vector<ChannelEntry> items;

    bool operator==(const Channels&) const = default;
};

/// Without secrets, routing key and what is secret in a URL.
Channel masked(Channel channel);
ChannelEntry masked(ChannelEntry entry);
/// "slack https://hooks.slack.com/********": for logs and lists.
std::string shown(const Channel& channel);

/// What a client read masked and sends back is what it was before, at the same place only: another
/// address is given no old secret. Masks among `secrets` stand for those of before, in order, where
/// they are as many; new ones may stand beside them. Else what was sent.
ChannelEntry unmasked(const ChannelEntry& entry, const std::vector<ChannelEntry>& before);
Channel unmasked(Channel channel, const Channel& before);

/// Names what is called, without secrets that rotate: for the breaker, and to tell deliveries
/// apart. 32 hexadecimal digits.
std::string destination_of(const Channel& channel);

/// PagerDuty's own address, where none is given.
inline constexpr std::string_view pagerduty_url = "https://events.pagerduty.com/v2/enqueue";

template <>
struct api::Codec<Channels> {
    static Channels read(const json::value& in);
    static json::value write(const Channels& channels);
    static json::object schema(json::object& components);
    static Scalar to_scalar(const Channels& channels);
    static Channels from_scalar(const Scalar& in) { return read(parse_stored_json(in)); }
};

}  // namespace ontos
