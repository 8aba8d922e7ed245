#pragma once
// Exports in the database.

#include "improve/exports/export_model.hpp"
#include "platform/sql/database.hpp"

namespace ontos::exports_store {

void insert(sql::Transaction& tx, const ExportRecord& record);
std::optional<ExportRecord> find(sql::Transaction& tx, const std::string& id);
/// Newest first; ids below the cursor, from the newest if it is empty.
std::vector<ExportRecord> list(sql::Transaction& tx, const ExportsQuery& query, std::int64_t limit);
std::int64_t count(sql::Transaction& tx);
/// Running ones that this server began, or of which nobody gave a sign of life since.
std::vector<ExportRecord> left_behind(sql::Transaction& tx, const std::string& server_id,
                                      Timestamp since);
/// Makes it this server's, unless another was faster.
bool take_over(sql::Transaction& tx, const ExportRecord& record, const std::string& server_id,
               Timestamp now);
/// False if it is not running here any more.
bool show_progress(sql::Transaction& tx, const std::string& id, const std::string& server_id,
                   std::int64_t rows_total, std::int64_t rows_done, Timestamp now);
/// Status, reason, report, manifest and times. False if it is not running here any more.
bool finish(sql::Transaction& tx, const ExportRecord& record);
/// Manifest and files_revision of a ready one, unless another was faster.
bool replace_files(sql::Transaction& tx, const ExportRecord& record);
std::vector<ExportRecord> of_sheet(sql::Transaction& tx, const std::string& training_sheet_id);
/// With what is known of its downloads.
void remove(sql::Transaction& tx, const std::string& id);
/// Asked for before a time and not made any more, the oldest first.
std::vector<ExportRecord> older(sql::Transaction& tx, Timestamp before, std::int64_t limit);

/// Adds to what is known of the same file and person.
void count_download(sql::Transaction& tx, const ExportDownload& download);
std::vector<ExportDownload> downloads(sql::Transaction& tx, const std::string& id);
bool has_downloaded(sql::Transaction& tx, const std::string& id, const std::string& who);

/// What a sheet that is gone left to know whose its rows were, where no export has them; at most
/// `limit`.
void forget_removed_rows(sql::Transaction& tx, std::int64_t limit);

}  // namespace ontos::exports_store
