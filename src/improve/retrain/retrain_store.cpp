// The SQL of retrain_triggers and retrain_firings.
#include "improve/retrain/retrain_store.hpp"

#include "platform/sql/update.hpp"

namespace ontos::retrain_store {

void insert(sql::Transaction& tx, const RetrainTrigger& trigger) {
    tx.insert("retrain_triggers", trigger);
}

std::optional<RetrainTrigger> find(sql::Transaction& tx, const std::string& id) {
    return tx.row<RetrainTrigger>("select * from retrain_triggers where id = $1", id);
}

std::vector<RetrainTrigger> list(sql::Transaction& tx, const std::string& before,
                                 std::int64_t limit) {
    return tx.rows<RetrainTrigger>(
        "select * from retrain_triggers where ($1 = '' or id < $1) order by id desc limit $2",
        before, limit);
}

std::vector<RetrainTrigger> enabled(sql::Transaction& tx) {
    return tx.rows<RetrainTrigger>("select * from retrain_triggers where enabled = 1 order by id");
}

std::int64_t count(sql::Transaction& tx) {
    return tx.value<std::int64_t>("select count(*) from retrain_triggers").value();
}

void update(sql::Transaction& tx, const RetrainTrigger& trigger) {
    sql::update(tx, "retrain_triggers", trigger, "id = $1", {trigger.id});
}

bool note_evaluation(sql::Transaction& tx, const RetrainTrigger& trigger) {
    return tx.run(
               "update retrain_triggers set last_evaluated_at = $3, last_reason = $4, "
               "last_fired_at = $5, firing_count = $6 where id = $1 and revision = $2",
               trigger.id, trigger.revision, trigger.last_evaluated_at, trigger.last_reason,
               trigger.last_fired_at, trigger.firing_count) == 1;
}

void remove(sql::Transaction& tx, const std::string& id) {
    tx.run("delete from retrain_firings where trigger_id = $1", id);
    tx.run("delete from retrain_triggers where id = $1", id);
}

void insert(sql::Transaction& tx, const RetrainFiring& firing) {
    tx.insert("retrain_firings", firing);
}

void update(sql::Transaction& tx, const RetrainFiring& firing) {
    sql::update(tx, "retrain_firings", firing, "id = $1", {firing.id});
}

std::vector<RetrainFiring> firings(sql::Transaction& tx, const std::string& trigger_id,
                                   const std::string& before, std::int64_t limit) {
    return tx.rows<RetrainFiring>(
        "select * from retrain_firings where trigger_id = $1 and ($2 = '' or id < $2) "
        "order by id desc limit $3",
        trigger_id, before, limit);
}

std::vector<RetrainFiring> waiting(sql::Transaction& tx, std::int64_t limit) {
    return tx.rows<RetrainFiring>(
        "select * from retrain_firings where status = 'waiting' order by id limit $1", limit);
}

void forget_firings(sql::Transaction& tx, const std::string& trigger_id, std::int64_t kept) {
    tx.run(
        "delete from retrain_firings where trigger_id = $1 and status <> 'waiting' "
        "and id not in (select id from retrain_firings where trigger_id = $1 "
        "order by id desc limit $2)",
        trigger_id, kept);
}

}  // namespace ontos::retrain_store
