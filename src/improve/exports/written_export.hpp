#pragma once
// The files of an export that is ready, read again: which row each line is, and the same without
// some rows.

#include <functional>
#include <set>

#include "improve/exports/export_files.hpp"

namespace ontos {

/// Calls `visit` with the id of the row of each line, in the order of the files and their lines.
/// `manifest` is the path of a manifest.json.
void for_each_row_id(const std::filesystem::path& manifest,
                     const std::function<void(const std::string& row_id)>& visit);

struct Rewritten {
    ExportManifest manifest;
    ExportReport report;
    std::int64_t lines_gone = 0;
};

/// Writes into an empty folder what is in `from`, without the lines of these rows; the manifest and
/// its hashes are renewed, and the counts of `report`.
Rewritten write_without(const std::set<std::string>& row_ids, const std::filesystem::path& from,
                        const std::filesystem::path& to, const ExportManifest& manifest,
                        const ExportReport& report, const Parquet& parquet);

}  // namespace ontos
