#pragma once
// An item of a review queue, who has it, and what was said of it.

#include "improve/review/review_queue.hpp"
#include "improve/sheets/training_row.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(ReviewItemStatus, pending, completed, withdrawn)
BOOST_DEFINE_ENUM_CLASS(AssignmentStatus, reserved, submitted, skipped)

/// A row of review_items.
struct ReviewItemRecord {
    std::string id, queue_id;
    std::int64_t place = 0;
    std::string target_id;
    ReviewItemStatus status = ReviewItemStatus::pending;
    std::optional<std::string> outcome;
    std::int64_t taken = 0, judgements = 0;
    Timestamp created_at{};
    std::optional<Timestamp> completed_at;

    static constexpr auto fields(auto...) {
        using T = ReviewItemRecord;
        return std::array{
            api::field<&T::id>("Identifier."),
            api::field<&T::queue_id>("The queue."),
            api::field<&T::place>("Place in the queue, counted from 0."),
            api::field<&T::target_id>("The row, or the feedback item."),
            api::field<&T::status>("withdrawn: it is not to be judged here any more."),
            api::field<&T::outcome>("What the reviewers decided of a row: the review_status that "
                                    "most gave it, or flagged where they disagree. Null until it "
                                    "is completed, and of feedback."),
            api::field<&T::taken>("Reviewers who have it or have judged it."),
            api::field<&T::judgements>("Judgements so far."),
            api::field<&T::created_at>("When it was added."),
            api::field<&T::completed_at>("When the last judgement came.")};
    }
};

struct JudgedScore {
    std::string name;
    std::optional<api::json::value> value;
    std::optional<std::string> label, rationale;

    static constexpr auto fields(auto...) {
        using T = JudgedScore;
        return std::array{
            api::field<&T::name>("Of the rubric.", api::min_length(1), api::max_length(64)),
            api::option<&T::value>("The score: a number, true or false, or a text."),
            api::option<&T::label>("Of a categorical score, the category.", api::min_length(1),
                                   api::max_length(200)),
            api::option<&T::rationale>("Why.", api::max_length(10'000))};
    }
};

/// What a reviewer says of an item.
struct NewJudgement {
    std::optional<ReviewStatus> review_status;
    std::string review_reason;
    std::optional<std::string> prompt, response, rejected_response;
    std::optional<Rating> rating;
    std::optional<std::string> correction, expected_output, rationale;
    std::vector<JudgedScore> scores;
    std::optional<std::string> reviewer;

    static constexpr auto fields(auto...) {
        using T = NewJudgement;
        using api::max_length, api::min_length, api::option;
        return std::array{
            option<&T::review_status>("Of a row, required unless it is edited: approved, edited, "
                                      "rejected or flagged."),
            option<&T::review_reason>("Of a row: why; required to reject and to flag.",
                                      max_length(10'000)),
            option<&T::prompt>("Of a row: what should be asked.", min_length(1),
                               max_length(training_text_max)),
            option<&T::response>("Of a row: what should be answered.", min_length(1),
                                 max_length(training_text_max)),
            option<&T::rejected_response>("Of a row: what should not be.", min_length(1),
                                          max_length(training_text_max)),
            option<&T::rating>("Of feedback: whether the answer was good; required where the "
                               "queue has no rubric, and with a correction."),
            option<&T::correction>("Of feedback: what should have been answered.", min_length(1),
                                   max_length(feedback_text_max)),
            option<&T::expected_output>("Of feedback: what the truth was.", min_length(1),
                                        max_length(feedback_text_max)),
            option<&T::rationale>("Of feedback: why the rating.", max_length(10'000)),
            option<&T::scores>("Each score of the queue's rubric, once.", api::max_items(20)),
            option<&T::reviewer>("Who judges, where the caller speaks for several; a person that "
                                 "is signed in cannot be another.",
                                 min_length(1), max_length(reviewer_name_max))};
    }
};

/// A row of review_assignments.
struct ReviewAssignment {
    std::string item_id, reviewer, queue_id;
    AssignmentStatus status = AssignmentStatus::reserved;
    std::int64_t target_revision = 1;
    Timestamp reserved_at{}, expires_at{};
    std::optional<Timestamp> answered_at;
    std::optional<NewJudgement> judgement;
    std::vector<std::string> feedback_ids;

    static constexpr auto fields(auto...) {
        using T = ReviewAssignment;
        return std::array{
            api::field<&T::item_id>("The item."),
            api::field<&T::reviewer>("Who has it."),
            api::field<&T::queue_id>("The queue."),
            api::field<&T::status>("reserved until it is submitted or skipped."),
            api::field<&T::target_revision>("Revision of the row or feedback that is judged."),
            api::field<&T::reserved_at>("Since when."),
            api::field<&T::expires_at>("Until when it is reserved."),
            api::field<&T::answered_at>("When it was submitted or skipped."),
            api::field<&T::judgement>("What was said of a row, redacted; null of feedback, and "
                                      "once the row is gone."),
            api::field<&T::feedback_ids>("Of feedback: the items that the judgement became.")};
    }
};

struct ReviewItem {
    ReviewItemRecord record;
    std::optional<TrainingRow> row;
    std::optional<FeedbackItem> feedback;
    std::optional<ReviewAssignment> assignment;
    std::vector<ReviewAssignment> judged;

    static constexpr auto fields(auto...) {
        using T = ReviewItem;
        return api::joined(
            api::inlined<&T::record>(),
            std::array{
                api::field<&T::row>("The row to judge; null of feedback, and if it is gone."),
                api::field<&T::feedback>("The feedback to judge; null of a row, and if it is "
                                         "gone."),
                api::field<&T::assignment>("What the reviewer who asks has with it; null: "
                                           "nothing."),
                api::field<&T::judged>("What all said, once the item is completed: until then "
                                       "nobody is led by others.")});
    }
};
template <>
struct api::Codec<ReviewItem> : api::InlinedCodec<ReviewItem> {};

struct Reviewer {
    std::optional<std::string> reviewer;

    static constexpr auto fields(auto...) {
        return std::array{api::option<&Reviewer::reviewer>(
            "Who reviews, where the caller speaks for several; the caller if left out.",
            api::min_length(1), api::max_length(reviewer_name_max))};
    }
};

struct ReviewReservation {
    std::optional<ReviewItem> item;
    std::int64_t pending_count = 0;

    static constexpr auto fields(auto...) {
        using T = ReviewReservation;
        return std::array{
            api::field<&T::item>("What to judge; null: there is nothing for this reviewer now."),
            api::field<&T::pending_count>("Items of the queue that wait, for whomever.")};
    }
};

struct ReviewItemPath {
    std::string queue_id, item_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ReviewItemPath::queue_id>("Id of the queue."),
                          api::field<&ReviewItemPath::item_id>("Id of the item.")};
    }
};

struct ReviewItemsQuery {
    std::optional<ReviewItemStatus> status;
    std::int32_t limit = 50;
    std::int64_t cursor = 0;

    static constexpr auto fields(auto...) {
        using T = ReviewItemsQuery;
        return std::array{
            api::option<&T::status>("Only those."),
            api::option<&T::limit>("Items of a page.", api::minimum(1), api::maximum(1'000)),
            api::option<&T::cursor>("`next_cursor` of the page before.", api::minimum(0),
                                    api::maximum(1e9))};
    }
};

struct ReviewItemPage {
    std::vector<ReviewItemRecord> items;
    std::optional<std::int64_t> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ReviewItemPage::items>("In the order of their place."),
            api::field<&ReviewItemPage::next_cursor>("Where to go on; null at the end.")};
    }
};

}  // namespace ontos
