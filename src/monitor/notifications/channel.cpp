// Channels: how they are written, kept, and shown without secrets.
#include "monitor/notifications/channel.hpp"

#include <algorithm>

#include "deploy/endpoints/environment.hpp"
#include "platform/api/schema.hpp"
#include "platform/base/hash.hpp"
#include "platform/outbound/address_guard.hpp"

namespace ontos {
namespace {

namespace json = boost::json;

constexpr int channels_max = 20;

/// Slack and Teams know who may post by the path; others at most by the query.
std::string masked_url(const Channel& channel) {
    const auto url = parse_url(channel.url);
    if (!url) return channel.url;
    const bool has_secret_path =
        channel.type == ChannelType::slack || channel.type == ChannelType::teams;
    const auto from =
        has_secret_path ? channel.url.find('/', channel.url.find("//") + 2) : channel.url.find('?');
    if (from == std::string::npos) return channel.url;
    return channel.url.substr(0, from + 1) + std::string{masked_value};
}

/// Whether both say one place, the first perhaps as the second is shown.
bool is_same_place(const Channel& sent, const Channel& before) {
    return sent.type == before.type && sent.address == before.address &&
           (sent.url == before.url || sent.url == masked_url(before));
}

json::value write_entry(const ChannelEntry& entry) {
    if (!entry.text.empty()) return json::value(entry.text);
    return api::to_json(entry.channel);
}

ChannelEntry read_entry(const json::value& in) {
    if (const auto* text = in.if_string()) return {std::string{*text}, {}};
    return {{}, api::Codec<Channel>::read(in)};
}

}  // namespace

std::optional<Channel> ChannelEntry::channel_said() const {
    if (text.empty()) return channel;
    if (text.find("://") != text.npos) return Channel{ChannelType::webhook, text, {}, {}, {}};
    if (text.find('@') != text.npos) return Channel{ChannelType::email, {}, text, {}, {}};
    return std::nullopt;
}

Channel masked(Channel channel) {
    channel.url = masked_url(channel);
    if (!channel.routing_key.empty()) channel.routing_key = masked_value;
    for (auto& secret : channel.secrets) secret = masked_value;
    return channel;
}

ChannelEntry masked(ChannelEntry entry) {
    const auto said = entry.channel_said();
    if (entry.text.empty())
        entry.channel = masked(entry.channel);
    else if (said && said->type == ChannelType::webhook)
        entry.text = masked_url(*said);
    return entry;
}

std::string shown(const Channel& channel) {
    const auto hidden = masked(channel);
    const auto& place = channel.type == ChannelType::email ? hidden.address
                        : hidden.url.empty()               ? std::string{pagerduty_url}
                                                           : hidden.url;
    return std::string{api::to_text(channel.type)} + ' ' + place;
}

ChannelEntry unmasked(const ChannelEntry& entry, const std::vector<ChannelEntry>& before) {
    for (const auto& known : before)
        if (masked(known) == entry) return known;
    if (!entry.text.empty()) return entry;
    for (const auto& known : before)
        if (known.text.empty() && is_same_place(entry.channel, known.channel))
            return {{}, unmasked(entry.channel, known.channel)};
    return entry;
}

Channel unmasked(Channel channel, const Channel& before) {
    if (!is_same_place(channel, before)) return channel;
    channel.url = before.url;
    if (channel.routing_key == masked_value) channel.routing_key = before.routing_key;
    // Of fewer masks than secrets nobody knows which are meant.
    if (std::ranges::count(channel.secrets, masked_value) != std::ssize(before.secrets))
        return channel;
    auto next = before.secrets.begin();
    for (auto& secret : channel.secrets)
        if (secret == masked_value) secret = *next++;
    return channel;
}

std::string destination_of(const Channel& channel) {
    return sha256_hex(std::string{api::to_text(channel.type)} + '\n' + channel.url + '\n' +
                      channel.address + '\n' + channel.routing_key)
        .substr(0, 32);
}

Channels api::Codec<Channels>::read(const json::value& in) {
    Channels out;
    for (const auto& item : in.as_array()) out.items.push_back(read_entry(item));
    return out;
}

json::value api::Codec<Channels>::write(const Channels& channels) {
    json::array out;
    for (const auto& item : channels.items) out.push_back(write_entry(masked(item)));
    return out;
}

json::object api::Codec<Channels>::schema(json::object& components) {
    const Channel initial{};
    // Closed on every route: a misspelt `secrets` would be a webhook that nobody signs.
    auto item = closed(object_schema(Codec<Channel>::fields, components, &initial), components);
    item["type"] = {"string", "object"};
    item["minLength"] = 1;
    item["maxLength"] = 2'048;
    item["description"] =
        "An e-mail address, an https:// URL of a webhook, the name of a saved channel, or an "
        "object.";
    return {{"type", "array"}, {"items", std::move(item)}, {"maxItems", channels_max}};
}

api::Scalar api::Codec<Channels>::to_scalar(const Channels& channels) {
    json::array out;
    for (const auto& item : channels.items) out.push_back(write_entry(item));
    return json::serialize(out);
}

}  // namespace ontos
