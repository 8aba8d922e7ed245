// What Slack, Teams and readers of mail are sent.
#include <fmt/format.h>

#include "monitor/notifications/bodies.hpp"
#include "monitor/notifications/notice_text.hpp"
#include "platform/api/json_write.hpp"
#include "platform/base/hash.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

namespace json = boost::json;

constexpr std::size_t teams_bytes_max = 28'000, slack_bytes_max = 28'000;
constexpr std::size_t slack_title_max = 1'024;

std::string replaced(std::string_view text,
                     std::initializer_list<std::pair<char, std::string_view>> words) {
    std::string out;
    for (const char c : text) {
        const auto* const word =
            std::ranges::find(words, c, &std::pair<char, std::string_view>::first);
        if (word == words.end())
            out += c;
        else
            out += word->second;
    }
    return out;
}

/// What Slack asks to be escaped; so nobody is called by @channel in an alert's name.
std::string for_slack(std::string_view text) {
    return replaced(text, {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}});
}

std::string for_html(std::string_view text) {
    return replaced(
        text, {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}});
}

/// What would be Markdown in a card.
std::string for_teams(std::string_view text) {
    return replaced(text, {{'[', "\\["}, {']', "\\]"}, {'*', "\\*"}, {'_', "\\_"}, {'`', "\\`"}});
}

bool is_good(const Notice& notice) {
    return notice.event == NoticeEvent::resolved || notice.event == NoticeEvent::stable;
}

std::string_view colour_of(const Notice& notice) {
    if (is_good(notice)) return "#2e7d32";
    switch (notice.severity) {
        case AlertSeverity::info:
            return "#1565c0";
        case AlertSeverity::warning:
            return "#ef6c00";
        case AlertSeverity::error:
        case AlertSeverity::critical:
            break;
    }
    return "#c62828";
}

std::string_view teams_colour_of(const Notice& notice) {
    if (is_good(notice)) return "good";
    switch (notice.severity) {
        case AlertSeverity::info:
            return "accent";
        case AlertSeverity::warning:
            return "warning";
        case AlertSeverity::error:
        case AlertSeverity::critical:
            break;
    }
    return "attention";
}

std::string slack(const Notice& notice) {
    const auto title = cut(title_of(notice), slack_title_max);
    json::array fields;
    for (const auto& fact : facts_of(notice))
        fields.push_back({{"title", fact.name},
                          {"value", for_slack(fact.value)},
                          {"short", fact.value.size() <= 40}});
    std::string links;
    for (const auto& link : links_of(notice))
        links += fmt::format("{}<{}|{}>", links.empty() ? "\n" : " · ",
                             replaced(link.url, {{'<', "%3C"}, {'>', "%3E"}, {'|', "%7C"}}),
                             for_slack(link.text));
    json::object attachment{{"color", colour_of(notice)},
                            {"fallback", title},
                            {"title", for_slack(title)},
                            {"text", for_slack(notice.message) + links},
                            {"fields", std::move(fields)},
                            {"footer", "Ontos"},
                            {"ts", notice.occurred_at.time_since_epoch().count() / 1'000'000},
                            {"mrkdwn_in", json::array{"text"}}};
    if (const auto origin = origin_of(notice); !origin.empty()) attachment["title_link"] = origin;
    return api::to_json_text(json::object{{"attachments", json::array{std::move(attachment)}}});
}

json::object text_block(std::string_view text) {
    return {{"type", "TextBlock"}, {"text", text}, {"wrap", true}};
}

std::string teams(const Notice& notice) {
    auto title = text_block(for_teams(title_of(notice)));
    title["size"] = "large";
    title["weight"] = "bolder";
    title["color"] = teams_colour_of(notice);
    json::array facts;
    for (const auto& fact : facts_of(notice))
        facts.push_back({{"title", fact.name}, {"value", for_teams(fact.value)}});
    json::array actions;
    for (const auto& link : links_of(notice))
        actions.push_back({{"type", "Action.OpenUrl"}, {"title", link.text}, {"url", link.url}});
    json::object card{
        {"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
        {"type", "AdaptiveCard"},
        {"version", "1.4"},
        {"body", json::array{std::move(title), text_block(for_teams(notice.message)),
                             json::object{{"type", "FactSet"}, {"facts", std::move(facts)}}}},
        {"actions", std::move(actions)},
        {"msteams", {{"width", "Full"}}}};
    json::object attachment{{"contentType", "application/vnd.microsoft.card.adaptive"},
                            {"contentUrl", nullptr},
                            {"content", std::move(card)}};
    return api::to_json_text(
        json::object{{"type", "message"}, {"attachments", json::array{std::move(attachment)}}});
}

std::string plain_text(const Notice& notice) {
    std::string out = notice.message + "\n\n";
    for (const auto& fact : facts_of(notice)) out += fact.name + ": " + fact.value + '\n';
    for (const auto& link : links_of(notice)) out += link.text + ": " + link.url + '\n';
    return out;
}

std::string html_text(const Notice& notice) {
    std::string out = fmt::format(
        "<!doctype html>\n<html><body>\n<h2 style=\"color:{}\">{}</h2>\n<p>{}</p>\n<table>\n",
        colour_of(notice), for_html(title_of(notice)), for_html(notice.message));
    for (const auto& fact : facts_of(notice))
        out += fmt::format("<tr><th align=\"left\">{}</th><td>{}</td></tr>\n", for_html(fact.name),
                           for_html(fact.value));
    out += "</table>\n";
    for (const auto& link : links_of(notice))
        out +=
            fmt::format("<p><a href=\"{}\">{}</a></p>\n", for_html(link.url), for_html(link.text));
    return out + "</body></html>\n";
}

}  // namespace

std::string slack_body(const Notice& notice) { return fitted(notice, slack_bytes_max, slack); }

std::string teams_body(const Notice& notice) { return fitted(notice, teams_bytes_max, teams); }

Mail mail_of(const Channel& channel, const Notice& notice, std::string_view id,
             const std::string& from) {
    constexpr int day_length = 10;
    const auto fitting = shortened(notice, 0);
    const auto domain = from.substr(from.find('@') + 1);
    const auto group = notice.group_key.empty() ? notice.alert_id : notice.group_key;
    const auto day = to_rfc3339(notice.occurred_at).substr(0, day_length);
    return {.from = from,
            .to = channel.address,
            .subject = title_of(fitting),
            .message_id = fmt::format("{}@{}", id, domain),
            .thread_id = fmt::format("{}.{}@{}", sha256_hex(group).substr(0, 32), day, domain),
            .date = notice.occurred_at,
            .text = plain_text(fitting),
            .html = html_text(fitting)};
}

}  // namespace ontos
