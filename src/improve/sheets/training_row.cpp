// What follows from the members of a row.
#include "improve/sheets/training_row.hpp"

namespace ontos {

RowUse use_of(const RowContent& content) {
    if (!content.rejected_response) return RowUse::sft;
    return content.response ? RowUse::preference : RowUse::unpaired_negative;
}

TrainingRow answered(TrainingRowRecord record) {
    TrainingRow out;
    out.messages = record.content.context;
    out.messages.push_back({MessageRole::user, record.content.prompt});
    if (record.content.response)
        out.messages.push_back({MessageRole::assistant, *record.content.response});
    out.sequence_number = record.row_index;
    out.is_flagged = record.review.review_status == ReviewStatus::flagged;
    if (out.is_flagged) out.flag_reason = record.review.review_reason;
    out.record = std::move(record);
    return out;
}

bool is_exportable(const TrainingRowRecord& record) {
    switch (record.review.review_status) {
        case ReviewStatus::approved:
        case ReviewStatus::edited:
            return true;
        case ReviewStatus::pending:
            return record.use == RowUse::unpaired_negative;
        case ReviewStatus::rejected:
        case ReviewStatus::flagged:
            break;
    }
    return false;
}

void settle(TrainingRowRecord& record, Timestamp now) {
    record.use = use_of(record.content);
    if (!is_exportable(record))
        record.exportable_at = std::nullopt;
    else if (!record.exportable_at)
        record.exportable_at = now;
}

}  // namespace ontos
