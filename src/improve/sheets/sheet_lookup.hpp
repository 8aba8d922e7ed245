#pragma once
// Sheets and rows that must be there, and the sentence for where they are not.

#include "improve/sheets/training_sheet.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// Throws Failure{not_found}.
TrainingSheetRecord require_sheet(sql::Transaction& tx, const std::string& id);

/// One that takes rows. Throws Failure{not_found}, or Failure{conflict} for an archived one.
TrainingSheetRecord require_open_sheet(sql::Transaction& tx, const std::string& id);

/// By id or row_index. Throws Failure{not_found}.
TrainingRowRecord require_row(sql::Transaction& tx, const std::string& sheet_id,
                              const std::string& reference);

}  // namespace ontos
