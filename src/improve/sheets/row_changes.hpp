#pragma once
// Changes of rows, each with the counts of its sheet, in the caller's transaction.

#include <span>

#include "improve/sheets/training_sheet.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// Rows of one sheet.
inline constexpr std::int64_t sheet_rows_max = 10'000'000;

/// Gives the rows their places behind the last one of the sheet. Throws Failure{conflict} for a
/// sheet that would get too many.
void append_rows(sql::Transaction& tx, const TrainingSheetRecord& sheet,
                 std::span<TrainingRowRecord> rows, Timestamp now);

void replace_row(sql::Transaction& tx, const TrainingRowRecord& before,
                 const TrainingRowRecord& after, Timestamp now);

}  // namespace ontos
