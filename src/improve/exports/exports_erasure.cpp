// Exports whose rows are looked for, and taken out again.
#include "improve/exports/exports_erasure.hpp"

#include "deploy/models/files.hpp"
#include "improve/exports/exports_erasure_store.hpp"
#include "improve/exports/exports_store.hpp"
#include "improve/exports/written_export.hpp"
#include "platform/base/logging.hpp"
#include "platform/erasure/erasure_links_store.hpp"

namespace ontos {
namespace {

bool has_one_of(const std::set<std::string>& row_ids, const std::filesystem::path& manifest) {
    bool found = false;
    for_each_row_id(manifest, [&](const std::string& id) { found |= row_ids.contains(id); });
    return found;
}

std::vector<HandedOutCopy> copies_of(sql::Transaction& tx, const std::string& export_id) {
    std::vector<HandedOutCopy> out;
    for (const auto& got : exports_store::downloads(tx, export_id))
        out.push_back({got.name, got.downloaded_by, got.requests, got.first_at, got.last_at});
    return out;
}

TouchedExport touched(sql::Transaction& tx, const ExportRecord& record,
                      std::optional<std::int64_t> lines) {
    return {record.id, record.training_sheet_id, lines,
            record.manifest ? std::optional{record.manifest->dataset_sha256} : std::nullopt,
            copies_of(tx, record.id)};
}

}  // namespace

Failure being_erased(const std::string& what) {
    return Failure{FailureKind::conflict, what}
        .code("export_being_erased")
        .retry_after(std::chrono::seconds{2})
        .hint("Try again in a few seconds: its files are rewritten without those rows.");
}

std::optional<std::filesystem::path> Exports::files_here(const std::string& export_id) const {
    const auto record = require(export_id);
    if (record.status != ExportStatus::ready || record.server_id != parts_.server_id)
        return std::nullopt;
    return folder_of(record);
}

bool Exports::with_files(const std::string& export_id, const UseFiles& use) {
    const std::lock_guard lock{erasing_};
    return use_files(export_id, use);
}

bool Exports::with_files_now(const std::string& export_id, const UseFiles& use) {
    const std::unique_lock lock{erasing_, std::try_to_lock};
    if (!lock) throw being_erased("A person's rows are being erased from exports on this server.");
    return use_files(export_id, use);
}

bool Exports::use_files(const std::string& export_id, const UseFiles& use) const {
    const auto record = require(export_id);
    if (record.status != ExportStatus::ready || !has_files_of(record)) return false;
    use(answered(record), folder_of(record));
    return true;
}

void Exports::for_each_row(const std::string& export_id,
                           const std::function<void(const std::string& row_id)>& visit) const {
    if (const auto folder = files_here(export_id))
        for_each_row_id(*folder / "manifest.json", visit);
}

void Exports::rewrite_without(const std::set<std::string>& row_ids, ExportRecord record,
                              const InTransaction& also) {
    const auto from = folder_of(record);
    if (!has_one_of(row_ids, from / "manifest.json")) return;
    ++record.files_revision;
    const auto to = folder_of(record);
    remove_quietly(to);
    std::filesystem::create_directories(to);
    auto made = write_without(row_ids, from, to, record.manifest.value(), record.report.value(),
                              parts_.parquet);
    sync_folder(parts_.folder / record.id);
    record.manifest = std::move(made.manifest);
    record.report = std::move(made.report);
    record.updated_at = parts_.clock.now();
    const bool is_there = parts_.database.write([&](sql::Transaction& tx) {
        if (!exports_store::replace_files(tx, record)) return false;
        also(tx, made.lines_gone);
        return true;
    });
    remove_quietly(is_there ? from : to);
    if (is_there)
        log_info("rows were erased from an export",
                 {{"export", record.id}, {"lines", made.lines_gone}});
}

void Exports::erase_one(const std::string& erasure_id, const std::string& export_id) {
    const exports_erasure_store::HeldExport held{
        .erasure_id = erasure_id, .export_id = export_id, .server_id = parts_.server_id};
    const auto [record, rows] = parts_.database.read([&](sql::Transaction& tx) {
        auto found = exports_store::find(tx, export_id);
        const auto sheet = found ? found->training_sheet_id : std::string{};
        auto ids = erasure_links_store::ids(tx, erasure_id, LinkKind::row, sheet);
        return std::pair{std::move(found), std::set<std::string>{ids.begin(), ids.end()}};
    });
    if (record && record->status == ExportStatus::running) return;
    if (record && record->server_id != parts_.server_id) return;
    if (record && record->status == ExportStatus::ready)
        rewrite_without(rows, *record, [&](sql::Transaction& tx, std::int64_t gone) {
            exports_erasure_store::add_lines(tx, held, gone);
        });
    // What a crash left beside the files that count, too.
    if (std::filesystem::exists(parts_.folder / export_id)) sweep_export(parts_.folder / export_id);
    parts_.database.write([&](sql::Transaction& tx) { exports_erasure_store::release(tx, held); });
}

void Exports::erase_held() {
    constexpr std::int64_t at_once = 100;
    const std::lock_guard lock{erasing_};
    const auto all = parts_.database.read(
        [](sql::Transaction& tx) { return exports_erasure_store::held(tx, at_once); });
    for (const auto& held : all) {
        if (is_stopping_) return;
        try {
            erase_one(held.erasure_id, held.export_id);
        } catch (const Failure& failure) {
            // It stays held and is tried again; the others do not wait for it.
            log_error("rows could not be erased from an export", {{"export", held.export_id},
                                                                  {"reason", failure.message()},
                                                                  {"cause", failure.cause()}});
        }
    }
}

void ExportsErasure::hold(sql::Transaction& tx, const std::string& erasure_id) const {
    exports_erasure_store::hold(tx, erasure_id);
}

std::vector<TouchedExport> ExportsErasure::find(const std::string& training_sheet_id,
                                                const std::vector<std::string>& row_ids) const {
    const std::set<std::string> wanted{row_ids.begin(), row_ids.end()};
    const auto all = database_.read(
        [&](sql::Transaction& tx) { return exports_store::of_sheet(tx, training_sheet_id); });
    std::vector<TouchedExport> out;
    for (const auto& record : all) {
        if (record.status != ExportStatus::ready) continue;
        std::optional<std::int64_t> lines;
        if (exports_.has_files_of(record)) {
            lines = 0;
            exports_.for_each_row(record.id,
                                  [&](const std::string& id) { *lines += wanted.contains(id); });
            if (*lines == 0) continue;
        }
        out.push_back(
            database_.read([&](sql::Transaction& tx) { return touched(tx, record, lines); }));
    }
    return out;
}

FilesOfErasure ExportsErasure::look(sql::Transaction& tx, const std::string& erasure_id) const {
    FilesOfErasure out;
    for (const auto& entry : exports_erasure_store::of_erasure(tx, erasure_id)) {
        const auto record = exports_store::find(tx, entry.export_id);
        if (entry.held && record)
            out.waiting.push_back("export " + entry.export_id + " on server " + record->server_id);
        if (entry.lines == 0) continue;
        out.exports.push_back(record ? touched(tx, *record, entry.lines)
                                     : TouchedExport{entry.export_id, {}, entry.lines, {}, {}});
    }
    return out;
}

void ExportsErasure::forget(sql::Transaction& tx, const std::string& erasure_id) const {
    exports_erasure_store::forget(tx, erasure_id);
}

}  // namespace ontos
