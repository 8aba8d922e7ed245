#pragma once
// One attempt to send a notice: over HTTP or to the mail server.

#include <atomic>

#include "monitor/notifications/channel_rules.hpp"
#include "monitor/notifications/deliverer.hpp"
#include "platform/outbound/mail.hpp"

namespace ontos {

struct SenderConfig {
    ChannelLimits limits;
    SmtpServer smtp;
    std::string ca_file;     ///< PEM of authorities besides the system's; may be empty
    std::string user_agent;  ///< "Ontos/0.1.0"
    std::chrono::milliseconds timeout{20'000};
};

/// Thread safe.
class ChannelSender {
public:
    explicit ChannelSender(SenderConfig config) : config_{std::move(config)} {}

    /// Never throws for what the receiver does. Errors hold no secret of the channel.
    Outcome send(const Channel& channel, const Notice& notice, const std::string& id,
                 Timestamp now) const;

    /// Attempts that are under way end soon, as cancelled. At the end.
    void cancel() { is_cancelled_ = true; }

private:
    Outcome send_post(const Channel& channel, const Notice& notice, const std::string& id,
                      Timestamp now) const;
    Outcome send_by_mail(const Channel& channel, const Notice& notice, const std::string& id) const;

    const SenderConfig config_;
    std::atomic<bool> is_cancelled_{false};
};

}  // namespace ontos
