// The SQL of training_exports.
#include "improve/exports/exports_store.hpp"

namespace ontos::exports_store {

void insert(sql::Transaction& tx, const ExportRecord& record) {
    tx.insert("training_exports", record);
}

std::optional<ExportRecord> find(sql::Transaction& tx, const std::string& id) {
    return tx.row<ExportRecord>("select * from training_exports where id = $1", id);
}

std::vector<ExportRecord> list(sql::Transaction& tx, const ExportsQuery& query,
                               std::int64_t limit) {
    return tx.rows<ExportRecord>(
        "select * from training_exports "
        "where (cast($1 as text) is null or training_sheet_id = $1) "
        "and (cast($2 as text) is null or status = $2) "
        "and ($3 = '' or id < $3) order by id desc limit $4",
        query.training_sheet_id, query.status, query.cursor, limit);
}

std::int64_t count(sql::Transaction& tx) {
    return tx.value<std::int64_t>("select count(*) from training_exports").value();
}

std::vector<ExportRecord> left_behind(sql::Transaction& tx, const std::string& server_id,
                                      Timestamp since) {
    return tx.rows<ExportRecord>(
        "select * from training_exports where status = 'running' "
        "and (server_id = $1 or updated_at < $2) order by id",
        server_id, since);
}

bool take_over(sql::Transaction& tx, const ExportRecord& record, const std::string& server_id,
               Timestamp now) {
    return tx.run(
               "update training_exports set server_id = $3, updated_at = $4, rows_done = 0 "
               "where id = $1 and status = 'running' and updated_at = $2",
               record.id, record.updated_at, server_id, now) == 1;
}

bool show_progress(sql::Transaction& tx, const std::string& id, const std::string& server_id,
                   std::int64_t rows_total, std::int64_t rows_done, Timestamp now) {
    return tx.run(
               "update training_exports set rows_total = $3, rows_done = $4, updated_at = $5 "
               "where id = $1 and server_id = $2 and status = 'running'",
               id, server_id, rows_total, rows_done, now) == 1;
}

bool finish(sql::Transaction& tx, const ExportRecord& record) {
    return tx.run(
               "update training_exports set status = $3, reason = $4, report = $5, manifest = $6, "
               "updated_at = $7, finished_at = $8, rows_total = $9, rows_done = $10 "
               "where id = $1 and server_id = $2 and status = 'running'",
               record.id, record.server_id, record.status, record.reason, record.report,
               record.manifest, record.updated_at, record.finished_at, record.rows_total,
               record.rows_done) == 1;
}

bool replace_files(sql::Transaction& tx, const ExportRecord& record) {
    return tx.run(
               "update training_exports set manifest = $2, report = $3, files_revision = $4, "
               "updated_at = $5 where id = $1 and status = 'ready' and files_revision = $4 - 1",
               record.id, record.manifest, record.report, record.files_revision,
               record.updated_at) == 1;
}

std::vector<ExportRecord> of_sheet(sql::Transaction& tx, const std::string& training_sheet_id) {
    return tx.rows<ExportRecord>(
        "select * from training_exports where training_sheet_id = $1 order by id",
        training_sheet_id);
}

void remove(sql::Transaction& tx, const std::string& id) {
    tx.run("delete from training_export_downloads where export_id = $1", id);
    tx.run("delete from training_exports where id = $1", id);
}

std::vector<ExportRecord> older(sql::Transaction& tx, Timestamp before, std::int64_t limit) {
    return tx.rows<ExportRecord>(
        "select * from training_exports where created_at < $1 and status <> 'running' order by id "
        "limit $2",
        before, limit);
}

void count_download(sql::Transaction& tx, const ExportDownload& download) {
    tx.insert_all("training_export_downloads", std::span{&download, 1},
                  "on conflict (export_id, name, downloaded_by) do update set "
                  "requests = training_export_downloads.requests + excluded.requests, "
                  "last_at = excluded.last_at");
}

std::vector<ExportDownload> downloads(sql::Transaction& tx, const std::string& id) {
    return tx.rows<ExportDownload>(
        "select * from training_export_downloads where export_id = $1 "
        "order by name, downloaded_by",
        id);
}

bool has_downloaded(sql::Transaction& tx, const std::string& id, const std::string& who) {
    return tx
        .value<std::int64_t>(
            "select 1 from training_export_downloads where export_id = $1 and downloaded_by = $2 "
            "limit 1",
            id, who)
        .has_value();
}

void forget_removed_rows(sql::Transaction& tx, std::int64_t limit) {
    tx.run(
        "delete from removed_training_rows where id in (select id from removed_training_rows where "
        "training_sheet_id not in (select training_sheet_id from training_exports) limit $1)",
        limit);
}

}  // namespace ontos::exports_store
