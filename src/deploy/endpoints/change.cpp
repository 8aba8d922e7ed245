// A change of what an endpoint serves, and what it writes: each function is one transaction's part.
#include "deploy/endpoints/change.hpp"

#include <fmt/format.h>

#include "platform/sql/generation_store.hpp"

namespace ontos {
namespace {

namespace json = api::json;

std::string serves_sentence(std::int64_t revision, const RevisionConfig& config) {
    const auto& primary = config.primary();
    const auto others = config.served_entities.size() - 1;
    return fmt::format("Revision {} serves {} version {}{}.", revision, primary.entity_name,
                       primary.entity_version,
                       others == 0 ? "" : fmt::format(" and {} more", others));
}

/// What served until now becomes, when this takes over.
DeploymentStatus replaced_status(DeployAction action) {
    return action == DeployAction::rollback ? DeploymentStatus::rolled_back
                                            : DeploymentStatus::superseded;
}

DeploymentRecord new_deployment(const Change& change, std::int64_t revision,
                                const Writing& writing) {
    const auto& primary = change.config.primary();
    return {.id = change.deployment_id,
            .endpoint_id = change.endpoint.id,
            .endpoint_name = change.endpoint.endpoint_name,
            .model_name = primary.entity_name,
            .model_version = primary.entity_version,
            .action = change.action,
            .status = DeploymentStatus::deploying,
            .revision = revision,
            .started_at = writing.now,
            .finished_at = {},
            .live_from = {},
            .live_until = {},
            .deployed_by = change.actor.name,
            .message = fmt::format("Revision {} is under way.", revision),
            .previous_version = change.previous_version,
            .target_version = change.target_version,
            .server_id = writing.server_id,
            .lease_until = writing.now + writing.lease};
}

RevisionRecord new_revision(const Change& change, std::int64_t revision) {
    return {.endpoint_id = change.endpoint.id,
            .revision = revision,
            .base_revision = change.endpoint.revision,
            .deployment_id = change.deployment_id,
            .content_hash = content_hash(change.endpoint.hash_salt, change.config),
            .config = change.config,
            .reason = change.reason};
}

/// The endpoint as it serves the revision.
void point_at(EndpointRecord& endpoint, std::int64_t revision, const RevisionConfig& config) {
    const auto& primary = config.primary();
    endpoint.revision = revision;
    endpoint.model_name = primary.entity_name;
    endpoint.model_version = primary.entity_version;
    endpoint.traffic_config = api::to_json(config.traffic);
    endpoint.status = RegistryStatus::ready;
    endpoint.pending_deployment.reset();
    endpoint.failure.clear();
}

void write_endpoint(sql::Transaction& tx, const EndpointRecord& endpoint, bool is_new) {
    if (is_new)
        insert_endpoint(tx, endpoint);
    else
        update_endpoint(tx, endpoint);
}

void audit(sql::Transaction& tx, const Writing& writing, const access::Actor& actor,
           std::string_view action, const EndpointRecord& endpoint, json::value before,
           json::value after) {
    access::write_audit(tx, writing.now, writing.audit_id, actor,
                        {.action = action,
                         .kind = "endpoint",
                         .subject = endpoint.id,
                         .before = std::move(before),
                         .after = std::move(after)});
}

json::value audit_before(const Change& change) {
    return change.is_new ? json::value(nullptr) : audit_view(change.endpoint, change.before);
}

/// The endpoint, if this deployment still is under way on it.
std::optional<EndpointRecord> endpoint_under_way(sql::Transaction& tx,
                                                 const std::string& endpoint_id,
                                                 const std::string& deployment_id) {
    auto endpoint = find_endpoint_by_id(tx, endpoint_id);
    if (!endpoint || endpoint->deleted_at || endpoint->pending_deployment != deployment_id)
        return std::nullopt;
    return endpoint;
}

json::value outcome_view(const DeploymentRecord& deployment) {
    return json::object{{"deployment_id", deployment.id},
                        {"revision", deployment.revision},
                        {"status", api::to_text(deployment.status)},
                        {"message", deployment.message}};
}

}  // namespace

json::value audit_view(const EndpointRecord& endpoint,
                       const std::optional<RevisionConfig>& config) {
    json::object out{{"endpoint_name", endpoint.endpoint_name}, {"revision", endpoint.revision}};
    if (config) out["config"] = api::to_json(masked(*config));
    return out;
}

void bump(sql::Transaction& tx, EndpointRecord& endpoint, Timestamp now) {
    sql::bump_generation(tx);
    endpoint.generation = sql::read_generation(tx);
    endpoint.updated_at = now;
}

bool is_still_planned(sql::Transaction& tx, const Change& change) {
    if (change.is_new) return !find_live_endpoint(tx, change.endpoint.endpoint_name);
    const auto current = find_endpoint_by_id(tx, change.endpoint.id);
    return current && current->generation == change.endpoint.generation;
}

Recorded record_live(sql::Transaction& tx, const Change& change, const Writing& writing) {
    auto endpoint = change.endpoint;
    bump(tx, endpoint, writing.now);
    const auto revision = ++endpoint.last_revision;
    point_at(endpoint, revision, change.config);
    write_endpoint(tx, endpoint, change.is_new);
    mark_replaced(tx, endpoint.id, replaced_status(change.action), writing.now);
    insert_revision(tx, new_revision(change, revision));
    auto deployment = new_deployment(change, revision, writing);
    deployment.status = DeploymentStatus::ready;
    deployment.finished_at = deployment.live_from = writing.now;
    deployment.message = serves_sentence(revision, change.config);
    insert_deployment(tx, deployment);
    audit(tx, writing, change.actor, change.operation, endpoint, audit_before(change),
          audit_view(endpoint, change.config));
    return {std::move(endpoint), std::move(deployment)};
}

Recorded record_pending(sql::Transaction& tx, const Change& change, const Writing& writing) {
    auto endpoint = change.endpoint;
    bump(tx, endpoint, writing.now);
    const auto revision = ++endpoint.last_revision;
    endpoint.pending_deployment = change.deployment_id;
    endpoint.status = endpoint.revision > 0 ? RegistryStatus::updating : RegistryStatus::creating;
    write_endpoint(tx, endpoint, change.is_new);
    insert_revision(tx, new_revision(change, revision));
    auto deployment = new_deployment(change, revision, writing);
    insert_deployment(tx, deployment);
    auto planned = endpoint;
    planned.revision = revision;
    audit(tx, writing, change.actor, change.operation, endpoint, audit_before(change),
          audit_view(planned, change.config));
    return {std::move(endpoint), std::move(deployment)};
}

std::optional<Recorded> record_swap(sql::Transaction& tx, const Change& change,
                                    const Writing& writing) {
    auto endpoint = endpoint_under_way(tx, change.endpoint.id, change.deployment_id);
    auto deployment = find_deployment(tx, change.deployment_id);
    if (!endpoint || !deployment || deployment->status != DeploymentStatus::deploying)
        return std::nullopt;
    const auto before = outcome_view(*deployment);
    bump(tx, *endpoint, writing.now);
    point_at(*endpoint, deployment->revision, change.config);
    update_endpoint(tx, *endpoint);
    mark_replaced(tx, endpoint->id, replaced_status(change.action), writing.now);
    deployment->status = DeploymentStatus::ready;
    deployment->finished_at = deployment->live_from = writing.now;
    deployment->message = serves_sentence(deployment->revision, change.config);
    mark_live(tx, deployment->id, writing.now, deployment->message);
    audit(tx, writing, change.actor, "finish_deployment", *endpoint, before,
          outcome_view(*deployment));
    return Recorded{*std::move(endpoint), *std::move(deployment)};
}

std::optional<Recorded> record_failure(sql::Transaction& tx, const DeploymentRecord& deployment,
                                       const access::Actor& actor, const std::string& message,
                                       const Writing& writing) {
    auto endpoint = endpoint_under_way(tx, deployment.endpoint_id, deployment.id);
    if (!endpoint) return std::nullopt;
    auto failed = deployment;
    failed.status = DeploymentStatus::failed;
    failed.finished_at = writing.now;
    failed.message = message;
    mark_ended(tx, failed.id, failed.status, writing.now, message);
    bump(tx, *endpoint, writing.now);
    endpoint->pending_deployment.reset();
    endpoint->failure = message;
    endpoint->status = endpoint->revision > 0 ? RegistryStatus::ready : RegistryStatus::failed;
    update_endpoint(tx, *endpoint);
    audit(tx, writing, actor, "finish_deployment", *endpoint, outcome_view(deployment),
          outcome_view(failed));
    return Recorded{*std::move(endpoint), std::move(failed)};
}

EndpointRecord record_deletion(sql::Transaction& tx, EndpointRecord endpoint,
                               const access::Actor& actor, const Writing& writing) {
    const auto config = find_config(tx, endpoint.id, endpoint.revision);
    const auto before = audit_view(endpoint, config);
    bump(tx, endpoint, writing.now);
    if (endpoint.pending_deployment)
        mark_ended(tx, *endpoint.pending_deployment, DeploymentStatus::deleted, writing.now,
                   "The endpoint was deleted before the deployment was ready.");
    mark_replaced(tx, endpoint.id, DeploymentStatus::deleted, writing.now);
    endpoint.pending_deployment.reset();
    endpoint.live_name.reset();
    endpoint.deleted_at = writing.now;
    endpoint.status = RegistryStatus::stopped;
    update_endpoint(tx, endpoint);
    audit(tx, writing, actor, "delete_endpoint", endpoint, before, nullptr);
    return endpoint;
}

DeployResult result_of(const DeploymentRecord& deployment) {
    return {.deployment_id = deployment.id,
            .endpoint_name = deployment.endpoint_name,
            .endpoint_id = deployment.endpoint_id,
            .model_name = deployment.model_name,
            .model_version = deployment.model_version,
            .action = deployment.action,
            .status = deployment.status,
            .revision = deployment.revision,
            .message = deployment.message,
            .previous_version = deployment.previous_version,
            .target_version = deployment.target_version};
}

}  // namespace ontos
