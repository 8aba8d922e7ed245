// How revisions and deployments are kept: immutable configurations, and what became of each.
#include "deploy/endpoints/deployments_store.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/sql/texts.hpp"

namespace ontos {
namespace {

constexpr std::string_view joined =
    "select r.revision, d.status, d.action, d.model_name, d.model_version, "
    "d.id as deployment_id, r.content_hash, d.started_at as deployed_at, d.deployed_by, "
    "d.live_from, d.live_until, d.message, r.reason, r.config "
    "from endpoint_revisions r join deployments d on d.id = r.deployment_id "
    "where r.endpoint_id = $1 ";

template <class... Args>
std::vector<Revision> joined_rows(sql::Transaction& tx, std::string_view rest,
                                  const Args&... args) {
    return tx.rows<Revision>(std::string{joined} + std::string{rest}, args...);
}

template <class... Args>
std::optional<Revision> joined_row(sql::Transaction& tx, std::string_view rest,
                                   const Args&... args) {
    return tx.row<Revision>(std::string{joined} + std::string{rest}, args...);
}

}  // namespace

void insert_revision(sql::Transaction& tx, const RevisionRecord& record) {
    tx.insert("endpoint_revisions", record);
    for (const auto& entity : record.config.served_entities)
        tx.run(
            "insert into revision_entities (endpoint_id, revision, name, model_name, "
            "model_version, traffic_percentage) values ($1, $2, $3, $4, $5, $6)",
            record.endpoint_id, record.revision, entity.name, entity.entity_name,
            entity.entity_version, record.config.share_of(entity.name));
}

void insert_deployment(sql::Transaction& tx, const DeploymentRecord& record) {
    tx.insert("deployments", record);
}

std::optional<DeploymentRecord> find_deployment(sql::Transaction& tx, const std::string& id) {
    return tx.row<DeploymentRecord>("select * from deployments where id = $1", id);
}

void mark_live(sql::Transaction& tx, const std::string& id, Timestamp now,
               const std::string& message) {
    tx.run(
        "update deployments set status = 'ready', finished_at = $2, live_from = $2, message = $3 "
        "where id = $1",
        id, now, message);
}

void mark_replaced(sql::Transaction& tx, const std::string& endpoint_id, DeploymentStatus status,
                   Timestamp now) {
    tx.run(
        "update deployments set status = $2, live_until = $3 "
        "where endpoint_id = $1 and status = 'ready'",
        endpoint_id, status, now);
}

void mark_ended(sql::Transaction& tx, const std::string& id, DeploymentStatus status, Timestamp now,
                const std::string& message) {
    tx.run(
        "update deployments set status = $2, finished_at = $3, message = $4 "
        "where id = $1 and status = 'deploying'",
        id, status, now, message);
}

std::vector<DeploymentRecord> find_unfinished(sql::Transaction& tx, const std::string& server_id,
                                              Timestamp now) {
    return tx.rows<DeploymentRecord>(
        "select * from deployments where status = 'deploying' "
        "and (server_id = $1 or lease_until < $2)",
        server_id, now);
}

void renew_leases(sql::Transaction& tx, const std::string& server_id, Timestamp until) {
    tx.run("update deployments set lease_until = $2 where status = 'deploying' and server_id = $1",
           server_id, until);
}

std::optional<RevisionConfig> find_config(sql::Transaction& tx, const std::string& endpoint_id,
                                          std::int64_t revision) {
    return tx.value<RevisionConfig>(
        "select config from endpoint_revisions where endpoint_id = $1 and revision = $2",
        endpoint_id, revision);
}

std::vector<LiveConfig> live_configs(sql::Transaction& tx) {
    return tx.rows<LiveConfig>(
        "select r.endpoint_id, r.config from endpoints_registry e "
        "join endpoint_revisions r on r.endpoint_id = e.id and r.revision = e.revision "
        "where e.deleted_at is null");
}

std::optional<std::string> deployment_of(sql::Transaction& tx, const std::string& endpoint_id,
                                         std::int64_t revision) {
    return tx.value<std::string>(
        "select deployment_id from endpoint_revisions where endpoint_id = $1 and revision = $2",
        endpoint_id, revision);
}

std::optional<Revision> find_revision(sql::Transaction& tx, const std::string& endpoint_id,
                                      std::int64_t revision) {
    return joined_row(tx, "and r.revision = $2", endpoint_id, revision);
}

std::vector<Revision> list_revisions(sql::Transaction& tx, const std::string& endpoint_id,
                                     std::int64_t before, std::int64_t limit) {
    return joined_rows(tx, "and r.revision < $2 order by r.revision desc limit $3", endpoint_id,
                       before, limit);
}

std::vector<BaseConfig> base_configs(sql::Transaction& tx, const std::string& endpoint_id,
                                     std::int64_t from) {
    return tx.rows<BaseConfig>(
        "select r.revision, b.config from endpoint_revisions r join endpoint_revisions b "
        "on b.endpoint_id = r.endpoint_id and b.revision = r.base_revision "
        "where r.endpoint_id = $1 and r.revision >= $2",
        endpoint_id, from);
}

std::optional<Revision> revision_as_of(sql::Transaction& tx, const std::string& endpoint_id,
                                       Timestamp time) {
    return joined_row(tx,
                      "and d.live_from <= $2 "
                      "and (d.live_until is null or d.live_until > $2) "
                      "order by r.revision desc limit 1",
                      endpoint_id, time);
}

std::optional<Revision> newest_that_served(sql::Transaction& tx, const std::string& endpoint_id,
                                           const std::string& model_version) {
    return joined_row(tx,
                      "and d.live_from is not null and exists (select 1 "
                      "from revision_entities x where x.endpoint_id = r.endpoint_id "
                      "and x.revision = r.revision and x.model_version = $2) "
                      "order by r.revision desc limit 1",
                      endpoint_id, model_version);
}

std::vector<Deployment> list_deployments(sql::Transaction& tx,
                                         std::optional<DeploymentStatus> status,
                                         std::int64_t offset, std::int64_t limit) {
    constexpr std::string_view columns =
        "select id, endpoint_id, endpoint_name, model_name, model_version, action, status, "
        "revision, started_at, finished_at, deployed_by, message from deployments ";
    constexpr std::string_view page = "order by started_at desc, id desc limit $1 offset $2";
    if (!status)
        return tx.rows<Deployment>(std::string{columns} + std::string{page}, limit, offset);
    return tx.rows<Deployment>(std::string{columns} + "where status = $3 " + std::string{page},
                               limit, offset, *status);
}

std::int64_t count_deployments(sql::Transaction& tx, std::optional<DeploymentStatus> status) {
    if (!status) return tx.value<std::int64_t>("select count(*) from deployments").value_or(0);
    return tx.value<std::int64_t>("select count(*) from deployments where status = $1", *status)
        .value_or(0);
}

api::Linked<ServingRow> serving_rows(sql::Transaction& tx, const std::string& model_name,
                                     const std::string& cursor, int limit) {
    const auto split = std::min(cursor.find('/'), cursor.size());
    api::Linked<ServingRow> out{
        tx.rows<ServingRow>(
            "select x.endpoint_id, e.lower_name, x.name as entity_name, x.model_version, "
            "x.traffic_percentage, d.live_from, d.deployed_by from revision_entities x "
            "join endpoints_registry e on e.id = x.endpoint_id and e.revision = x.revision "
            "join deployments d on d.endpoint_id = x.endpoint_id and d.revision = x.revision "
            "where x.model_name = $1 and e.deleted_at is null "
            "and (e.lower_name > $2 or (e.lower_name = $2 and x.name > $3)) "
            "order by e.lower_name, x.name limit $4",
            model_name, cursor.substr(0, split),
            split < cursor.size() ? cursor.substr(split + 1) : std::string{},
            std::int64_t{limit} + 1),
        {}};
    if (api::cut_page(out.items, limit))
        out.next_cursor = out.items.back().lower_name + '/' + out.items.back().entity_name;
    return out;
}

std::vector<DeploymentRecord> deployments_of_version(sql::Transaction& tx,
                                                     const ModelVersionRef& version,
                                                     std::int64_t limit) {
    return tx.rows<DeploymentRecord>(
        "select d.* from (select distinct endpoint_id, revision from revision_entities "
        "where model_name = $1 and model_version = $2) as x join deployments d "
        "on d.endpoint_id = x.endpoint_id and d.revision = x.revision order by d.id desc limit $3",
        version.full_name, version.version, limit);
}

std::vector<DeploymentRecord> deployments_of_endpoint(sql::Transaction& tx,
                                                      const std::string& endpoint_id,
                                                      std::int64_t limit) {
    return tx.rows<DeploymentRecord>(
        "select * from deployments where endpoint_id = $1 order by revision desc limit $2",
        endpoint_id, limit);
}

std::vector<ModelVersionRef> versions_of_deployment(sql::Transaction& tx,
                                                    const DeploymentRecord& deployment) {
    std::vector<ModelVersionRef> out;
    const auto found = tx.table(
        "select distinct model_name, model_version from revision_entities "
        "where endpoint_id = $1 and revision = $2",
        deployment.endpoint_id, deployment.revision);
    for (const auto& row : found.rows) out.push_back({api::text_of(row[0]), api::text_of(row[1])});
    return out;
}

std::vector<std::string> endpoints_that_need(sql::Transaction& tx, const ModelVersionRef& version) {
    return sql::texts(
        tx.table("select distinct e.endpoint_name from revision_entities x "
                 "join endpoints_registry e on e.id = x.endpoint_id "
                 "join deployments d on d.endpoint_id = x.endpoint_id and d.revision = x.revision "
                 "where x.model_name = $1 and x.model_version = $2 and e.deleted_at is null "
                 "and d.status <> 'failed' order by e.endpoint_name",
                 version.full_name, version.version));
}

}  // namespace ontos
