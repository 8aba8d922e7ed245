#pragma once
// Training sheets in the database.

#include "improve/sheets/training_sheet.hpp"
#include "platform/sql/database.hpp"

namespace ontos::sheets_store {

struct Filter {
    std::optional<SheetStatus> status;
    std::optional<std::string> template_id;
    std::string before;  ///< ids below this one; empty: from the newest
    std::int64_t limit = 0;
};

void insert(sql::Transaction& tx, const TrainingSheetRecord& sheet);
/// Not a deleted one.
std::optional<TrainingSheetRecord> find(sql::Transaction& tx, const std::string& id);
/// Newest first, without deleted ones.
std::vector<TrainingSheetRecord> list(sql::Transaction& tx, const Filter& filter);
std::int64_t count(sql::Transaction& tx);
/// The oldest live one of a template.
std::optional<TrainingSheetRecord> of_template(sql::Transaction& tx,
                                               const std::string& template_id);
/// All but the counts.
void update(sql::Transaction& tx, const TrainingSheetRecord& sheet);
/// Adds to the counts. Transactions that do it for one sheet come one after the other: call it
/// before what depends on the rows that there are.
void add_counts(sql::Transaction& tx, const std::string& id, const SheetCounts& added,
                Timestamp now);
/// Live sheets whose rows judge models: for evaluation or testing, not for training.
std::vector<TrainingSheetRecord> for_evaluation(sql::Transaction& tx);

/// Deleted sheets that still have a row in training_sheets.
std::vector<std::string> deleted(sql::Transaction& tx);
void remove(sql::Transaction& tx, const std::string& id);

}  // namespace ontos::sheets_store
