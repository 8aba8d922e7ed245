#pragma once
// What clients send about the rows of a sheet, and the lists that they get.

#include "improve/sheets/training_row.hpp"
#include "platform/api/patch.hpp"

namespace ontos {

struct RowPath {
    std::string training_sheet_id, row_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&RowPath::training_sheet_id>("Id of the sheet."),
                          api::field<&RowPath::row_id>("Id of the row, or its row_index.")};
    }
};

struct RowsQuery {
    std::optional<ReviewStatus> review_status;
    std::optional<RowUse> use;
    std::int32_t limit = 50;
    std::optional<std::string> cursor;

    static constexpr auto fields(auto...) {
        using T = RowsQuery;
        return std::array{
            api::option<&T::review_status>("Only those."), api::option<&T::use>("Only those."),
            api::option<&T::limit>("Rows of a page.", api::minimum(1), api::maximum(1000)),
            api::option<&T::cursor>("`next_cursor` of the page before.",
                                    api::pattern("^[0-9]{1,18}$"))};
    }
};

struct RowPage {
    std::vector<TrainingRow> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&RowPage::items>("In the order of their row_index."),
            api::field<&RowPage::next_cursor>("Where the next page starts; null at the end.")};
    }
};

struct NewTrainingRow {
    std::vector<ChatMessage> messages;
    std::optional<std::string> prompt, response, rejected_response;
    std::optional<Features> features;
    std::optional<std::string> label;
    std::optional<ResponseSource> response_source;
    ReviewStatus review_status = ReviewStatus::pending;
    std::string review_reason;
    std::optional<std::string> session_id, subject_id;
    std::vector<DataUse> allowed_uses, prohibited_uses;

    static constexpr auto fields(auto...) {
        using T = NewTrainingRow;
        using api::max_length, api::min_length, api::option;
        return std::array{
            option<&T::messages>("A chat: its last user message is the prompt, an assistant "
                                 "message behind it the response. Instead of prompt and response.",
                                 api::max_items(context_messages_max)),
            option<&T::prompt>("What is asked.", min_length(1), max_length(training_text_max)),
            option<&T::response>("What should be answered.", min_length(1),
                                 max_length(training_text_max)),
            option<&T::rejected_response>("What should not be answered.", min_length(1),
                                          max_length(training_text_max)),
            option<&T::features>("The prompt as a row, of a model that reads rows.",
                                 api::max_members(features_max)),
            option<&T::label>("Another word for response, of such a row.", min_length(1),
                              max_length(training_text_max)),
            option<&T::response_source>("Who made the response; human_labeled if left out."),
            option<&T::review_status>("pending, approved or flagged."),
            option<&T::review_reason>("Why.", max_length(10'000)),
            option<&T::session_id>("Rows of a session are never split.", min_length(1),
                                   max_length(200)),
            option<&T::subject_id>("Person whom the texts are about: for erasure.", min_length(1),
                                   max_length(200)),
            option<&T::allowed_uses>("What it may be used for; empty: as its sheet says.",
                                     api::max_items(5)),
            option<&T::prohibited_uses>("What it must not be used for.", api::max_items(5))};
    }
};

struct NewTrainingRows {
    std::vector<NewTrainingRow> rows;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&NewTrainingRows::rows>(
            "All are added, or none.", api::min_items(1), api::max_items(1000))};
    }
};

struct RowsAdded {
    std::string training_sheet_id;
    std::int64_t added = 0, first_row_index = 0;
    std::vector<std::string> row_ids;

    static constexpr auto fields(auto...) {
        using T = RowsAdded;
        return std::array{api::field<&T::training_sheet_id>("The sheet."),
                          api::field<&T::added>("How many."),
                          api::field<&T::first_row_index>("The first one's row_index; the others "
                                                          "follow in the order of the request."),
                          api::field<&T::row_ids>("Their ids, in that order.")};
    }
};

/// A review, an edit, or both. What is not sent stays.
struct RowChange {
    api::Patch<ReviewStatus> review_status;
    api::Patch<std::string> review_reason;
    api::Patch<std::vector<ChatMessage>> context;
    api::Patch<std::string> prompt, response, rejected_response;
    api::Patch<Features> features;
    api::Patch<std::vector<DataUse>> allowed_uses, prohibited_uses;
    bool mark_as_verified = false;
    std::optional<bool> is_flagged;
    std::optional<std::string> flag_reason;

    static constexpr auto fields(auto...) {
        using T = RowChange;
        using api::max_length, api::min_length, api::option;
        return std::array{
            option<&T::review_status>("The decision. An edit is `edited`, whether that is sent or "
                                      "`approved` or nothing."),
            option<&T::review_reason>("Why; required to reject and to flag.", max_length(10'000)),
            option<&T::context>("What was said before the prompt.",
                                api::max_items(context_messages_max)),
            option<&T::prompt>("What is asked.", min_length(1), max_length(training_text_max)),
            option<&T::response>("What should be answered.", min_length(1),
                                 max_length(training_text_max)),
            option<&T::rejected_response>("What should not be answered; null forgets it.",
                                          min_length(1), max_length(training_text_max)),
            option<&T::features>("The prompt as a row.", api::max_members(features_max)),
            option<&T::allowed_uses>("What it may be used for; empty: as its sheet says."),
            option<&T::prohibited_uses>("What it must not be used for."),
            option<&T::mark_as_verified>("Of earlier clients: true is review_status approved."),
            option<&T::is_flagged>("Of earlier clients: true is review_status flagged, false of a "
                                   "flagged row pending."),
            option<&T::flag_reason>("Of earlier clients: review_reason.", max_length(10'000))};
    }
};

}  // namespace ontos
