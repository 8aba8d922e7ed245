// One attempt to send a notice.
#include "monitor/notifications/channel_sender.hpp"

#include <fmt/format.h>

#include "deploy/endpoints/environment.hpp"
#include "monitor/notifications/bodies.hpp"
#include "monitor/notifications/webhook_signature.hpp"
#include "platform/outbound/http_client.hpp"

namespace ontos {
namespace {

constexpr std::size_t reply_max = 16 << 10, error_max = 300;

void hide(std::string& text, const std::string& secret, std::string_view shown = masked_value) {
    if (secret.empty()) return;
    for (auto at = text.find(secret); at != text.npos; at = text.find(secret, at + shown.size()))
        text.replace(at, secret.size(), shown);
}

/// Scheme, host and port of a URL: what is behind them may be what lets one post.
std::string place_of(const std::string& url) {
    const auto host = url.find("//");
    if (host == url.npos) return std::string{masked_value};
    return url.substr(0, url.find_first_of("/?#", host + 2)) + '/' + std::string{masked_value};
}

/// What a receiver said, fit for the log: one short line of ASCII without the channel's secrets.
std::string told(std::string text, const Channel& channel) {
    hide(text, channel.url, place_of(channel.url));
    hide(text, channel.routing_key);
    for (const auto& secret : channel.secrets) hide(text, secret);
    text = text.substr(0, error_max);
    for (char& c : text)
        if (c < ' ' || c > '~') c = ' ';
    return text;
}

std::string said(const OutboundReply& reply) {
    if (reply.status >= 300 && reply.status < 400)
        return fmt::format("HTTP {}: redirects are not followed", reply.status);
    return fmt::format("HTTP {}{}{}", reply.status, reply.body.empty() ? "" : ": ", reply.body);
}

}  // namespace

Outcome ChannelSender::send(const Channel& channel, const Notice& notice, const std::string& id,
                            Timestamp now) const {
    auto outcome = channel.type == ChannelType::email ? send_by_mail(channel, notice, id)
                                                      : send_post(channel, notice, id, now);
    outcome.is_cancelled = !outcome.error.empty() && is_cancelled_;
    return outcome;
}

Outcome ChannelSender::send_post(const Channel& channel, const Notice& notice,
                                 const std::string& id, Timestamp now) const {
    // The configuration may have changed since the channel was kept.
    const auto post = post_of(channel, notice);
    if (const auto objection = config_.limits.guard.objection(post.url))
        return {.status = std::nullopt,
                .error = "The URL " + *objection + '.',
                .retry_after = std::nullopt};
    const auto seconds =
        std::to_string(std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count());
    OutboundRequest request;
    request.method = "POST";
    request.url = post.url;
    request.body = post.body;
    request.headers = {"Content-Type: application/json",
                       "Expect:", "User-Agent: " + config_.user_agent, "webhook-id: " + id,
                       "webhook-timestamp: " + seconds};
    if (!channel.secrets.empty())
        request.headers.push_back("webhook-signature: " +
                                  webhook_signature(id, seconds, post.body, channel.secrets));
    request.timeout = config_.timeout;
    request.reply_max = reply_max;
    request.cut_reply = true;
    request.guard = &config_.limits.guard;
    request.ca_file = config_.ca_file;
    request.is_cancelled = [this] { return is_cancelled_.load(); };
    try {
        const auto reply = send_request(request);
        Outcome outcome{.status = reply.status,
                        .error = {},
                        .retry_after = reply.retry_after,
                        .is_gone = reply.status == 410};
        if (reply.status < 200 || reply.status >= 300) outcome.error = told(said(reply), channel);
        return outcome;
    } catch (const Failure& failure) {
        return {.status = std::nullopt,
                .error = told(failure.message(), channel),
                .retry_after = std::nullopt};
    }
}

Outcome ChannelSender::send_by_mail(const Channel& channel, const Notice& notice,
                                    const std::string& id) const {
    if (!config_.limits.has_smtp)
        return {.status = std::nullopt,
                .error = "No mail server is configured.",
                .retry_after = std::nullopt};
    const auto reply = send_mail(config_.smtp, mail_of(channel, notice, id, config_.smtp.from),
                                 config_.timeout, [this] { return is_cancelled_.load(); });
    Outcome outcome{.status = std::nullopt, .error = reply.error, .retry_after = std::nullopt};
    if (reply.code > 0) outcome.status = reply.code;
    hide(outcome.error, config_.smtp.password);
    outcome.error = told(outcome.error, channel);
    return outcome;
}

}  // namespace ontos
