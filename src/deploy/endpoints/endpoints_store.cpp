// How endpoints are kept: the table endpoints_registry.
#include "deploy/endpoints/endpoints_store.hpp"

#include "platform/api/page_cursor.hpp"
#include "platform/base/text.hpp"

namespace ontos {

std::optional<EndpointRecord> find_endpoint_by_id(sql::Transaction& tx, const std::string& id) {
    return tx.row<EndpointRecord>("select * from endpoints_registry where id = $1", id);
}

std::optional<EndpointRecord> find_live_endpoint(sql::Transaction& tx,
                                                 const std::string& reference) {
    const auto key = lower_case(reference);
    auto found = tx.row<EndpointRecord>(
        "select * from endpoints_registry where id = $1 and deleted_at is null", key);
    if (found) return found;
    return tx.row<EndpointRecord>("select * from endpoints_registry where live_name = $1", key);
}

std::optional<EndpointRecord> find_endpoint_or_deleted(sql::Transaction& tx,
                                                       const std::string& reference) {
    if (auto live = find_live_endpoint(tx, reference)) return live;
    const auto key = lower_case(reference);
    if (auto deleted = find_endpoint_by_id(tx, key)) return deleted;
    return tx.row<EndpointRecord>(
        "select * from endpoints_registry where lower_name = $1 and deleted_at is not null "
        "order by deleted_at desc, id desc limit 1",
        key);
}

api::Linked<EndpointRecord> list_live_endpoints(sql::Transaction& tx, const std::string& cursor,
                                                int limit) {
    api::Linked<EndpointRecord> out{
        tx.rows<EndpointRecord>("select * from endpoints_registry where live_name > $1 "
                                "order by live_name limit $2",
                                cursor, std::int64_t{limit} + 1),
        {}};
    if (api::cut_page(out.items, limit)) out.next_cursor = out.items.back().lower_name;
    return out;
}

std::vector<EndpointRecord> external_endpoints_of(sql::Transaction& tx,
                                                  const ModelVersionRef& version,
                                                  std::int64_t limit) {
    return tx.rows<EndpointRecord>(
        "select * from endpoints_registry where is_external = 1 and deleted_at is null "
        "and model_version = $2 and (model_name = $1 or 'main.default.' || model_name = $1) "
        "order by lower_name limit $3",
        version.full_name, version.version, limit);
}

std::vector<EndpointRecord> endpoints_changed_since(sql::Transaction& tx, std::int64_t generation) {
    return tx.rows<EndpointRecord>(
        "select * from endpoints_registry where generation > $1 order by generation", generation);
}

void insert_endpoint(sql::Transaction& tx, const EndpointRecord& record) {
    tx.insert("endpoints_registry", record);
}

void update_endpoint(sql::Transaction& tx, const EndpointRecord& record) {
    tx.run(
        "update endpoints_registry set name = $2, endpoint_name = $3, lower_name = $4, "
        "live_name = $5, description = $6, endpoint_type = $7, is_external = $8, model_name = $9, "
        "model_version = $10, traffic_config = $11, status = $12, revision = $13, "
        "last_revision = $14, pending_deployment = $15, failure = $16, updated_at = $17, "
        "deleted_at = $18, generation = $19 where id = $1",
        record.id, record.name, record.endpoint_name, record.lower_name, record.live_name,
        record.description, record.endpoint_type, record.is_external, record.model_name,
        record.model_version, record.traffic_config, record.status, record.revision,
        record.last_revision, record.pending_deployment, record.failure, record.updated_at,
        record.deleted_at, record.generation);
}

ModelVersionRef external_version(const EndpointRecord& record) {
    return {record.model_name.value_or(record.id), record.model_version.value_or("")};
}

}  // namespace ontos
