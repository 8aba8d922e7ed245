#pragma once
// One run of an export: two looks at the rows of a sheet, and the files.

#include <filesystem>
#include <functional>

#include "improve/exports/export_model.hpp"
#include "improve/sheets/asked_rows.hpp"
#include "platform/redaction/redactor.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// What texts go through before they are kept.
struct RedactionInForce {
    std::int64_t policy_version = 0;
    RedactionRules rules;
};

/// What it works with; all of it outlives the run.
struct ExportRunParts {
    sql::Database& database;
    RedactionInForce redaction;  ///< by now
    std::string tool_version;
    Parquet parquet{};
    FindRowColumns find_columns{};
};

/// Called often with the rows that will be read, each twice, and those that were: what it throws
/// ends the run.
using ShowExportProgress = std::function<void(std::int64_t rows_total, std::int64_t rows_done)>;

/// What came out: ready, with files on the disk, or refused.
struct ExportOutcome {
    ExportStatus status = ExportStatus::ready;
    std::optional<std::string> reason;
    ExportReport report;
    std::optional<ExportManifest> manifest;
};

/// Reads the sheet and writes into an empty folder. The same rows and options make the same data
/// files. Memory: 72 bytes a row, and the text of 500 rows; the disk holds 256 bytes a row
/// meanwhile. Throws Failure, among them not_found if the sheet is gone.
ExportOutcome run_export(const ExportRunParts& parts, const ExportRecord& record,
                         const std::filesystem::path& folder, const ShowExportProgress& show);

}  // namespace ontos
