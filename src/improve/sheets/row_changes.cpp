// Changes of rows, each with the counts of its sheet.
#include "improve/sheets/row_changes.hpp"

#include <fmt/format.h>

#include "improve/sheets/rows_store.hpp"
#include "improve/sheets/sheets_store.hpp"

namespace ontos {

void append_rows(sql::Transaction& tx, const TrainingSheetRecord& sheet,
                 std::span<TrainingRowRecord> rows, Timestamp now) {
    SheetCounts added;
    for (const auto& row : rows) added = sum(added, counts_of(row));
    sheets_store::add_counts(tx, sheet.id, added, now);
    auto next = rows_store::next_index(tx, sheet.id);
    if (next + std::ssize(rows) > sheet_rows_max)
        throw Failure{FailureKind::conflict,
                      fmt::format("The sheet has {} rows; {} are the most.", next, sheet_rows_max)}
            .code("too_many_rows")
            .hint("Make another sheet.");
    for (auto& row : rows) {
        row.training_sheet_id = sheet.id;
        row.row_index = next++;
    }
    rows_store::insert(tx, rows);
}

void replace_row(sql::Transaction& tx, const TrainingRowRecord& before,
                 const TrainingRowRecord& after, Timestamp now) {
    sheets_store::add_counts(tx, after.training_sheet_id,
                             sum(counts_of(after), counts_of(before), -1), now);
    rows_store::update(tx, after);
}

}  // namespace ontos
