// The SQL of gaps, gap_members, gap_tasks and gap_analyses.
#include "improve/gaps/gaps_store.hpp"

#include "platform/sql/update.hpp"

namespace ontos::gaps_store {
namespace {

constexpr std::string_view conditions =
    "(cast($1 as text) is null or model_name = $1) "
    "and (cast($2 as text) is null or endpoint_id = $2) "
    "and (cast($3 as text) is null or severity_raw = $3 "
    "or ($3 = 'high' and severity_raw = 'critical')) "
    "and (cast($4 as text) is null or status = $4) "
    "and (cast($5 as text) is null or gap_type = $5) ";

}  // namespace

std::optional<GapRecord> find(sql::Transaction& tx, const std::string& id) {
    return tx.row<GapRecord>("select * from gaps where id = $1", id);
}

std::optional<GapRecord> find_by_identity(sql::Transaction& tx, const std::string& identity) {
    return tx.row<GapRecord>("select * from gaps where identity = $1", identity);
}

std::vector<GapRecord> list(sql::Transaction& tx, const GapsQuery& query) {
    return tx.rows<GapRecord>(std::string{"select * from gaps where "}.append(conditions) +
                                  "order by priority, id desc limit $6 offset $7",
                              query.model_name, query.endpoint_id, query.severity, query.status,
                              query.gap_type, query.page_size,
                              std::int64_t{query.page - 1} * query.page_size);
}

std::int64_t count(sql::Transaction& tx, const GapsQuery& query) {
    return tx
        .value<std::int64_t>(std::string{"select count(*) from gaps where "}.append(conditions),
                             query.model_name, query.endpoint_id, query.severity, query.status,
                             query.gap_type)
        .value();
}

std::int64_t count(sql::Transaction& tx) {
    return tx.value<std::int64_t>("select count(*) from gaps").value();
}

std::vector<KnownGap> known(sql::Transaction& tx) {
    std::vector<KnownGap> out;
    std::map<std::string, std::size_t> places;
    for (auto& gap : tx.rows<GapRecord>("select * from gaps order by id")) {
        places[gap.id] = out.size();
        out.push_back({std::move(gap), {}});
    }
    for (auto& member : tx.rows<GapMember>("select gap_id, feedback_id from gap_members"))
        if (const auto place = places.find(member.gap_id); place != places.end())
            out[place->second].members.insert(std::move(member.feedback_id));
    return out;
}

void insert(sql::Transaction& tx, const GapRecord& gap) { tx.insert("gaps", gap); }

void update(sql::Transaction& tx, const GapRecord& gap) {
    sql::update(tx, "gaps", gap, "id = $1", {gap.id});
}

void replace_members(sql::Transaction& tx, const std::string& gap_id,
                     const std::vector<std::string>& feedback_ids) {
    tx.run("delete from gap_members where gap_id = $1", gap_id);
    std::vector<GapMember> members;
    for (const auto& id : feedback_ids) members.push_back({gap_id, id});
    tx.insert_all("gap_members", std::span<const GapMember>{members});
}

void remove_resolved(sql::Transaction& tx, std::int64_t limit) {
    for (const auto& gap : tx.rows<GapRecord>(
             "select * from gaps where status = 'resolved' order by id limit $1", limit)) {
        tx.run("delete from gap_members where gap_id = $1", gap.id);
        tx.run("delete from gaps where id = $1", gap.id);
    }
}

void insert(sql::Transaction& tx, const GapTaskRecord& task) { tx.insert("gap_tasks", task); }

void update(sql::Transaction& tx, const GapTaskRecord& task) {
    sql::update(tx, "gap_tasks", task, "id = $1", {task.id});
}

std::optional<GapTaskRecord> task_of(sql::Transaction& tx, const std::string& gap_id) {
    return tx.row<GapTaskRecord>(
        "select * from gap_tasks where gap_id = $1 order by id desc limit 1", gap_id);
}

std::vector<GapTaskRecord> list_tasks(sql::Transaction& tx, const GapTasksQuery& query) {
    return tx.rows<GapTaskRecord>(
        "select * from gap_tasks where (cast($1 as text) is null or gap_id = $1) "
        "order by id desc limit $2 offset $3",
        query.gap_id, query.page_size, std::int64_t{query.page - 1} * query.page_size);
}

std::int64_t count_tasks(sql::Transaction& tx, const std::optional<std::string>& gap_id) {
    return tx
        .value<std::int64_t>(
            "select count(*) from gap_tasks where (cast($1 as text) is null or gap_id = $1)",
            gap_id)
        .value();
}

void insert(sql::Transaction& tx, const GapAnalysis& analysis) {
    tx.insert("gap_analyses", analysis);
}

void update(sql::Transaction& tx, const GapAnalysis& analysis) {
    sql::update(tx, "gap_analyses", analysis, "id = $1", {analysis.id});
}

std::optional<GapAnalysis> find_analysis(sql::Transaction& tx, const std::string& id) {
    return tx.row<GapAnalysis>("select * from gap_analyses where id = $1", id);
}

std::optional<GapAnalysis> requested(sql::Transaction& tx) {
    return tx.row<GapAnalysis>(
        "select * from gap_analyses where status = 'requested' order by id limit 1");
}

std::optional<GapAnalysis> newest_analysis(sql::Transaction& tx) {
    return tx.row<GapAnalysis>("select * from gap_analyses order by id desc limit 1");
}

void forget_analyses(sql::Transaction& tx, std::int64_t kept) {
    tx.run(
        "delete from gap_analyses where status <> 'requested' and id not in "
        "(select id from gap_analyses order by id desc limit $1)",
        kept);
}

}  // namespace ontos::gaps_store
