// The SQL of privacy_receipts, privacy_receipt_stores and privacy_erasures.
#include "improve/privacy/erasures_store.hpp"

#include "platform/sql/texts.hpp"

namespace ontos::erasures_store {
namespace {

std::vector<StoreErased> stores_of(sql::Transaction& tx, const std::string& receipt_id) {
    return tx.rows<StoreErased>(
        "select store, erased from privacy_receipt_stores where receipt_id = $1 order by store",
        receipt_id);
}

}  // namespace

void insert(sql::Transaction& tx, const ErasureReceipt& receipt, const ErasureWork& work) {
    tx.run(
        "insert into privacy_receipts (id, state, subject_hash, also, reason, requested_by, "
        "requested_at, exports, models, waiting_for) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
        "$10)",
        receipt.id, receipt.state, receipt.subject_hash, receipt.also, receipt.reason,
        receipt.requested_by, receipt.requested_at, receipt.exports, receipt.models,
        receipt.waiting_for);
    tx.insert("privacy_erasures", work);
}

std::optional<ErasureReceipt> find(sql::Transaction& tx, const std::string& id) {
    auto found =
        tx.row<ErasureReceipt>("select *, '[]' as stores from privacy_receipts where id = $1", id);
    if (found) found->stores = stores_of(tx, id);
    return found;
}

std::vector<ErasureReceipt> list(sql::Transaction& tx, const ReceiptsQuery& query,
                                 std::int64_t limit) {
    auto found = tx.rows<ErasureReceipt>(
        "select *, '[]' as stores from privacy_receipts where (cast($1 as text) is null or state "
        "= $1) and ($2 = '' or id < $2) order by id desc limit $3",
        query.state, query.cursor, limit);
    for (auto& receipt : found) receipt.stores = stores_of(tx, receipt.id);
    return found;
}

std::vector<std::string> of_subject(sql::Transaction& tx, const std::string& subject_hash,
                                    std::int64_t limit) {
    return sql::texts(tx.table(
        "select id from privacy_receipts where subject_hash = $1 order by id desc limit $2",
        subject_hash, limit));
}

void update(sql::Transaction& tx, const ErasureReceipt& receipt) {
    tx.run(
        "update privacy_receipts set state = $2, finished_at = $3, exports = $4, models = $5, "
        "waiting_for = $6, signed_text = $7, signature = $8, public_key = $9 where id = $1",
        receipt.id, receipt.state, receipt.finished_at, receipt.exports, receipt.models,
        receipt.waiting_for, receipt.signed_text, receipt.signature, receipt.public_key);
}

void add_erased(sql::Transaction& tx, const std::string& receipt_id, std::string_view store,
                std::int64_t count) {
    tx.run(
        "insert into privacy_receipt_stores (receipt_id, store, erased) values ($1, $2, $3) "
        "on conflict (receipt_id, store) do update set erased = privacy_receipt_stores.erased + "
        "excluded.erased",
        receipt_id, store, count);
}

std::vector<ErasureWork> open(sql::Transaction& tx, const std::string& after, std::int64_t limit) {
    return tx.rows<ErasureWork>(
        "select * from privacy_erasures where receipt_id > $1 order by receipt_id limit $2", after,
        limit);
}

std::optional<ErasureWork> find_work(sql::Transaction& tx, const std::string& receipt_id) {
    return tx.row<ErasureWork>("select * from privacy_erasures where receipt_id = $1", receipt_id);
}

std::vector<std::string> earlier_of_subject(sql::Transaction& tx, const ErasureWork& work) {
    return sql::texts(tx.table(
        "select receipt_id from privacy_erasures where subject_id = $1 and receipt_id < $2 and "
        "stage <> 'compacting' order by receipt_id",
        work.subject_id, work.receipt_id));
}

void set_stage(sql::Transaction& tx, const std::string& receipt_id, ErasureStage stage) {
    tx.run("update privacy_erasures set stage = $2 where receipt_id = $1", receipt_id, stage);
}

void forget_subject(sql::Transaction& tx, const std::string& receipt_id) {
    tx.run("update privacy_erasures set subject_id = '', request_ids = '[]' where receipt_id = $1",
           receipt_id);
}

void remove_work(sql::Transaction& tx, const std::string& receipt_id) {
    tx.run("delete from privacy_erasures where receipt_id = $1", receipt_id);
}

}  // namespace ontos::erasures_store
