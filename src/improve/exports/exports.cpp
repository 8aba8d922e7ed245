// Exports as people ask for them, see and delete them.
#include "improve/exports/exports.hpp"

#include <fmt/format.h>

#include "deploy/models/files.hpp"
#include "improve/exports/exports_erasure.hpp"
#include "improve/exports/exports_erasure_store.hpp"
#include "improve/exports/exports_store.hpp"
#include "improve/feedback/feedback_parts.hpp"
#include "improve/sheets/sheet_lookup.hpp"
#include "platform/access/replay.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

Failure mistake(const std::string& where, const std::string& what) {
    return Failure{FailureKind::invalid, where.substr(where.rfind('/') + 1) + " " + what}
        .violations({{where, what}});
}

bool is_trl(ExportFormat format) {
    return format == ExportFormat::trl_prompt_completion ||
           format == ExportFormat::trl_preference || format == ExportFormat::trl_unpaired;
}

void require_options(const ExportOptions& options) {
    if (options.conversational && !is_trl(options.format))
        throw mistake("/body/conversational", "is for the TRL formats");
    if (options.layout == RowLayout::features && !is_table(options.format))
        throw mistake("/body/layout",
                      "must be rows, unless the format is csv, parquet or hf_dataset");
}

void require_rows(const TrainingSheetRecord& sheet) {
    if (sheet.counts.exportable_count > 0) return;
    throw Failure{FailureKind::unprocessable,
                  fmt::format("The training sheet \"{}\" has {} rows, none of which can be "
                              "exported.",
                              sheet.name, sheet.counts.total_rows)}
        .code("nothing_to_export")
        .hint("Approve or edit rows first: PATCH /api/v1/training-sheets/{id}/rows/{row_id}.");
}

void require_room(sql::Transaction& tx) {
    if (exports_store::count(tx) < Exports::exports_max) return;
    throw Failure{
        FailureKind::conflict,
        fmt::format("There are {} exports, the most that are kept.", Exports::exports_max)}
        .code("too_many_exports")
        .hint("DELETE exports that are not needed.");
}

Failure not_found(const std::string& id) {
    return Failure{FailureKind::not_found, "There is no export \"" + shortened(id) + "\"."}
        .code("export_not_found")
        .hint("GET /api/v1/exports lists them.");
}

/// An export whose files can be given out.
ExportRecord require_ready(sql::Transaction& tx, const std::string& id) {
    auto record = exports_store::find(tx, id);
    if (!record) throw not_found(id);
    if (record->status != ExportStatus::ready)
        throw Failure{FailureKind::not_found, fmt::format("The export is {}: it has no files.",
                                                          api::to_text(record->status))}
            .code("export_not_ready");
    if (exports_erasure_store::is_held(tx, id))
        throw being_erased(
            "A person's rows are being erased from sheets of which this export is one.");
    return *std::move(record);
}

void require_here(const ExportRecord& record, const std::string& server_id) {
    if (record.server_id == server_id) return;
    throw Failure{FailureKind::not_found,
                  "The files are on the server " + record.server_id + ", which made them."}
        .code("on_another_server")
        .hint("Ask that server, or export again here.");
}

const ExportedFile& require_file(const ExportRecord& record, const std::string& name) {
    for (const auto& file : record.manifest.value().files)
        if (file.name == name) return file;
    throw Failure{FailureKind::not_found, "The export has no file \"" + shortened(name) + "\"."}
        .code("file_not_found")
        .hint("Its manifest names them.");
}

}  // namespace

bool FileAsked::gets_bytes_of(const api::FileReply& file) const {
    if (call->request.head.method_text == "HEAD") return false;
    const auto reply = api::Output<api::FileReply>::reply(file, *call);
    return reply.file && reply.file->length > 0;
}

ExportRecord Exports::require(const std::string& id) const {
    auto found =
        parts_.database.read([&](sql::Transaction& tx) { return exports_store::find(tx, id); });
    if (!found) throw not_found(id);
    return *std::move(found);
}

std::optional<ExportRecord> Exports::find(sql::Transaction& tx, const std::string& id) const {
    return exports_store::find(tx, id);
}

std::optional<ExportRecord> Exports::insert(const ExportRecord& record, const access::Actor& actor,
                                            const access::Once& once) {
    const auto audit_id = new_id(parts_.clock, parts_.random);
    return parts_.database.write([&](sql::Transaction& tx) -> std::optional<ExportRecord> {
        if (const auto earlier = once.claim_operation(tx, record.created_at, record.id))
            if (auto known = exports_store::find(tx, *earlier)) return known;
        require_rows(require_sheet(tx, record.training_sheet_id));
        require_room(tx);
        exports_store::insert(tx, record);
        access::write_audit(
            tx, record.created_at, audit_id, actor,
            {"create_export", "export", record.id, nullptr, api::to_json(answered(record))});
        return std::nullopt;
    });
}

api::Created<Export> Exports::create_export(const api::Path<SheetPath>& path,
                                            const api::Body<ExportRequest>& body,
                                            const access::ActorInput& actor,
                                            const access::Once& once) {
    require_options(body.options);
    if (facts_of(body.options.format).is_parquet) parts_.parquet.require();
    ExportRecord record;
    record.id = new_id(parts_.clock, parts_.random);
    record.created_at = record.updated_at = parts_.clock.now();
    record.training_sheet_id = path.training_sheet_id;
    record.options = body.options;
    record.options.purpose = purpose_of(body.options);
    record.options.filters.fix_times(record.created_at);
    if (auto& endpoint_id = record.options.filters.endpoint_id)
        endpoint_id = require_endpoint(parts_.endpoints, *endpoint_id).id.text;
    record.server_id = parts_.server_id;
    record.created_by = actor.name;
    const auto earlier = insert(record, actor, once);
    if (earlier)
        record = *earlier;
    else
        begin(record);
    await(record.id, std::chrono::seconds{body.wait});
    auto made = answered(require(record.id));
    if (earlier) throw access::replay(api::json_reply(201, api::to_json(made)));
    return {std::move(made)};
}

ExportPage Exports::list_exports(const api::Query<ExportsQuery>& query) const {
    auto found = parts_.database.read(
        [&](sql::Transaction& tx) { return exports_store::list(tx, query, query.limit + 1); });
    ExportPage page;
    if (api::cut_page(found, query.limit)) page.next_cursor = found.back().id;
    for (const auto& record : found) {
        auto& item = page.items.emplace_back(answered(record));
        item.report.reset();
        item.manifest.reset();
    }
    return page;
}

Export Exports::show_export(const api::Path<ExportPath>& path) const {
    return answered(require(path.export_id));
}

ExportReport Exports::show_export_report(const api::Path<ExportPath>& path) const {
    auto record = require(path.export_id);
    if (record.report) return *std::move(record.report);
    throw Failure{FailureKind::not_found,
                  fmt::format("The export is {}: it has no report{}.", api::to_text(record.status),
                              record.status == ExportStatus::running ? " yet" : "")}
        .code("no_report");
}

api::FileReply Exports::download_export_file(const api::Path<ExportFilePath>& path,
                                             const access::ActorInput& actor,
                                             const FileAsked& asked) {
    const auto now = parts_.clock.now();
    return parts_.database.write([&](sql::Transaction& tx) {
        const auto record = require_ready(tx, path.export_id);
        const auto& file = require_file(record, path.name);
        require_here(record, parts_.server_id);
        const auto in_header = std::filesystem::path{file.name}.filename().string();
        api::FileReply out{folder_of(record) / file.name, "application/octet-stream", file.sha256,
                           in_header};
        if (file.lines > 0 && asked.gets_bytes_of(out))
            exports_store::count_download(tx, {.export_id = record.id,
                                               .name = file.name,
                                               .downloaded_by = actor.name,
                                               .requests = 1,
                                               .first_at = now,
                                               .last_at = now});
        return out;
    });
}

api::FileReply Exports::download_export_file_in(const api::Path<ExportFolderFilePath>& path,
                                                const access::ActorInput& actor,
                                                const FileAsked& asked) {
    return download_export_file({{path.export_id, path.folder + '/' + path.name}}, actor, asked);
}

void Exports::delete_export(const api::Path<ExportPath>& path, const api::IfMatch& condition,
                            const access::ActorInput& actor) {
    const auto now = parts_.clock.now();
    const auto audit_id = new_id(parts_.clock, parts_.random);
    parts_.database.write([&](sql::Transaction& tx) {
        const auto record = exports_store::find(tx, path.export_id);
        if (!record) throw not_found(path.export_id);
        const auto before = api::to_json(answered(*record));
        condition.require(before);
        exports_store::remove(tx, record->id);
        access::write_audit(tx, now, audit_id, actor,
                            {"delete_export", "export", record->id, before, nullptr});
    });
    if (!is_working(path.export_id)) remove_quietly(parts_.folder / path.export_id);
}

}  // namespace ontos
