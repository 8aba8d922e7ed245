// The SQL of baselines and baseline_profiles.
#include "monitor/drift/baselines_store.hpp"

namespace ontos::baselines_store {

namespace {

constexpr std::string_view select_newest_ready =
    "select * from baselines as b where b.status = 'ready' and not exists "
    "(select 1 from baselines as newer where newer.status = 'ready' "
    "and newer.model_name = b.model_name and newer.model_version = b.model_version "
    "and (newer.created_at, newer.id) > (b.created_at, b.id))";

struct ReadyMark {
    std::int64_t count = 0;
    std::optional<Timestamp> newest;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ReadyMark::count>("How many."),
                          api::field<&ReadyMark::newest>("The newest change.")};
    }
};

}  // namespace

bool insert(sql::Transaction& tx, const ModelBaseline& baseline) {
    if (find(tx, baseline.id)) return false;
    tx.insert("baselines", baseline);
    return true;
}

std::optional<ModelBaseline> find(sql::Transaction& tx, const std::string& id) {
    return tx.row<ModelBaseline>("select * from baselines where id = $1", id);
}

std::vector<ModelBaseline> list(sql::Transaction& tx, const BaselinesQuery& query,
                                std::int64_t limit) {
    return tx.rows<ModelBaseline>(
        "select * from baselines "
        "where (cast($1 as text) is null or model_name = $1) "
        "and (cast($2 as text) is null or model_version = $2) "
        "and (cast($3 as text) is null or endpoint_id = $3) "
        "and ($4 = '' or (created_at, id) < "
        "(select created_at, id from baselines where id = $4)) "
        "order by created_at desc, id desc limit $5",
        query.model_name, query.model_version, query.endpoint_id, query.cursor, limit);
}

std::vector<ModelBaseline> newest_ready(sql::Transaction& tx) {
    return tx.rows<ModelBaseline>(select_newest_ready);
}

std::vector<ModelBaseline> newest_ready_of(sql::Transaction& tx, const std::string& model_name) {
    return tx.rows<ModelBaseline>(std::string{select_newest_ready} + " and b.model_name = $1",
                                  model_name);
}

std::string ready_mark(sql::Transaction& tx) {
    const auto mark = *tx.row<ReadyMark>(
        "select count(*) as count, max(updated_at) as newest from baselines "
        "where status = 'ready'");
    return std::to_string(mark.count) + "/" +
           std::to_string(mark.newest ? mark.newest->time_since_epoch().count() : 0);
}

void show_progress(sql::Transaction& tx, const std::string& id, std::uint64_t rows_done,
                   Timestamp now) {
    tx.run("update baselines set rows_done = $2, updated_at = $3 where id = $1", id,
           static_cast<std::int64_t>(rows_done), now);
}

bool finish(sql::Transaction& tx, const ModelBaseline& baseline, const Profile& profile) {
    const auto changed = tx.run(
        "update baselines set status = 'ready', rows_done = $2, rows = $2, rows_kept = $3, "
        "warnings = $4, other_columns = $5, sha256 = $6, layout_id = $7, updated_at = $8 "
        "where id = $1 and status = 'pending'",
        baseline.id, baseline.rows, baseline.rows_kept, baseline.warnings, baseline.other_columns,
        baseline.sha256, baseline.layout_id, baseline.updated_at);
    if (changed == 1)
        tx.run(
            "insert into baseline_profiles (baseline_id, profile, has_names) values ($1, $2, $3)",
            baseline.id, profile.to_text(), profile.has_names());
    return changed == 1;
}

void fail(sql::Transaction& tx, const std::string& id, const std::string& message, Timestamp now) {
    tx.run(
        "update baselines set status = 'failed', message = $2, updated_at = $3 "
        "where id = $1 and status = 'pending'",
        id, message, now);
}

void remove(sql::Transaction& tx, const std::string& id) {
    tx.run("delete from baseline_profiles where baseline_id = $1", id);
    tx.run("delete from baselines where id = $1", id);
}

std::vector<ModelBaseline> standing_still(sql::Transaction& tx, Timestamp time) {
    return tx.rows<ModelBaseline>(
        "select * from baselines where status = 'pending' and updated_at < $1", time);
}

std::vector<ModelBaseline> pending_since_before(sql::Transaction& tx, Timestamp time) {
    return tx.rows<ModelBaseline>(
        "select * from baselines where status = 'pending' and created_at <= $1 order by id", time);
}

bool take_over(sql::Transaction& tx, const ModelBaseline& baseline, Timestamp now) {
    return tx.run(
               "update baselines set updated_at = $3 "
               "where id = $1 and status = 'pending' and updated_at = $2",
               baseline.id, baseline.updated_at, now) == 1;
}

std::string profile(sql::Transaction& tx, const std::string& id) {
    return *tx.value<std::string>("select profile from baseline_profiles where baseline_id = $1",
                                  id);
}

}  // namespace ontos::baselines_store
