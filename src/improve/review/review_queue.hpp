#pragma once
// What a review queue is: things that people shall judge, by what rubric, and how many each.

#include "improve/feedback/feedback_batch.hpp"
#include "platform/api/inlined.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/api/patch.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(ReviewSource, training_sheet, feedback)
BOOST_DEFINE_ENUM_CLASS(ReviewQueueStatus, open, closed)

/// Of one queue.
inline constexpr std::int64_t review_items_max = 20'000;
inline constexpr std::size_t reviewer_name_max = 200;

struct NewReviewQueue {
    std::string name, description, instructions;
    ReviewSource source = ReviewSource::training_sheet;
    std::optional<std::string> training_sheet_id;
    std::optional<FeedbackFilter> filter;
    std::vector<std::string> score_configs;
    std::int32_t overlap = 1, reservation_minutes = 30;
    std::vector<std::string> reviewers;
    std::int32_t limit = 1'000;

    static constexpr auto fields(auto...) {
        using T = NewReviewQueue;
        using api::field, api::max_length, api::min_length, api::option;
        return std::array{
            field<&T::name>("Name.", min_length(1), max_length(200), api::pattern(R"(\S)")),
            option<&T::description>("What it is for.", max_length(10'000)),
            option<&T::instructions>("What reviewers shall look at.", max_length(10'000)),
            field<&T::source>("training_sheet: pending rows of a sheet. feedback: items that a "
                              "filter finds."),
            option<&T::training_sheet_id>("Of training_sheet: which.", min_length(1),
                                          max_length(200)),
            option<&T::filter>("Of feedback: which items; all if left out."),
            option<&T::score_configs>("The rubric: names of score configurations, each of which a "
                                      "judgement must score.",
                                      api::max_items(20)),
            option<&T::overlap>("How many reviewers judge each item.", api::minimum(1),
                                api::maximum(10)),
            option<&T::reservation_minutes>("How long an item stays with a reviewer.",
                                            api::minimum(1), api::maximum(1'440)),
            option<&T::reviewers>("Who may review; empty: whoever may write in this stage.",
                                  api::max_items(100)),
            option<&T::limit>("Most items that it is fed with at once.", api::minimum(0),
                              api::maximum(1'000))};
    }
};

struct ReviewQueueChange {
    api::Patch<std::string> name, description, instructions;
    api::Patch<std::int32_t> reservation_minutes;
    api::Patch<std::vector<std::string>> reviewers;
    api::Patch<ReviewQueueStatus> status;

    static constexpr auto fields(auto...) {
        using T = ReviewQueueChange;
        using api::max_length, api::option;
        return std::array{
            option<&T::name>("Name.", api::min_length(1), max_length(200), api::pattern(R"(\S)")),
            option<&T::description>("What it is for.", max_length(10'000)),
            option<&T::instructions>("What reviewers shall look at.", max_length(10'000)),
            option<&T::reservation_minutes>("How long an item stays with a reviewer.",
                                            api::minimum(1), api::maximum(1'440)),
            option<&T::reviewers>("Who may review; empty: whoever may write in this stage.",
                                  api::max_items(100)),
            option<&T::status>("closed: nothing is reserved any more.")};
    }
};

/// Items and judgements of a queue. As a difference, members may be negative.
struct ReviewCounts {
    std::int64_t item_count = 0, pending_count = 0, completed_count = 0, withdrawn_count = 0;
    std::int64_t judgement_count = 0, skip_count = 0;

    static constexpr auto fields(auto...) {
        using T = ReviewCounts;
        return std::array{
            api::field<&T::item_count>("Items."),
            api::field<&T::pending_count>("Items that still wait for a judgement."),
            api::field<&T::completed_count>("Items that were judged by as many as the overlap."),
            api::field<&T::withdrawn_count>("Items that are not to be judged here any more: "
                                            "reviewed elsewhere, changed or deleted."),
            api::field<&T::judgement_count>("Judgements that were submitted."),
            api::field<&T::skip_count>("Items that a reviewer skipped, once for each.")};
    }
};

/// A row of review_queues.
struct ReviewQueue {
    std::string id, name, description, instructions;
    ReviewSource source = ReviewSource::training_sheet;
    std::optional<std::string> training_sheet_id;
    std::optional<FeedbackFilter> filter;
    std::vector<std::string> score_configs;
    std::int32_t overlap = 1, reservation_minutes = 30;
    std::vector<std::string> reviewers;
    ReviewQueueStatus status = ReviewQueueStatus::open;
    ReviewCounts counts;
    std::string created_by;
    Timestamp created_at{}, updated_at{};
    std::optional<Timestamp> deleted_at;

    static constexpr auto fields(auto...) {
        using T = ReviewQueue;
        return api::joined(
            std::array{api::field<&T::id>("Identifier."), api::field<&T::name>("Name."),
                       api::field<&T::description>("What it is for."),
                       api::field<&T::instructions>("What reviewers shall look at."),
                       api::field<&T::source>("Where its items come from."),
                       api::field<&T::training_sheet_id>("The sheet; null of feedback."),
                       api::field<&T::filter>("Which feedback; null of a sheet."),
                       api::field<&T::score_configs>("The rubric: what a judgement must score."),
                       api::field<&T::overlap>("How many reviewers judge each item."),
                       api::field<&T::reservation_minutes>("How long an item stays with one."),
                       api::field<&T::reviewers>("Who may review; empty: anybody."),
                       api::field<&T::status>("closed: nothing is reserved any more.")},
            api::inlined<&T::counts>(),
            std::array{api::field<&T::created_by>("Who made it."),
                       api::field<&T::created_at>("When it was made."),
                       api::field<&T::updated_at>("When it was changed last."),
                       api::omit_empty<&T::deleted_at>("When it was deleted.")});
    }
};
template <>
struct api::Codec<ReviewQueue> : api::InlinedCodec<ReviewQueue> {};

struct ReviewQueuePath {
    std::string queue_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ReviewQueuePath::queue_id>("Id of the queue.")};
    }
};

struct ReviewQueuesQuery {
    std::optional<ReviewQueueStatus> status;
    std::int32_t limit = 50;
    std::string cursor;

    static constexpr auto fields(auto...) {
        using T = ReviewQueuesQuery;
        return std::array{
            api::option<&T::status>("Only those."),
            api::option<&T::limit>("Queues of a page.", api::minimum(1), api::maximum(100)),
            api::option<&T::cursor>("`next_cursor` of the page before.", api::is_id_of_last)};
    }
};

struct ReviewQueuePage {
    std::vector<ReviewQueue> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ReviewQueuePage::items>("Newest first."),
            api::field<&ReviewQueuePage::next_cursor>("Where to go on; null at the end.")};
    }
};

struct ReviewFeeding {
    std::int32_t limit = 1'000;
    std::string cursor;

    static constexpr auto fields(auto...) {
        using T = ReviewFeeding;
        return std::array{
            api::option<&T::limit>("Most rows or items that are looked at.", api::minimum(1),
                                   api::maximum(1'000)),
            api::option<&T::cursor>("`next_cursor` of the answer before.", api::max_length(100))};
    }
};

struct ReviewFed {
    std::string queue_id;
    std::int64_t added = 0, existing = 0;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        using T = ReviewFed;
        return std::array{api::field<&T::queue_id>("The queue."),
                          api::field<&T::added>("Items that it got."),
                          api::field<&T::existing>("What it had already."),
                          api::field<&T::next_cursor>("Where to go on; null: there is no more.")};
    }
};

}  // namespace ontos
