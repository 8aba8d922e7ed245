// The rules of what is a gap, and how severe.
#include "improve/gaps/gap_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "platform/base/time_text.hpp"
#include "platform/sketches/significance.hpp"

namespace ontos {
namespace {

constexpr std::size_t cluster_items_min = 3, clusters_max = 20, tags_max = 10;
constexpr std::size_t shown_ids_max = 100, shown_tags_max = 10;
constexpr std::int64_t tag_negatives_min = 5;

/// From the least severe on: the value from which it is the next.
GapSeverity severity_from(double value, double medium, double high, double critical) {
    if (value >= critical) return GapSeverity::critical;
    if (value >= high) return GapSeverity::high;
    return value >= medium ? GapSeverity::medium : GapSeverity::low;
}

GapFinding finding_of(const EndpointInfo& endpoint, GapType type, const std::string& thing) {
    GapFinding out;
    out.gap_type = type;
    out.endpoint_id = endpoint.id.text;
    out.endpoint_name = endpoint.name;
    out.identity = fmt::format("{}:{}:{}", api::to_text(type), endpoint.id.text, thing);
    return out;
}

/// The value that all of them have.
template <class Member>
std::optional<std::string> common(std::span<const DislikedItem> items,
                                  const std::vector<std::size_t>& members, Member member) {
    const auto& first = items[members.front()].*member;
    const bool is_same =
        std::ranges::all_of(members, [&](std::size_t i) { return items[i].*member == first; });
    return is_same ? first : std::nullopt;
}

std::vector<std::string> frequent_tags(std::span<const DislikedItem> items,
                                       const std::vector<std::size_t>& members) {
    std::map<std::string, int> counts;
    for (const auto i : members)
        for (const auto& tag : items[i].tags) ++counts[tag];
    std::vector<std::pair<int, std::string>> order;
    for (const auto& [tag, count] : counts) order.emplace_back(-count, tag);
    std::ranges::sort(order);
    std::vector<std::string> out;
    for (auto& [count, tag] : order)
        if (out.size() < shown_tags_max) out.push_back(std::move(tag));
    return out;
}

std::vector<double> interval_of(double successes, double trials) {
    const auto interval = sketches::wilson_interval(successes, trials);
    return {interval.low, interval.high};
}

GapFinding cluster_finding(const EndpointInfo& endpoint, std::span<const DislikedItem> items,
                           const std::vector<std::size_t>& members, std::int64_t total,
                           Interval window) {
    auto out = finding_of(endpoint, GapType::feedback_cluster, items[members.back()].id);
    const auto count = std::ssize(members);
    out.model_name = common(items, members, &DislikedItem::model_name);
    out.model_version = common(items, members, &DislikedItem::model_version);
    out.severity = severity_from(static_cast<double>(count), 8, 20, 50);
    out.description =
        fmt::format("Users of {} dislike its answers to nearly the same question.", endpoint.name);
    out.evidence_summary =
        fmt::format("{} of {} negative judgements since {} are about nearly the same question.",
                    count, total, to_rfc3339(window.from).substr(0, 10));
    out.evidence.count = count;
    out.evidence.total = total;
    out.evidence.measure = "share of the negative feedback";
    out.evidence.value = static_cast<double>(count) / static_cast<double>(total);
    out.evidence.interval = interval_of(static_cast<double>(count), static_cast<double>(total));
    out.evidence.window_start = window.from;
    out.evidence.window_end = window.to;
    out.evidence.tags = frequent_tags(items, members);
    for (const auto i : members) {
        out.members.push_back(items[i].id);
        if (out.evidence.feedback_ids.size() < shown_ids_max)
            out.evidence.feedback_ids.push_back(items[i].id);
    }
    out.suggested_action =
        "Write what should have been answered, as corrections of this feedback "
        "or as rows of a training sheet.";
    out.suggested_bit_name = endpoint.name + "-disliked-question";
    out.estimated_records_needed = std::max<std::int64_t>(10, 2 * count);
    return out;
}

}  // namespace

std::int64_t priority_of(GapSeverity severity) { return static_cast<std::int64_t>(severity) + 1; }

std::vector<GapFinding> cluster_findings(const EndpointInfo& endpoint,
                                         std::span<const DislikedItem> items, std::int64_t total,
                                         Interval window) {
    std::vector<ClusterItem> texts;
    for (const auto& item : items) texts.push_back(item.text);
    std::vector<GapFinding> out;
    for (const auto& members : clusters_of(texts, cluster_items_min)) {
        if (out.size() == clusters_max) break;
        out.push_back(cluster_finding(endpoint, items, members, total, window));
    }
    return out;
}

std::vector<GapFinding> tag_findings(const EndpointInfo& endpoint, std::span<const CountRow> tags,
                                     const FeedbackCounts& all, Interval window) {
    std::vector<GapFinding> out;
    const auto rated = static_cast<double>(all.positive_count + all.negative_count);
    if (rated <= 0) return out;
    const auto usual = static_cast<double>(all.negative_count) / rated;
    for (const auto& tag : tags) {
        const auto negative = static_cast<double>(tag.negative_count);
        const auto trials = negative + static_cast<double>(tag.positive_count);
        if (tag.negative_count < tag_negatives_min || out.size() == tags_max) continue;
        const auto interval = interval_of(negative, trials);
        if (interval[0] <= usual) continue;
        auto found = finding_of(endpoint, GapType::feedback_tag, tag.tag);
        found.severity = severity_from(interval[0] - usual, 0.1, 0.25, 0.4);
        found.description = fmt::format(
            "What is tagged \"{}\" is disliked more often than other "
            "answers of {}.",
            tag.tag, endpoint.name);
        found.evidence_summary = fmt::format(
            "{} of {} judgements with this tag are negative ({:.0f} % to {:.0f} %); of all, {:.0f} "
            "% are.",
            tag.negative_count, static_cast<std::int64_t>(trials), 100 * interval[0],
            100 * interval[1], 100 * usual);
        found.evidence.count = tag.negative_count;
        found.evidence.total = static_cast<std::int64_t>(trials);
        found.evidence.measure = "share of negative judgements with this tag";
        found.evidence.value = negative / trials;
        found.evidence.threshold = usual;
        found.evidence.interval = interval;
        found.evidence.window_start = window.from;
        found.evidence.window_end = window.to;
        found.evidence.tags = {tag.tag};
        found.suggested_action = "Review the feedback with this tag, and correct its answers.";
        found.suggested_bit_name = endpoint.name + "-" + tag.tag;
        found.estimated_records_needed = std::max<std::int64_t>(20, 2 * tag.negative_count);
        out.push_back(std::move(found));
    }
    return out;
}

std::vector<GapFinding> drift_findings(const EndpointInfo& endpoint, const DriftSeen& seen) {
    constexpr std::size_t features_max = 20;
    std::vector<GapFinding> out;
    for (const auto& feature : seen.confirmed) {
        if (out.size() == features_max) break;
        const auto what =
            feature.name.empty() ? "predictions" : fmt::format("feature `{}`", feature.name);
        auto found = finding_of(endpoint, GapType::drift, feature.name);
        if (!endpoint.model_version.empty()) found.model_version = endpoint.model_version;
        found.severity = severity_from(feature.drift_score, 0.1, 0.25, 0.5);
        found.description =
            fmt::format("The {} of {} are not what the model was trained on.",
                        feature.name.empty() ? what : "values of " + what, endpoint.name);
        found.evidence_summary = fmt::format(
            "Drift of the {} is confirmed; its score is {:.2f} in "
            "a window of {} rows.",
            what, feature.drift_score, seen.rows);
        found.evidence.count = seen.rows;
        found.evidence.total = seen.rows;
        found.evidence.measure = "drift score";
        found.evidence.value = feature.drift_score;
        found.evidence.window_end = seen.window_end;
        if (!feature.name.empty()) found.evidence.feature = feature.name;
        found.suggested_action = "Label rows of today's traffic and train on them.";
        found.suggested_bit_name = endpoint.name + "-drift";
        found.estimated_records_needed = 200;
        out.push_back(std::move(found));
    }
    return out;
}

std::vector<GapFinding> confidence_findings(const EndpointInfo& endpoint,
                                            std::span<const ConfidenceSeen> seen, Interval window) {
    constexpr double wanted = 0.8;
    std::vector<GapFinding> out;
    for (const auto& version : seen) {
        if (version.high >= wanted) continue;
        auto found = finding_of(endpoint, GapType::low_confidence,
                                version.model_name + " " + version.model_version);
        found.model_name = version.model_name;
        found.model_version = version.model_version;
        found.severity = severity_from(1 - version.high, 0.3, 0.4, 0.5);
        found.description = fmt::format("Version {} is seldom sure of its answers at {}.",
                                        version.model_version, endpoint.name);
        found.evidence_summary = fmt::format(
            "By their scores, {:.0f} % of {} predictions are right ({:.0f} % to {:.0f} %).",
            100 * version.accuracy, version.rows, 100 * version.low, 100 * version.high);
        found.evidence.count = version.rows;
        found.evidence.total = version.rows;
        found.evidence.measure = "estimated accuracy";
        found.evidence.value = version.accuracy;
        found.evidence.threshold = wanted;
        found.evidence.interval = {version.low, version.high};
        found.evidence.window_start = window.from;
        found.evidence.window_end = window.to;
        found.suggested_action = "Label the predictions with the lowest scores and train on them.";
        found.suggested_bit_name = endpoint.name + "-unsure";
        found.estimated_records_needed = 200;
        out.push_back(std::move(found));
    }
    return out;
}

}  // namespace ontos
