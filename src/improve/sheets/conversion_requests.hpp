#pragma once
// What clients send to turn feedback into rows, and what they are answered.

#include "improve/feedback/feedback_batch.hpp"
#include "improve/sheets/sheets_requests.hpp"

namespace ontos {

/// In the query or in the body.
struct ToTraining {
    std::optional<std::string> assembly_id, training_sheet_id, correction;

    static constexpr auto fields(auto...) {
        using T = ToTraining;
        return std::array{
            api::option<&T::assembly_id>("The sheet; here or as training_sheet_id.",
                                         api::min_length(1), api::max_length(200)),
            api::option<&T::training_sheet_id>("The sheet.", api::min_length(1),
                                               api::max_length(200)),
            api::option<&T::correction>(
                "What should have been answered; goes before the correction of the feedback.",
                api::min_length(1), api::max_length(training_text_max))};
    }
};

BOOST_DEFINE_ENUM_CLASS(RowMaking, created, exists)

struct TrainingRowMade {
    RowMaking status = RowMaking::created;
    std::string feedback_id, assembly_id, training_sheet_id, assembly_row_id, qa_pair_id;
    std::int64_t row_index = 0, sequence_number = 0;
    RowUse use = RowUse::sft;
    ReviewStatus review_status = ReviewStatus::pending;
    std::optional<std::string> warning;

    static constexpr auto fields(auto...) {
        using T = TrainingRowMade;
        return std::array{
            api::field<&T::status>("exists: it was made before, and is as it was."),
            api::field<&T::feedback_id>("The feedback."),
            api::field<&T::assembly_id>("The sheet."),
            api::field<&T::training_sheet_id>("The sheet."),
            api::field<&T::assembly_row_id>("The row."),
            api::field<&T::qa_pair_id>("The row."),
            api::field<&T::row_index>("Its place in the sheet, counted from 0."),
            api::field<&T::sequence_number>("The same."),
            api::field<&T::use>("What it can teach."),
            api::field<&T::review_status>("Whether a person still has to look at it."),
            api::omit_empty<&T::warning>("What its reader should know of it.")};
    }
};

struct ToCuration {
    std::string template_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ToCuration::template_id>("The template.", api::min_length(1),
                                                               api::max_length(200))};
    }
};

struct CurationItem {
    RowMaking status = RowMaking::created;
    std::string curation_item_id, template_id, training_sheet_id;

    static constexpr auto fields(auto...) {
        using T = CurationItem;
        return std::array{
            api::field<&T::status>("exists: it was made before, and is as it was."),
            api::field<&T::curation_item_id>("The row."),
            api::field<&T::template_id>("The template."),
            api::field<&T::training_sheet_id>("The sheet of that template, with the row.")};
    }
};

struct ConversionRequest {
    FeedbackFilter filter;
    bool dry_run = false;
    std::int32_t limit = 1000;
    std::string cursor;

    static constexpr auto fields(auto...) {
        using T = ConversionRequest;
        return std::array{
            api::option<&T::filter>("Which feedback; it must name something."),
            api::option<&T::dry_run>("true: only say what would be made."),
            api::option<&T::limit>("Most items that are looked at.", api::minimum(1),
                                   api::maximum(10'000)),
            api::option<&T::cursor>("`next_cursor` of the answer before.", api::max_length(100))};
    }
};

/// Feedback that makes no row.
struct SkippedFeedback {
    std::string feedback_id, code, reason;

    static constexpr auto fields(auto...) {
        using T = SkippedFeedback;
        return std::array{api::field<&T::feedback_id>("The feedback."),
                          api::field<&T::code>("Why, for programs."),
                          api::field<&T::reason>("Why.")};
    }
};

struct ConversionReport {
    std::string training_sheet_id;
    bool dry_run = false;
    std::int64_t matched = 0, created = 0, existing = 0, skipped = 0;
    std::int64_t sft = 0, preference = 0, unpaired_negative = 0, pending = 0;
    std::vector<SkippedFeedback> skipped_examples;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        using T = ConversionReport;
        return std::array{
            api::field<&T::training_sheet_id>("The sheet."),
            api::field<&T::dry_run>("Whether nothing was made."),
            api::field<&T::matched>("Feedback that was looked at, newest first."),
            api::field<&T::created>("Rows that were made, or would be."),
            api::field<&T::existing>("Feedback whose row is there already."),
            api::field<&T::skipped>("Feedback that makes no row."),
            api::field<&T::sft>("Of the rows made: with a response."),
            api::field<&T::preference>("Of those: with a rejected response as well."),
            api::field<&T::unpaired_negative>("Of those: with a rejected response only."),
            api::field<&T::pending>("Of those: waiting for review."),
            api::field<&T::skipped_examples>("The first 20 of the skipped."),
            api::field<&T::next_cursor>("Where to go on; null: there is no more feedback.")};
    }
};

}  // namespace ontos
