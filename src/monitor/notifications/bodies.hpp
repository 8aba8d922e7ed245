#pragma once
// What each kind of receiver is sent.

#include "monitor/notifications/channel.hpp"
#include "monitor/notifications/notice.hpp"
#include "platform/outbound/mail.hpp"

namespace ontos {

/// A POST of JSON.
struct Post {
    std::string url, body;
};

/// Bodies keep within what the receiver takes: 20 kB of a webhook (Standard Webhooks), 28 KB of
/// Teams, 512 kB of PagerDuty; texts are cut where they must be. Not for e-mail.
Post post_of(const Channel& channel, const Notice& notice);

/// `{type: "alert.firing", timestamp, data}`; of a notice with a topic, that and its data.
std::string webhook_body(const Notice& notice);
/// What Alertmanager sends to its webhooks, version 4.
std::string alertmanager_webhook_body(const Notice& notice);
/// What Alertmanager takes at /api/v2/alerts.
std::string alertmanager_alerts_body(const Notice& notice);
std::string slack_body(const Notice& notice);
std::string teams_body(const Notice& notice);
/// Events API v2: trigger, acknowledge and resolve one incident by the notice's dedup_key.
std::string pagerduty_body(const Notice& notice, std::string_view routing_key);

/// All mails of one alert on one day are one thread.
Mail mail_of(const Channel& channel, const Notice& notice, std::string_view id,
             const std::string& from);

}  // namespace ontos
