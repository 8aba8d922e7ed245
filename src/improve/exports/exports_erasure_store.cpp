// The SQL of training_export_erasures.
#include "improve/exports/exports_erasure_store.hpp"

namespace ontos::exports_erasure_store {

void hold(sql::Transaction& tx, const std::string& erasure_id) {
    tx.run(
        "insert into training_export_erasures (erasure_id, export_id, server_id, held, lines) "
        "select cast($1 as text), id, server_id, 1, 0 from training_exports where "
        "training_sheet_id in (select scope from erasure_links where erasure_id = $1 and kind = "
        "'row') on conflict do nothing",
        erasure_id);
}

bool is_held(sql::Transaction& tx, const std::string& export_id) {
    return tx
        .value<std::int64_t>(
            "select 1 from training_export_erasures where export_id = $1 and held = 1 limit 1",
            export_id)
        .has_value();
}

std::vector<HeldExport> held(sql::Transaction& tx, std::int64_t limit) {
    return tx.rows<HeldExport>(
        "select * from training_export_erasures where held = 1 order by erasure_id, export_id "
        "limit $1",
        limit);
}

void add_lines(sql::Transaction& tx, const HeldExport& of, std::int64_t lines) {
    tx.run(
        "update training_export_erasures set lines = lines + $3 where erasure_id = $1 and "
        "export_id = $2",
        of.erasure_id, of.export_id, lines);
}

void release(sql::Transaction& tx, const HeldExport& of) {
    tx.run("update training_export_erasures set held = 0 where erasure_id = $1 and export_id = $2",
           of.erasure_id, of.export_id);
}

std::vector<HeldExport> of_erasure(sql::Transaction& tx, const std::string& erasure_id) {
    return tx.rows<HeldExport>(
        "select * from training_export_erasures where erasure_id = $1 order by export_id",
        erasure_id);
}

void forget(sql::Transaction& tx, const std::string& erasure_id) {
    tx.run("delete from training_export_erasures where erasure_id = $1", erasure_id);
}

}  // namespace ontos::exports_erasure_store
