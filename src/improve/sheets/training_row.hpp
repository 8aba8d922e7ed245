#pragma once
// What a row of a training sheet is: what was asked, what should be answered, and who says so.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/api/inlined.hpp"

namespace ontos {

/// What a row can teach: from what is known of its answers.
BOOST_DEFINE_ENUM_CLASS(RowUse, sft, preference, unpaired_negative)
BOOST_DEFINE_ENUM_CLASS(ReviewStatus, pending, approved, edited, rejected, flagged)
BOOST_DEFINE_ENUM_CLASS(ResponseSource, empty, ai_generated, human_labeled, human_verified,
                        canonical)
BOOST_DEFINE_ENUM_CLASS(RowSource, feedback, manual)
BOOST_DEFINE_ENUM_CLASS(DataUse, training, validation, evaluation, few_shot, testing)
BOOST_DEFINE_ENUM_CLASS(MessageRole, system, user, assistant)

/// Characters of one text.
inline constexpr double training_text_max = 100'000;
inline constexpr std::size_t context_messages_max = 200, features_max = 4'096;

struct ChatMessage {
    MessageRole role = MessageRole::user;
    std::string content;

    bool operator==(const ChatMessage&) const = default;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ChatMessage::role>("Who speaks."),
            api::field<&ChatMessage::content>("What is said.", api::max_length(training_text_max))};
    }
};

using Features = std::map<std::string, api::json::value>;

/// What a row teaches. `response` is what should be answered and was never rejected;
/// `rejected_response` is what must not be, and is no target in any format.
struct RowContent {
    std::vector<ChatMessage> context;
    std::string prompt;
    std::optional<std::string> response, rejected_response;
    std::optional<Features> features;

    bool operator==(const RowContent&) const = default;

    static constexpr auto fields(auto...) {
        using T = RowContent;
        return std::array{
            api::field<&T::context>("What was said before the prompt."),
            api::field<&T::prompt>("What is asked."),
            api::field<&T::response>("What should be answered; null if only what should not be is "
                                     "known."),
            api::field<&T::rejected_response>("What should not be answered; null if not known."),
            api::field<&T::features>("The prompt as a row, of a model that reads rows; then the "
                                     "response is its label.")};
    }
};

/// Which use the answers of a content allow.
RowUse use_of(const RowContent& content);

/// What people decided about a row.
struct RowReview {
    ReviewStatus review_status = ReviewStatus::pending;
    std::string review_reason;
    std::optional<std::string> reviewed_by;
    std::optional<Timestamp> reviewed_at;
    std::optional<RowContent> original;

    static constexpr auto fields(auto...) {
        using T = RowReview;
        return std::array{
            api::field<&T::review_status>("pending until a person decides; only approved and "
                                          "edited rows become targets."),
            api::field<&T::review_reason>("Why; empty if nobody said."),
            api::field<&T::reviewed_by>("Who decided last."), api::field<&T::reviewed_at>("When."),
            api::field<&T::original>("What it taught before it was edited first.")};
    }
};

/// Where a row comes from.
struct RowOrigin {
    RowSource source = RowSource::manual;
    std::optional<std::string> feedback_id, request_id, endpoint_id, model_name, model_version;
    std::optional<std::string> session_id, subject_id;

    static constexpr auto fields(auto...) {
        using T = RowOrigin;
        return std::array{
            api::field<&T::source>("feedback, or manual: added by hand."),
            api::field<&T::feedback_id>("The feedback that it was made of."),
            api::field<&T::request_id>("The request that the feedback judges."),
            api::field<&T::endpoint_id>("The endpoint that answered."),
            api::field<&T::model_name>("The model that answered."),
            api::field<&T::model_version>("The version that answered."),
            api::field<&T::session_id>("Rows of a session are on one side of the split of an "
                                       "export."),
            api::field<&T::subject_id>("Person whom the texts are about; their rows too.")};
    }
};

/// A row of training_rows.
struct TrainingRowRecord {
    std::string id, training_sheet_id;
    std::int64_t row_index = 0;
    RowContent content;
    RowUse use = RowUse::sft;
    ResponseSource response_source = ResponseSource::empty;
    RowReview review;
    RowOrigin origin;
    std::vector<DataUse> allowed_uses, prohibited_uses;
    std::optional<Timestamp> exportable_at;
    std::string created_by;
    Timestamp created_at{}, updated_at{};
    std::int64_t revision = 1;

    static constexpr auto fields(auto...) {
        using T = TrainingRowRecord;
        return api::joined(
            std::array{api::field<&T::id>("Identifier."),
                       api::field<&T::training_sheet_id>("The sheet."),
                       api::field<&T::row_index>("Place in the sheet, counted from 0.")},
            api::inlined<&T::content>(),
            std::array{api::field<&T::use>("What it can teach."),
                       api::field<&T::response_source>("Who made the response.")},
            api::inlined<&T::review>(), api::inlined<&T::origin>(),
            std::array{
                api::field<&T::allowed_uses>("What it may be used for; empty: as its sheet says."),
                api::field<&T::prohibited_uses>("What it must not be used for, beside what its "
                                                "sheet says."),
                api::field<&T::exportable_at>("Since when it can be exported; null: it cannot."),
                api::field<&T::created_by>("Who added it."),
                api::field<&T::created_at>("When it was added."),
                api::field<&T::updated_at>("When it was changed last."),
                api::field<&T::revision>("Counts its changes.")});
    }
};
template <>
struct api::Codec<TrainingRowRecord> : api::InlinedCodec<TrainingRowRecord> {};

/// A row as it is answered.
struct TrainingRow {
    TrainingRowRecord record;
    std::vector<ChatMessage> messages;
    std::int64_t sequence_number = 0;
    bool is_flagged = false;
    std::string flag_reason;

    static constexpr auto fields(auto...) {
        using T = TrainingRow;
        return api::joined(
            api::inlined<&T::record>(),
            std::array{api::field<&T::messages>("Context, prompt and response as one chat."),
                       api::field<&T::sequence_number>("The same as row_index."),
                       api::field<&T::is_flagged>("Whether its review_status is flagged."),
                       api::field<&T::flag_reason>("Why it is; empty if it is not.")});
    }
};
template <>
struct api::Codec<TrainingRow> : api::InlinedCodec<TrainingRow> {};

TrainingRow answered(TrainingRowRecord record);

/// Whether the row may leave in an export at all: what a person approved, and rejected answers that
/// nobody threw out.
bool is_exportable(const TrainingRowRecord& record);

/// Sets use, and since when the row is exportable, after a change of content or review.
void settle(TrainingRowRecord& record, Timestamp now);

}  // namespace ontos
