#pragma once
// What is counted of feedback, and the statistics that are read from the counts.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/api/codec.hpp"

namespace ontos {

struct FeedbackItem;

/// Active items. As a difference, members may be negative.
struct FeedbackCounts {
    std::int64_t total_count = 0, positive_count = 0, negative_count = 0, with_comments_count = 0;
    std::int64_t flagged_count = 0, flagged_positive_count = 0, flagged_negative_count = 0;

    FeedbackCounts& operator+=(const FeedbackCounts& other);
    FeedbackCounts operator-() const;
    bool operator==(const FeedbackCounts&) const = default;
};

/// What one item adds; a deleted one nothing.
FeedbackCounts counts_of(const FeedbackItem& item);

/// Counts of one endpoint ("": all), tag ("": whatever tags), day, model version ("": not known)
/// and source; what a reader does not ask for stays empty.
struct CountRow {
    std::string id, endpoint_id, tag;
    Timestamp day{};
    std::string model_name, model_version, source;
    std::int64_t total_count = 0, positive_count = 0, negative_count = 0, with_comments_count = 0;
    std::int64_t flagged_count = 0, flagged_positive_count = 0, flagged_negative_count = 0;

    FeedbackCounts counts() const {
        return {total_count,   positive_count,         negative_count,        with_comments_count,
                flagged_count, flagged_positive_count, flagged_negative_count};
    }
    void set(const FeedbackCounts& counts);

    static constexpr auto fields(auto...) {
        using T = CountRow;
        return std::array{api::option<&T::id>("Of a change."),
                          api::option<&T::endpoint_id>("Endpoint."),
                          api::option<&T::tag>("Tag."),
                          api::option<&T::day>("Day."),
                          api::option<&T::model_name>("Model."),
                          api::option<&T::model_version>("Version."),
                          api::option<&T::source>("Source."),
                          api::option<&T::total_count>("Items."),
                          api::option<&T::positive_count>("Positive."),
                          api::option<&T::negative_count>("Negative."),
                          api::option<&T::with_comments_count>("With a comment."),
                          api::option<&T::flagged_count>("Flagged."),
                          api::option<&T::flagged_positive_count>("Flagged and positive."),
                          api::option<&T::flagged_negative_count>("Flagged and negative.")};
    }
};

/// A share with its 95 % interval; null where nothing is rated.
struct RatedCounts {
    std::int64_t total_count = 0, positive_count = 0, negative_count = 0, with_comments_count = 0;
    std::int64_t flagged_count = 0;
    std::optional<double> positive_rate;
    std::optional<std::vector<double>> positive_rate_interval;

    static constexpr auto fields(auto...) {
        using T = RatedCounts;
        return std::array{
            api::field<&T::total_count>("Items."),
            api::field<&T::positive_count>("Items with a positive rating."),
            api::field<&T::negative_count>("Items with a negative rating."),
            api::field<&T::with_comments_count>("Items with a comment."),
            api::field<&T::flagged_count>("Items that are flagged."),
            api::field<&T::positive_rate>("Positive of positive and negative, 0 to 1."),
            api::field<&T::positive_rate_interval>(
                "[low, high] of the rate with 95 % confidence (Wilson).")};
    }
};

struct VersionFeedback {
    std::optional<std::string> model_name, model_version;
    RatedCounts counts;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&VersionFeedback::model_name>("Model; null where it is not known."),
            api::field<&VersionFeedback::model_version>("Version; null where it is not known."),
            api::field<&VersionFeedback::counts>("What was said of its answers.")};
    }
};

struct DayFeedback {
    std::string day;
    RatedCounts counts;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&DayFeedback::day>("Day in UTC: 2026-03-09."),
                          api::field<&DayFeedback::counts>("What was said on it.")};
    }
};

struct TagFeedback {
    std::string tag;
    RatedCounts counts;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&TagFeedback::tag>("The tag."),
                          api::field<&TagFeedback::counts>("Items that have it.")};
    }
};

struct SourceFeedback {
    std::string source;
    RatedCounts counts;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&SourceFeedback::source>("Who judged."),
                          api::field<&SourceFeedback::counts>("What they said.")};
    }
};

struct FeedbackStats {
    std::optional<std::string> endpoint_id, endpoint_name;
    std::int64_t total_count = 0, positive_count = 0, negative_count = 0;
    std::optional<double> positive_rate, positive_rate_percent;
    std::optional<std::vector<double>> positive_rate_interval;
    std::int64_t with_comments_count = 0, flagged_count = 0;
    std::int32_t period_days = 30;
    std::vector<VersionFeedback> by_model_version;
    std::vector<DayFeedback> by_day;
    std::vector<TagFeedback> by_tag;
    std::vector<SourceFeedback> by_source;

    static constexpr auto fields(auto...) {
        using T = FeedbackStats;
        return std::array{
            api::field<&T::endpoint_id>("Endpoint that was asked for; null: all."),
            api::field<&T::endpoint_name>("Its name; null: all."),
            api::field<&T::total_count>("Items."),
            api::field<&T::positive_count>("Items with a positive rating."),
            api::field<&T::negative_count>("Items with a negative rating."),
            api::field<&T::positive_rate>(
                "Positive of positive and negative, 0 to 1; null where nothing is rated."),
            api::field<&T::positive_rate_percent>("The same in percent."),
            api::field<&T::positive_rate_interval>(
                "[low, high] of the rate with 95 % confidence (Wilson)."),
            api::field<&T::with_comments_count>("Items with a comment."),
            api::field<&T::flagged_count>("Items that are flagged."),
            api::field<&T::period_days>("Length of the window."),
            api::field<&T::by_model_version>("By the version that answered, most items first."),
            api::field<&T::by_day>("By day, oldest first; days without feedback are left out."),
            api::field<&T::by_tag>("By tag, most items first, at most 50."),
            api::field<&T::by_source>("By who judged.")};
    }
};

RatedCounts rated(const FeedbackCounts& counts);

/// All but `endpoint_*`, `period_days` and `by_tag`.
FeedbackStats stats_of(std::span<const CountRow> rows);

}  // namespace ontos
