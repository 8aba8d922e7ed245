#pragma once
// From what an endpoint serves and what was asked for to what it is to serve.

#include <optional>

#include "deploy/endpoints/deployments_store.hpp"
#include "deploy/endpoints/endpoints_store.hpp"

namespace ontos {

/// An endpoint as a change finds it, read in one transaction.
struct EndpointBase {
    EndpointRecord endpoint;
    std::optional<RevisionConfig> serving;  ///< of the revision that serves
    std::optional<RevisionConfig> pending;  ///< of the change that is under way
    std::string serving_deployment;
};

EndpointBase read_base(sql::Transaction& tx, EndpointRecord endpoint);

/// What an entity is given beside its version; what is not named stays, or is the default.
struct EntitySettings {
    std::optional<WorkloadSize> workload_size;
    std::optional<bool> scale_to_zero;
    std::optional<Environment> environment_vars;
};

/// One entity with all traffic. `current` may be null: a new endpoint. Guardrails and sticky_by
/// stay. Throws Failure{invalid}.
RevisionConfig config_for_version(const RevisionConfig* current, const ModelVersionRef& version,
                                  const EntitySettings& settings);

/// The configuration of PUT …/config; `versions` are those of its entities, resolved. Throws
/// Failure{invalid} with every violation.
RevisionConfig config_for_request(const RevisionConfig* current, const ConfigRequest& request,
                                  const std::vector<ModelVersionRef>& versions);

/// The one entity that the route may change. Throws Failure{conflict} if there are more.
const ServedEntity& only_entity(const EndpointRecord& endpoint, const RevisionConfig& config);

/// What serves. Throws Failure{conflict} if nothing does, or if it is served elsewhere.
const RevisionConfig& require_serving(const EndpointBase& base);

/// Whether two configurations are the same.
bool is_same(const RevisionConfig& a, const RevisionConfig& b);

/// Throws Failure{conflict, external_endpoint} for an endpoint that is served elsewhere.
void require_ours(const EndpointRecord& endpoint);

/// Throws Failure{conflict, change_in_progress} that names it.
[[noreturn]] void refuse_second_change(const EndpointRecord& endpoint);

/// A new endpoint of this name. Throws Failure{invalid} for a bad name.
EndpointRecord new_endpoint(const std::string& id, const std::string& name, const std::string& salt,
                            const std::string& created_by, Timestamp now);

}  // namespace ontos
