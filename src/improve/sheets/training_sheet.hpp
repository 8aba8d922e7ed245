#pragma once
// What a training sheet is: rows to train on, counted by what is known of them.

#include "improve/sheets/training_row.hpp"

namespace ontos {

/// What is kept and answered.
BOOST_DEFINE_ENUM_CLASS(SheetStatus, assembling, ready, failed, archived)
/// What is understood: earlier clients have two vocabularies.
BOOST_DEFINE_ENUM_CLASS(SheetStatusWord, assembling, generating, ready, review, approved, failed,
                        rejected, archived, exported)

SheetStatus status_of(SheetStatusWord word);

/// Rows of a sheet, by what is known of them. Right in the same transaction as the rows.
struct SheetCounts {
    std::int64_t total_rows = 0;
    std::int64_t pending_count = 0, approved_count = 0, edited_count = 0, rejected_count = 0,
                 flagged_count = 0;
    std::int64_t empty_count = 0, ai_generated_count = 0, human_labeled_count = 0,
                 human_verified_count = 0, canonical_reused_count = 0;
    std::int64_t sft_count = 0, preference_count = 0, unpaired_negative_count = 0;
    std::int64_t exportable_count = 0;

    bool operator==(const SheetCounts&) const = default;

    static constexpr auto fields(auto...) {
        using T = SheetCounts;
        return std::array{
            api::field<&T::total_rows>("Rows."),
            api::field<&T::pending_count>("Rows that wait for review."),
            api::field<&T::approved_count>("Rows that were approved as they are."),
            api::field<&T::edited_count>("Rows that were edited, and so approved."),
            api::field<&T::rejected_count>("Rows that were rejected."),
            api::field<&T::flagged_count>("Rows that are flagged."),
            api::field<&T::empty_count>("Rows without a response."),
            api::field<&T::ai_generated_count>("Rows whose response a model made."),
            api::field<&T::human_labeled_count>("Rows whose response a person wrote."),
            api::field<&T::human_verified_count>("Rows whose response a person found good."),
            api::field<&T::canonical_reused_count>("Rows with a response of a canonical label."),
            api::field<&T::sft_count>("Rows with a response."),
            api::field<&T::preference_count>("Rows with a response and a rejected one."),
            api::field<&T::unpaired_negative_count>("Rows with a rejected response only."),
            api::field<&T::exportable_count>("Rows that can be exported in some format.")};
    }
};

/// A row of training_sheets.
struct TrainingSheetRecord {
    std::string id, name, description;
    std::optional<std::string> template_id, sheet_id;
    api::json::value template_config = api::json::object{};
    SheetStatus status = SheetStatus::ready;
    std::vector<DataUse> allowed_uses, prohibited_uses;
    SheetCounts counts;
    std::string created_by;
    Timestamp created_at{}, updated_at{};
    std::optional<Timestamp> deleted_at;

    static constexpr auto fields(auto...) {
        using T = TrainingSheetRecord;
        return api::joined(
            std::array{
                api::field<&T::id>("Identifier."), api::field<&T::name>("Name."),
                api::field<&T::description>("What it is for."),
                api::field<&T::template_id>("The template that it curates, if any."),
                api::field<&T::sheet_id>("The source that its rows were made of, if any."),
                api::field<&T::template_config>("Of that template."),
                api::field<&T::status>("ready: rows can be added and exported."),
                api::field<&T::allowed_uses>(
                    "What its rows may be used for; empty: anything. Rows of a sheet that is for "
                    "evaluation or testing and not for training are kept out of every training "
                    "export, and so is what repeats them."),
                api::field<&T::prohibited_uses>("What its rows must not be used for.")},
            api::inlined<&T::counts>(),
            std::array{api::field<&T::created_by>("Who made it."),
                       api::field<&T::created_at>("When it was made."),
                       api::field<&T::updated_at>("When it or a row of it was changed last."),
                       api::omit_empty<&T::deleted_at>("When it was deleted.")});
    }
};
template <>
struct api::Codec<TrainingSheetRecord> : api::InlinedCodec<TrainingSheetRecord> {};

/// A sheet as it is answered.
struct TrainingSheet {
    TrainingSheetRecord record;
    std::string sheet_name;
    std::optional<double> approval_rate;

    static constexpr auto fields(auto...) {
        using T = TrainingSheet;
        return api::joined(
            api::inlined<&T::record>(),
            std::array{api::field<&T::sheet_name>("The same as name."),
                       api::field<&T::approval_rate>("Approved and edited rows, of those that were "
                                                     "reviewed; null if none was.")});
    }
};
template <>
struct api::Codec<TrainingSheet> : api::InlinedCodec<TrainingSheet> {};

TrainingSheet answered(TrainingSheetRecord record);

/// What one row adds to the counts of its sheet.
SheetCounts counts_of(const TrainingRowRecord& row);
/// a + sign * b.
SheetCounts sum(const SheetCounts& a, const SheetCounts& b, int sign = 1);

/// What a row may be used for, given its sheet.
bool may_be_used(const TrainingSheetRecord& sheet, const TrainingRowRecord& row, DataUse use);
/// A use that is both allowed and prohibited: nothing could be used for it. `where` begins the
/// names in violations: /body.
std::optional<Violation> contradiction(const std::vector<DataUse>& allowed,
                                       const std::vector<DataUse>& prohibited,
                                       const std::string& where);
/// Whether what a model is trained on must not repeat it.
bool is_for_evaluation(const TrainingSheetRecord& sheet, const TrainingRowRecord& row);

}  // namespace ontos
