// What webhooks, PagerDuty and Alertmanager are sent.
#include "monitor/notifications/bodies.hpp"

#include "monitor/notifications/notice_text.hpp"
#include "platform/api/json_write.hpp"
#include "platform/base/hash.hpp"
#include "platform/base/text.hpp"
#include "platform/base/time_text.hpp"
#include "platform/outbound/address_guard.hpp"

namespace ontos {
namespace {

namespace json = boost::json;

constexpr std::size_t webhook_bytes_max = 20'000, pagerduty_bytes_max = 512'000;
constexpr std::string_view alerts_path = "/api/v2/alerts";
/// How Go writes a time that is not set.
constexpr std::string_view no_time = "0001-01-01T00:00:00Z";

bool is_test(const Notice& notice) { return notice.event == NoticeEvent::test; }
bool is_over(const Notice& notice) { return notice.event == NoticeEvent::resolved; }

/// A label name of Prometheus: letters, digits and _, no digit first.
std::string label_name(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool is_kept = is_letter(c) || (is_digit(c) && !out.empty());
        out += is_kept ? c : '_';
    }
    return out;
}

void put(json::object& out, std::string_view name, const std::string& value) {
    if (!value.empty()) out[name] = value;
}

/// What identifies it: the same in all notices of the alert, so that Alertmanager joins them.
json::object labels_of(const Notice& notice) {
    json::object out;
    for (const auto& [name, value] : notice.labels) put(out, label_name(name), value);
    out["alertname"] = notice.name;
    put(out, "alert_id", notice.alert_id);
    put(out, "alert_type", notice.alert_type);
    put(out, "endpoint", notice.endpoint_name);
    put(out, "metric", notice.metric);
    out["severity"] = api::to_text(notice.severity);
    if (is_test(notice)) out["test"] = "true";
    return out;
}

json::object annotations_of(const Notice& notice) {
    json::object out{{"summary", title_of(notice)}, {"description", notice.message}};
    put(out, "runbook_url", notice.runbook_url);
    for (const auto& fact : facts_of(notice))
        put(out, label_name(fact.name == "Based on" ? "based_on" : fact.name), fact.value);
    return out;
}

/// Alertmanager itself ends an alert that is not sent again in time.
json::object alert_of(const Notice& notice, std::string_view ends_at) {
    return {{"labels", labels_of(notice)},
            {"annotations", annotations_of(notice)},
            {"startsAt", to_rfc3339(notice.starts_at)},
            {"endsAt", ends_at},
            {"generatorURL", origin_of(notice)}};
}

std::string end_of(const Notice& notice) {
    return to_rfc3339(notice.ends_at.value_or(notice.occurred_at));
}

std::string alertmanager_webhook(const Notice& notice) {
    const auto* status = is_over(notice) ? "resolved" : "firing";
    auto alert = alert_of(notice, is_over(notice) ? end_of(notice) : std::string{no_time});
    alert["status"] = status;
    alert["fingerprint"] = sha256_hex(dedup_key(notice)).substr(0, 16);
    const auto group = notice.group_key.empty() ? notice.alert_id : notice.group_key;
    return api::to_json_text(json::object{{"version", "4"},
                                          {"groupKey", "{}:{alert_id=\"" + group + "\"}"},
                                          {"truncatedAlerts", 0},
                                          {"status", status},
                                          {"receiver", "ontos"},
                                          {"groupLabels", {{"alertname", notice.name}}},
                                          {"commonLabels", alert.at("labels")},
                                          {"commonAnnotations", alert.at("annotations")},
                                          {"externalURL", origin_of(notice)},
                                          {"alerts", json::array{std::move(alert)}}});
}

/// Whatever query or slashes stand behind the path.
bool is_alertmanager(const std::string& url) {
    const auto parsed = parse_url(url);
    const auto path = parsed ? parsed->path : url;
    return std::string_view{path}.substr(0, path.find_last_not_of('/') + 1).ends_with(alerts_path);
}

std::string_view pagerduty_action(NoticeEvent event) {
    if (event == NoticeEvent::resolved) return "resolve";
    return event == NoticeEvent::acknowledged ? "acknowledge" : "trigger";
}

json::object pagerduty_payload(const Notice& notice) {
    constexpr std::size_t summary_max = 1'024;
    json::object details{{"message", notice.message}};
    for (const auto& fact : facts_of(notice)) details[fact.name] = fact.value;
    json::object payload{{"summary", cut(title_of(notice) + ". " + notice.message, summary_max)},
                         {"source", notice.endpoint_name.empty() ? "ontos" : notice.endpoint_name},
                         {"severity", is_test(notice) ? "info" : api::to_text(notice.severity)},
                         {"timestamp", to_rfc3339(notice.occurred_at)},
                         {"custom_details", std::move(details)}};
    put(payload, "component", notice.endpoint_name);
    put(payload, "group", notice.group_key);
    put(payload, "class", notice.alert_type);
    return payload;
}

std::string pagerduty(const Notice& notice, std::string_view routing_key) {
    json::array links;
    for (const auto& link : links_of(notice))
        links.push_back({{"href", link.url}, {"text", link.text}});
    return api::to_json_text(json::object{{"routing_key", routing_key},
                                          {"event_action", pagerduty_action(notice.event)},
                                          {"dedup_key", dedup_key(notice)},
                                          {"client", "Ontos"},
                                          {"payload", pagerduty_payload(notice)},
                                          {"links", std::move(links)}});
}

}  // namespace

std::string webhook_body(const Notice& notice) {
    if (!notice.topic.empty())
        return api::to_json_text(json::object{{"type", notice.topic},
                                              {"timestamp", to_rfc3339(notice.occurred_at)},
                                              {"data", api::to_json(notice.data)}});
    return fitted(notice, webhook_bytes_max, [](const Notice& fitting) {
        return api::to_json_text(
            json::object{{"type", "alert." + std::string{api::to_text(fitting.event)}},
                         {"timestamp", to_rfc3339(fitting.occurred_at)},
                         {"data", api::to_json(fitting)}});
    });
}

std::string alertmanager_webhook_body(const Notice& notice) {
    return fitted(notice, webhook_bytes_max, alertmanager_webhook);
}

std::string alertmanager_alerts_body(const Notice& notice) {
    constexpr std::chrono::minutes test_stays{1};
    const std::chrono::seconds stays =
        is_test(notice) ? test_stays : std::chrono::seconds{2 * notice.repeat_interval_seconds};
    const auto ends_at = is_over(notice) ? end_of(notice) : to_rfc3339(notice.occurred_at + stays);
    return api::to_json_text(json::array{alert_of(shortened(notice, 0), ends_at)});
}

std::string pagerduty_body(const Notice& notice, std::string_view routing_key) {
    return fitted(notice, pagerduty_bytes_max,
                  [&](const Notice& fitting) { return pagerduty(fitting, routing_key); });
}

Post post_of(const Channel& channel, const Notice& notice) {
    switch (channel.type) {
        case ChannelType::slack:
            return {channel.url, slack_body(notice)};
        case ChannelType::teams:
            return {channel.url, teams_body(notice)};
        case ChannelType::pagerduty:
            return {channel.url.empty() ? std::string{pagerduty_url} : channel.url,
                    pagerduty_body(notice, channel.routing_key)};
        case ChannelType::alertmanager:
            return {channel.url, is_alertmanager(channel.url) ? alertmanager_alerts_body(notice)
                                                              : alertmanager_webhook_body(notice)};
        case ChannelType::webhook:
        case ChannelType::email:
            break;
    }
    ontos::check(channel.type == ChannelType::webhook, "mails are no posts");
    return {channel.url, webhook_body(notice)};
}

}  // namespace ontos
