// Statistics from counts.
#include "improve/feedback/feedback_stats.hpp"

#include <algorithm>

#include "improve/feedback/feedback_item.hpp"
#include "platform/base/time_text.hpp"
#include "platform/sketches/significance.hpp"

namespace ontos {

FeedbackCounts& FeedbackCounts::operator+=(const FeedbackCounts& other) {
    total_count += other.total_count;
    positive_count += other.positive_count;
    negative_count += other.negative_count;
    with_comments_count += other.with_comments_count;
    flagged_count += other.flagged_count;
    flagged_positive_count += other.flagged_positive_count;
    flagged_negative_count += other.flagged_negative_count;
    return *this;
}

FeedbackCounts FeedbackCounts::operator-() const {
    return {-total_count,   -positive_count,         -negative_count,        -with_comments_count,
            -flagged_count, -flagged_positive_count, -flagged_negative_count};
}

void CountRow::set(const FeedbackCounts& counts) {
    total_count = counts.total_count;
    positive_count = counts.positive_count;
    negative_count = counts.negative_count;
    with_comments_count = counts.with_comments_count;
    flagged_count = counts.flagged_count;
    flagged_positive_count = counts.flagged_positive_count;
    flagged_negative_count = counts.flagged_negative_count;
}

FeedbackCounts counts_of(const FeedbackItem& item) {
    if (item.state == FeedbackState::deleted) return {};
    const std::int64_t positive = item.rating == Rating::positive;
    const std::int64_t negative = item.rating == Rating::negative;
    return {.total_count = 1,
            .positive_count = positive,
            .negative_count = negative,
            .with_comments_count = !item.feedback_text.value_or("").empty(),
            .flagged_count = item.flagged,
            .flagged_positive_count = item.flagged ? positive : 0,
            .flagged_negative_count = item.flagged ? negative : 0};
}

RatedCounts rated(const FeedbackCounts& counts) {
    RatedCounts out{.total_count = counts.total_count,
                    .positive_count = counts.positive_count,
                    .negative_count = counts.negative_count,
                    .with_comments_count = counts.with_comments_count,
                    .flagged_count = counts.flagged_count,
                    .positive_rate = {},
                    .positive_rate_interval = {}};
    const auto judged = static_cast<double>(counts.positive_count + counts.negative_count);
    if (judged == 0) return out;
    const auto positive = static_cast<double>(counts.positive_count);
    out.positive_rate = positive / judged;
    const auto interval = sketches::wilson_interval(positive, judged);
    out.positive_rate_interval = {interval.low, interval.high};
    return out;
}

FeedbackStats stats_of(std::span<const CountRow> rows) {
    FeedbackCounts all;
    std::map<std::pair<std::string, std::string>, FeedbackCounts> versions;
    std::map<Timestamp, FeedbackCounts> days;
    std::map<std::string, FeedbackCounts> sources;
    for (const auto& row : rows) {
        all += row.counts();
        versions[{row.model_name, row.model_version}] += row.counts();
        days[row.day] += row.counts();
        sources[row.source] += row.counts();
    }
    // What was counted once and is gone leaves zeros behind.
    const auto is_gone = [](const auto& entry) { return entry.second.total_count == 0; };
    std::erase_if(versions, is_gone);
    std::erase_if(days, is_gone);
    std::erase_if(sources, is_gone);

    const auto total = rated(all);
    FeedbackStats out;
    out.total_count = total.total_count;
    out.positive_count = total.positive_count;
    out.negative_count = total.negative_count;
    out.with_comments_count = total.with_comments_count;
    out.flagged_count = total.flagged_count;
    out.positive_rate = total.positive_rate;
    if (total.positive_rate) out.positive_rate_percent = 100 * *total.positive_rate;
    out.positive_rate_interval = total.positive_rate_interval;
    const auto known = [](const std::string& text) {
        return text.empty() ? std::nullopt : std::optional{text};
    };
    for (const auto& [version, counts] : versions)
        out.by_model_version.push_back(
            {known(version.first), known(version.second), rated(counts)});
    std::ranges::stable_sort(out.by_model_version, std::greater{},
                             [](const auto& entry) { return entry.counts.total_count; });
    for (const auto& [day, counts] : days)
        out.by_day.push_back({to_rfc3339(day).substr(0, 10), rated(counts)});
    for (const auto& [source, counts] : sources) out.by_source.push_back({source, rated(counts)});
    return out;
}

}  // namespace ontos
