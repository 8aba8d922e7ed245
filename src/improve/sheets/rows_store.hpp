#pragma once
// Rows of training sheets in the database.

#include <span>

#include "deploy/ids.hpp"
#include "improve/sheets/training_row.hpp"
#include "platform/sql/database.hpp"

namespace ontos::rows_store {

struct Filter {
    std::optional<ReviewStatus> review_status;
    std::optional<RowUse> use;
    std::int64_t from = 0;  ///< row_index
    std::int64_t limit = 0;
};

/// Where a walk through the exportable rows is: behind this row.
struct ExportPlace {
    Timestamp exportable_at{};
    std::int64_t row_index = -1;
};

void insert(sql::Transaction& tx, std::span<const TrainingRowRecord> rows);
/// One more than the largest row_index of the sheet.
std::int64_t next_index(sql::Transaction& tx, const std::string& sheet_id);
std::optional<TrainingRowRecord> find(sql::Transaction& tx, const std::string& sheet_id,
                                      const std::string& id);
std::optional<TrainingRowRecord> find(sql::Transaction& tx, const std::string& sheet_id,
                                      std::int64_t row_index);
/// In whatever sheet.
std::optional<TrainingRowRecord> find_anywhere(sql::Transaction& tx, const std::string& id);
/// Ids of rows about a person, in all sheets and of those that went with theirs.
std::vector<std::string> ids_of_subject(sql::Transaction& tx, const std::string& subject_id,
                                        std::int64_t limit);
/// The same of rows that a feedback item became.
std::vector<std::string> ids_of_feedback(sql::Transaction& tx, const std::string& feedback_id,
                                         std::int64_t limit);
/// The feedback item that a row was, though it went with its sheet; nullopt if it was none.
std::optional<std::string> feedback_of(sql::Transaction& tx, const std::string& id);
std::optional<TrainingRowRecord> find_of_feedback(sql::Transaction& tx, const std::string& sheet_id,
                                                  const std::string& feedback_id);
/// In all sheets.
std::vector<TrainingRowRecord> list_of_feedback(sql::Transaction& tx,
                                                const std::string& feedback_id);
/// In the order of their row_index.
std::vector<TrainingRowRecord> list(sql::Transaction& tx, const std::string& sheet_id,
                                    const Filter& filter);
void update(sql::Transaction& tx, const TrainingRowRecord& row);

/// Behind a place, in the order in which they became exportable.
std::vector<TrainingRowRecord> exportable(sql::Transaction& tx, const std::string& sheet_id,
                                          const ExportPlace& after, std::int64_t limit);
/// Approved and edited rows that became exportable after `from`, up to and at `to`.
std::int64_t count_approved(sql::Transaction& tx, const std::string& sheet_id, Interval when);
/// Those with a rejected response, in whatever state, from this row_index on.
std::vector<TrainingRowRecord> with_rejected(sql::Transaction& tx, const std::string& sheet_id,
                                             std::int64_t from, std::int64_t limit);
/// Of live sheets, those with a rejected response whose answer came from an endpoint, behind an id.
std::vector<TrainingRowRecord> with_rejected_of(sql::Transaction& tx,
                                                const std::string& endpoint_id,
                                                const std::string& after_id, std::int64_t limit);
/// Whose answers the rows of a sheet are.
std::vector<std::string> endpoints(sql::Transaction& tx, const std::string& sheet_id);
/// Those of live sheets that say themselves what they may be used for, behind an id.
std::vector<TrainingRowRecord> with_own_uses(sql::Transaction& tx, const std::string& after_id,
                                             std::int64_t limit);

/// At most so many rows of a sheet: how many went. Whose data they were is kept: exports may hold
/// them still.
std::int64_t remove(sql::Transaction& tx, const std::string& sheet_id, std::int64_t limit);

}  // namespace ontos::rows_store
