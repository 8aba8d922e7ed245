#pragma once
// How revisions and deployments are kept: immutable configurations, and what became of each.

#include <optional>
#include <string>
#include <vector>

#include "deploy/endpoints/history.hpp"
#include "platform/api/outputs.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// A row of deployments.
struct DeploymentRecord {
    std::string id;
    std::string endpoint_id;
    std::string endpoint_name;
    std::string model_name;
    std::string model_version;
    DeployAction action = DeployAction::created;
    DeploymentStatus status = DeploymentStatus::deploying;
    std::int64_t revision = 0;
    Timestamp started_at{};
    std::optional<Timestamp> finished_at;
    std::optional<Timestamp> live_from;
    std::optional<Timestamp> live_until;
    std::string deployed_by;
    std::string message;
    std::optional<std::string> previous_version;
    std::optional<std::string> target_version;
    std::string server_id;    ///< the process that carries it out
    Timestamp lease_until{};  ///< renewed while it does; after that nobody does

    static constexpr auto fields(auto...) {
        return std::array{api::field<&DeploymentRecord::id>("Id."),
                          api::field<&DeploymentRecord::endpoint_id>("Endpoint."),
                          api::field<&DeploymentRecord::endpoint_name>("Endpoint."),
                          api::field<&DeploymentRecord::model_name>("Model."),
                          api::field<&DeploymentRecord::model_version>("Version."),
                          api::field<&DeploymentRecord::action>("Action."),
                          api::field<&DeploymentRecord::status>("Status."),
                          api::field<&DeploymentRecord::revision>("Revision."),
                          api::field<&DeploymentRecord::started_at>("When."),
                          api::field<&DeploymentRecord::finished_at>("When."),
                          api::field<&DeploymentRecord::live_from>("When."),
                          api::field<&DeploymentRecord::live_until>("When."),
                          api::field<&DeploymentRecord::deployed_by>("Who."),
                          api::field<&DeploymentRecord::message>("How it went."),
                          api::field<&DeploymentRecord::previous_version>("Version."),
                          api::field<&DeploymentRecord::target_version>("Version."),
                          api::field<&DeploymentRecord::server_id>("Server."),
                          api::field<&DeploymentRecord::lease_until>("When.")};
    }
};

/// A row of endpoint_revisions: written once.
struct RevisionRecord {
    std::string endpoint_id;
    std::int64_t revision = 0;
    std::int64_t base_revision = 0;  ///< that served when it was made; 0: none
    std::string deployment_id;
    std::string content_hash;
    RevisionConfig config;
    std::string reason;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&RevisionRecord::endpoint_id>("Endpoint."),
                          api::field<&RevisionRecord::revision>("Number."),
                          api::field<&RevisionRecord::base_revision>("Before."),
                          api::field<&RevisionRecord::deployment_id>("Deployment."),
                          api::field<&RevisionRecord::content_hash>("Hash."),
                          api::field<&RevisionRecord::config>("JSON."),
                          api::field<&RevisionRecord::reason>("Why.")};
    }
};

/// What a revision replaced.
struct BaseConfig {
    std::int64_t revision = 0;
    RevisionConfig config;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&BaseConfig::revision>("The one that replaced it."),
                          api::field<&BaseConfig::config>("JSON.")};
    }
};

/// What serves a model now.
struct ServingRow {
    std::string endpoint_id;
    std::string lower_name;  ///< of the endpoint
    std::string entity_name;
    std::string model_version;
    std::int64_t traffic_percentage = 0;
    std::optional<Timestamp> live_from;
    std::string deployed_by;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ServingRow::endpoint_id>("Endpoint."),
                          api::field<&ServingRow::lower_name>("Its name."),
                          api::field<&ServingRow::entity_name>("Served entity."),
                          api::field<&ServingRow::model_version>("Version."),
                          api::field<&ServingRow::traffic_percentage>("Share."),
                          api::field<&ServingRow::live_from>("When."),
                          api::field<&ServingRow::deployed_by>("Who.")};
    }
};

struct LiveConfig {
    std::string endpoint_id;
    RevisionConfig config;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&LiveConfig::endpoint_id>("Endpoint."),
                          api::field<&LiveConfig::config>("JSON.")};
    }
};

void insert_revision(sql::Transaction& tx, const RevisionRecord& record);
void insert_deployment(sql::Transaction& tx, const DeploymentRecord& record);

std::optional<DeploymentRecord> find_deployment(sql::Transaction& tx, const std::string& id);

/// It took over: `ready` from now on.
void mark_live(sql::Transaction& tx, const std::string& id, Timestamp now,
               const std::string& message);
/// What served until now becomes `superseded`, `rolled_back` or `deleted`.
void mark_replaced(sql::Transaction& tx, const std::string& endpoint_id, DeploymentStatus status,
                   Timestamp now);
/// `failed` or `deleted`, if it still was deploying.
void mark_ended(sql::Transaction& tx, const std::string& id, DeploymentStatus status, Timestamp now,
                const std::string& message);

/// Deploying ones whose lease is over, or that belong to this server.
std::vector<DeploymentRecord> find_unfinished(sql::Transaction& tx, const std::string& server_id,
                                              Timestamp now);
void renew_leases(sql::Transaction& tx, const std::string& server_id, Timestamp until);

/// The stored configuration, values not masked.
std::optional<RevisionConfig> find_config(sql::Transaction& tx, const std::string& endpoint_id,
                                          std::int64_t revision);
/// Of every live endpoint that has one.
std::vector<LiveConfig> live_configs(sql::Transaction& tx);

/// What brought the revision, if there is one.
std::optional<std::string> deployment_of(sql::Transaction& tx, const std::string& endpoint_id,
                                         std::int64_t revision);
/// With its deployment; values of variables are not masked.
std::optional<Revision> find_revision(sql::Transaction& tx, const std::string& endpoint_id,
                                      std::int64_t revision);
/// Newest first, numbers below `before`.
std::vector<Revision> list_revisions(sql::Transaction& tx, const std::string& endpoint_id,
                                     std::int64_t before, std::int64_t limit);
/// What the revisions from this number on replaced, in no order; the first replaced nothing.
std::vector<BaseConfig> base_configs(sql::Transaction& tx, const std::string& endpoint_id,
                                     std::int64_t from);
/// What served at that time.
std::optional<Revision> revision_as_of(sql::Transaction& tx, const std::string& endpoint_id,
                                       Timestamp time);
/// The newest revision that ever served with this model version in it.
std::optional<Revision> newest_that_served(sql::Transaction& tx, const std::string& endpoint_id,
                                           const std::string& model_version);

std::vector<Deployment> list_deployments(sql::Transaction& tx,
                                         std::optional<DeploymentStatus> status,
                                         std::int64_t offset, std::int64_t limit);
std::int64_t count_deployments(sql::Transaction& tx, std::optional<DeploymentStatus> status);

/// What serves the model now, by names of endpoint and entity, after `cursor`.
api::Linked<ServingRow> serving_rows(sql::Transaction& tx, const std::string& model_name,
                                     const std::string& cursor, int limit);

/// Those whose revision has this version in it, newest first.
std::vector<DeploymentRecord> deployments_of_version(sql::Transaction& tx,
                                                     const ModelVersionRef& version,
                                                     std::int64_t limit);
std::vector<DeploymentRecord> deployments_of_endpoint(sql::Transaction& tx,
                                                      const std::string& endpoint_id,
                                                      std::int64_t limit);
/// What the revision of a deployment serves.
std::vector<ModelVersionRef> versions_of_deployment(sql::Transaction& tx,
                                                    const DeploymentRecord& deployment);

/// Names of live endpoints that serve the version, are about to, or can roll back to it.
std::vector<std::string> endpoints_that_need(sql::Transaction& tx, const ModelVersionRef& version);

}  // namespace ontos
