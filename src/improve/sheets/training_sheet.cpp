// What follows from the members of a sheet and its rows.
#include "improve/sheets/training_sheet.hpp"

#include <algorithm>

namespace ontos {
namespace {

bool has(const std::vector<DataUse>& uses, DataUse use) {
    return std::ranges::find(uses, use) != uses.end();
}

/// Every count, so that sums and their SQL go through all of them.
std::int64_t& count_at(SheetCounts& counts, const api::Field& field) {
    return *static_cast<std::int64_t*>(field.in(&counts));
}

void count_review(SheetCounts& out, ReviewStatus status) {
    switch (status) {
        case ReviewStatus::pending:
            ++out.pending_count;
            break;
        case ReviewStatus::approved:
            ++out.approved_count;
            break;
        case ReviewStatus::edited:
            ++out.edited_count;
            break;
        case ReviewStatus::rejected:
            ++out.rejected_count;
            break;
        case ReviewStatus::flagged:
            ++out.flagged_count;
            break;
    }
}

void count_response(SheetCounts& out, ResponseSource source) {
    switch (source) {
        case ResponseSource::empty:
            ++out.empty_count;
            break;
        case ResponseSource::ai_generated:
            ++out.ai_generated_count;
            break;
        case ResponseSource::human_labeled:
            ++out.human_labeled_count;
            break;
        case ResponseSource::human_verified:
            ++out.human_verified_count;
            break;
        case ResponseSource::canonical:
            ++out.canonical_reused_count;
            break;
    }
}

}  // namespace

SheetStatus status_of(SheetStatusWord word) {
    switch (word) {
        case SheetStatusWord::assembling:
        case SheetStatusWord::generating:
            return SheetStatus::assembling;
        case SheetStatusWord::ready:
        case SheetStatusWord::review:
        case SheetStatusWord::approved:
            return SheetStatus::ready;
        case SheetStatusWord::failed:
        case SheetStatusWord::rejected:
            return SheetStatus::failed;
        case SheetStatusWord::archived:
        case SheetStatusWord::exported:
            break;
    }
    return SheetStatus::archived;
}

TrainingSheet answered(TrainingSheetRecord record) {
    TrainingSheet out;
    const auto good = record.counts.approved_count + record.counts.edited_count;
    const auto reviewed = good + record.counts.rejected_count;
    if (reviewed > 0) out.approval_rate = static_cast<double>(good) / static_cast<double>(reviewed);
    out.sheet_name = record.name;
    out.record = std::move(record);
    return out;
}

SheetCounts counts_of(const TrainingRowRecord& row) {
    SheetCounts out;
    out.total_rows = 1;
    count_review(out, row.review.review_status);
    count_response(out, row.response_source);
    out.sft_count = row.use == RowUse::sft ? 1 : 0;
    out.preference_count = row.use == RowUse::preference ? 1 : 0;
    out.unpaired_negative_count = row.use == RowUse::unpaired_negative ? 1 : 0;
    out.exportable_count = row.exportable_at ? 1 : 0;
    return out;
}

SheetCounts sum(const SheetCounts& a, const SheetCounts& b, int sign) {
    auto out = a;
    auto added = b;
    for (const auto& field : api::Codec<SheetCounts>::fields)
        count_at(out, field) += sign * count_at(added, field);
    return out;
}

bool may_be_used(const TrainingSheetRecord& sheet, const TrainingRowRecord& row, DataUse use) {
    if (has(sheet.prohibited_uses, use) || has(row.prohibited_uses, use)) return false;
    const auto& allowed = row.allowed_uses.empty() ? sheet.allowed_uses : row.allowed_uses;
    return allowed.empty() || has(allowed, use);
}

std::optional<Violation> contradiction(const std::vector<DataUse>& allowed,
                                       const std::vector<DataUse>& prohibited,
                                       const std::string& where) {
    for (const auto use : prohibited)
        if (has(allowed, use))
            return Violation{
                where + "/prohibited_uses",
                "must not have " + std::string{api::to_text(use)} + ", which allowed_uses has"};
    return std::nullopt;
}

bool is_for_evaluation(const TrainingSheetRecord& sheet, const TrainingRowRecord& row) {
    const auto& allowed = row.allowed_uses.empty() ? sheet.allowed_uses : row.allowed_uses;
    return !has(allowed, DataUse::training) &&
           (has(allowed, DataUse::evaluation) || has(allowed, DataUse::testing));
}

}  // namespace ontos
