// Exports whose rows are looked for, and taken out again.
#include "deploy/models/files.hpp"
#include "improve/exports/exports.hpp"
#include "improve/exports/exports_store.hpp"
#include "improve/exports/written_export.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

bool has_one_of(const std::set<std::string>& row_ids, const std::filesystem::path& manifest) {
    bool found = false;
    for_each_row_id(manifest, [&](const std::string& id) { found |= row_ids.contains(id); });
    return found;
}

}  // namespace

std::optional<std::filesystem::path> Exports::files_here(const std::string& export_id) const {
    const auto record = require(export_id);
    if (record.status != ExportStatus::ready || record.server_id != parts_.server_id)
        return std::nullopt;
    return folder_of(record);
}

void Exports::for_each_row(const std::string& export_id,
                           const std::function<void(const std::string& row_id)>& visit) const {
    if (const auto folder = files_here(export_id))
        for_each_row_id(*folder / "manifest.json", visit);
}

std::int64_t Exports::rewrite_without(const std::set<std::string>& row_ids, ExportRecord record) {
    const auto from = folder_of(record);
    if (!has_one_of(row_ids, from / "manifest.json")) return 0;
    ++record.files_revision;
    const auto to = folder_of(record);
    remove_quietly(to);
    std::filesystem::create_directories(to);
    auto made = write_without(row_ids, from, to, record.manifest.value(), record.report.value());
    sync_folder(parts_.folder / record.id);
    record.manifest = std::move(made.manifest);
    record.updated_at = parts_.clock.now();
    const bool is_there = parts_.database.write(
        [&](sql::Transaction& tx) { return exports_store::replace_files(tx, record); });
    remove_quietly(is_there ? from : to);
    return is_there ? made.lines_gone : 0;
}

ErasedFromExports Exports::erase_rows(const std::string& training_sheet_id,
                                      const std::set<std::string>& row_ids) {
    const std::lock_guard lock{erasing_};
    ErasedFromExports out;
    const auto all = parts_.database.read(
        [&](sql::Transaction& tx) { return exports_store::of_sheet(tx, training_sheet_id); });
    for (const auto& record : all) {
        if (record.status == ExportStatus::running) out.running.push_back(record.id);
        if (record.status != ExportStatus::ready) continue;
        if (record.server_id != parts_.server_id) {
            out.on_other_servers.push_back(record.id);
            continue;
        }
        const auto lines = rewrite_without(row_ids, record);
        if (lines == 0) continue;
        out.lines += lines;
        out.rewritten.push_back(record.id);
        const auto copies = parts_.database.read(
            [&](sql::Transaction& tx) { return exports_store::downloads(tx, record.id); });
        out.copies.insert(out.copies.end(), copies.begin(), copies.end());
    }
    return out;
}

}  // namespace ontos
