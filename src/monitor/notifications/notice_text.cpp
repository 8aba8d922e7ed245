// A notice in words.
#include "monitor/notifications/notice_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "platform/base/text.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

/// What a level leaves of a notice.
struct Lengths {
    std::size_t name, message, text, url, labels, links;
};
constexpr std::array<Lengths, 4> lengths{{{200, 2'000, 300, 2'048, 30, 10},
                                          {150, 1'000, 150, 1'000, 15, 5},
                                          {100, 500, 100, 300, 5, 2},
                                          {80, 200, 40, 200, 0, 0}}};

std::string upper_case(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](char c) { return c == '_' ? ' ' : to_upper(c); });
    return out;
}

std::string with_unit(double value, const std::string& unit) {
    return unit.empty() ? fmt::format("{:.6g}", value) : fmt::format("{:.6g} {}", value, unit);
}

std::string in_words(const std::string& condition) {
    if (condition == "gt") return "above";
    if (condition == "lt") return "below";
    if (condition == "eq") return "equal to";
    return condition;
}

/// "2023-11-14 22:13:20 UTC"
std::string in_words(Timestamp time) {
    auto text = to_rfc3339(time).substr(0, 19);
    text[10] = ' ';
    return text + " UTC";
}

void add(std::vector<Fact>& facts, const char* name, std::string value) {
    if (!value.empty()) facts.push_back({name, std::move(value)});
}

std::string value_text(const Notice& notice) {
    std::string out =
        notice.current_value ? with_unit(*notice.current_value, notice.unit) : std::string{};
    if (!notice.threshold) return out;
    const auto bound = with_unit(*notice.threshold, notice.unit);
    if (out.empty()) return "unknown, threshold " + bound;
    return out + " (alerts when " + in_words(notice.condition) + ' ' + bound + ')';
}

std::string samples_text(const Notice& notice) {
    std::string out;
    if (notice.sample_count) out = fmt::format("{} samples", *notice.sample_count);
    if (notice.window_minutes)
        out += fmt::format("{}{} min window", out.empty() ? "" : ", ", *notice.window_minutes);
    return out;
}

std::string serving_text(const Notice& notice) {
    std::string out;
    if (notice.revision) out = fmt::format("revision {}", *notice.revision);
    if (!notice.model_version.empty())
        out += (out.empty() ? "" : ", ") + ("model version " + notice.model_version);
    return out;
}

std::string deploy_text(const Notice& notice) {
    if (!notice.last_deployed_at) return {};
    const auto at = in_words(*notice.last_deployed_at);
    return notice.last_deployed_by.empty() ? at : at + " by " + notice.last_deployed_by;
}

std::string labels_text(const Notice& notice) {
    std::string out;
    for (const auto& [name, value] : notice.labels)
        out += (out.empty() ? "" : ", ") + (name + '=' + value);
    return out;
}

}  // namespace

std::string title_of(const Notice& notice) {
    return fmt::format("[{}] {}: {}", upper_case(api::to_text(notice.event)),
                       api::to_text(notice.severity), notice.name);
}

std::vector<Fact> facts_of(const Notice& notice) {
    std::vector<Fact> facts;
    add(facts, "Value", value_text(notice));
    add(facts, "Based on", samples_text(notice));
    add(facts, "Endpoint", notice.endpoint_name);
    add(facts, "Metric",
        notice.metric.empty() ? notice.alert_type : notice.alert_type + ' ' + notice.metric);
    add(facts, "Severity", std::string{api::to_text(notice.severity)});
    add(facts, "Serving", serving_text(notice));
    add(facts, "Last deploy", deploy_text(notice));
    add(facts, "Since", in_words(notice.starts_at));
    if (notice.ends_at) add(facts, "Ended", in_words(*notice.ends_at));
    add(facts, "By", notice.by);
    add(facts, "Labels", labels_text(notice));
    return facts;
}

std::vector<NoticeLink> links_of(const Notice& notice) {
    std::vector<NoticeLink> links{{"Runbook", notice.runbook_url}};
    for (const auto& link : notice.links)
        if (link.url != notice.runbook_url) links.push_back(link);
    std::erase_if(links, [](const NoticeLink& link) {
        return !link.url.starts_with("https://") && !link.url.starts_with("http://");
    });
    return links;
}

std::string origin_of(const Notice& notice) {
    for (const auto& link : links_of(notice))
        if (link.url != notice.runbook_url) return link.url;
    return {};
}

std::string cut(std::string_view text, std::size_t characters_max) {
    std::size_t characters = 0, last = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
        if (++characters > characters_max)
            return std::string{text.substr(0, last)} + "\xe2\x80\xa6";
        if (characters == characters_max) last = at;
    }
    return std::string{text};
}

Notice shortened(const Notice& notice, int level) {
    const auto& to = lengths.at(static_cast<std::size_t>(level));
    auto out = notice;
    for (auto* text : {&out.name, &out.endpoint_name}) *text = cut(*text, to.name);
    for (auto* text :
         {&out.alert_id, &out.endpoint_id, &out.alert_type, &out.metric, &out.condition, &out.unit,
          &out.model_version, &out.last_deployed_by, &out.by, &out.group_key})
        *text = cut(*text, to.text);
    out.message = cut(out.message, to.message);
    if (out.runbook_url.size() > to.url) out.runbook_url.clear();
    while (out.labels.size() > to.labels) out.labels.erase(std::prev(out.labels.end()));
    std::map<std::string, std::string> labels;
    for (const auto& [name, value] : out.labels) labels[cut(name, to.text)] = cut(value, to.text);
    out.labels = std::move(labels);
    std::erase_if(out.links, [&](const NoticeLink& link) { return link.url.size() > to.url; });
    if (out.links.size() > to.links) out.links.resize(to.links);
    for (auto& link : out.links) link.text = cut(link.text, to.text);
    return out;
}

}  // namespace ontos
