// From what an endpoint serves and what was asked for to what it is to serve.
#include "deploy/endpoints/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "deploy/endpoints/endpoint_names.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

void require_valid(std::vector<Violation> violations) {
    if (violations.empty()) return;
    throw Failure{FailureKind::invalid,
                  "The configuration breaks a rule: " + violations.front().where + ' ' +
                      violations.front().what + '.'}
        .violations(std::move(violations));
}

/// The entity whose settings a new version inherits: of the same model, else the first by traffic.
const ServedEntity* ancestor(const RevisionConfig* current, const std::string& model_name) {
    if (!current) return nullptr;
    const auto found =
        std::ranges::find(current->served_entities, model_name, &ServedEntity::entity_name);
    return found == current->served_entities.end() ? &current->primary() : &*found;
}

/// A name that somebody chose stays; one made of model and version follows the version.
std::string name_after(const ServedEntity* before, const ModelVersionRef& version) {
    const auto made = default_entity_name(version.full_name, version.version);
    if (!before || before->entity_name != version.full_name) return made;
    const bool was_made =
        before->name == default_entity_name(before->entity_name, before->entity_version);
    return was_made ? made : before->name;
}

/// Settings named, else the ancestor's, else the defaults. Masks of variables become their values.
void settle(ServedEntity& entity, const EntitySettings& settings, const ServedEntity* before,
            const std::string& where, std::vector<Violation>& violations) {
    if (before) {
        entity.workload_size = before->workload_size;
        entity.scale_to_zero = before->scale_to_zero;
        entity.environment_vars = before->environment_vars;
    }
    const Environment known = entity.environment_vars;
    if (settings.workload_size) entity.workload_size = *settings.workload_size;
    if (settings.scale_to_zero) entity.scale_to_zero = *settings.scale_to_zero;
    if (settings.environment_vars) entity.environment_vars = *settings.environment_vars;
    std::ranges::move(unmask(entity.environment_vars, known, where + "/environment_vars"),
                      std::back_inserter(violations));
}

}  // namespace

EndpointBase read_base(sql::Transaction& tx, EndpointRecord endpoint) {
    EndpointBase base;
    if (endpoint.revision > 0) {
        if (auto row = find_revision(tx, endpoint.id, endpoint.revision)) {
            base.serving = std::move(row->config);
            base.serving_deployment = std::move(row->deployment_id);
        }
    }
    if (endpoint.pending_deployment)
        if (const auto deployment = find_deployment(tx, *endpoint.pending_deployment))
            base.pending = find_config(tx, endpoint.id, deployment->revision);
    base.endpoint = std::move(endpoint);
    return base;
}

RevisionConfig config_for_version(const RevisionConfig* current, const ModelVersionRef& version,
                                  const EntitySettings& settings) {
    std::vector<Violation> violations;
    ServedEntity entity;
    const auto* before = ancestor(current, version.full_name);
    entity.name = name_after(before, version);
    entity.entity_name = version.full_name;
    entity.entity_version = version.version;
    settle(entity, settings, before, "/body", violations);
    std::ranges::move(check_environment(entity.environment_vars, "/body/environment_vars"),
                      std::back_inserter(violations));
    require_valid(std::move(violations));
    auto config = single_entity(std::move(entity));
    if (current) {
        config.sticky_by = current->sticky_by;
        config.guardrails = current->guardrails;
    }
    return config;
}

RevisionConfig config_for_request(const RevisionConfig* current, const ConfigRequest& request,
                                  const std::vector<ModelVersionRef>& versions) {
    RevisionConfig config;
    std::vector<Violation> violations;
    for (std::size_t i = 0; i < request.served_entities.size(); ++i) {
        const auto& wanted = request.served_entities[i];
        ServedEntity entity;
        entity.entity_name = versions[i].full_name;
        entity.entity_version = versions[i].version;
        entity.name =
            wanted.name.value_or(default_entity_name(entity.entity_name, entity.entity_version));
        settle(entity, {wanted.workload_size, wanted.scale_to_zero, wanted.environment_vars},
               current ? current->find(entity.name) : nullptr,
               "/body/served_entities/" + std::to_string(i), violations);
        config.served_entities.push_back(std::move(entity));
    }
    config.traffic = request.traffic;
    if (current) {
        config.sticky_by = current->sticky_by;
        config.guardrails = current->guardrails;
    }
    if (request.sticky_by) config.sticky_by = *request.sticky_by;
    std::ranges::move(check_config(config), std::back_inserter(violations));
    require_valid(std::move(violations));
    return config;
}

const ServedEntity& only_entity(const EndpointRecord& endpoint, const RevisionConfig& config) {
    if (config.served_entities.size() == 1) return config.served_entities.front();
    throw Failure{FailureKind::conflict,
                  fmt::format("Endpoint {} serves {} entities: name the entity.",
                              endpoint.endpoint_name, config.served_entities.size())}
        .code("name_the_entity")
        .hint(fmt::format("PUT /api/v1/deployment/endpoints/{}/config changes entities and "
                          "traffic.",
                          endpoint.endpoint_name));
}

const RevisionConfig& require_serving(const EndpointBase& base) {
    require_ours(base.endpoint);
    if (base.serving) return *base.serving;
    if (base.pending) refuse_second_change(base.endpoint);
    throw Failure{FailureKind::conflict,
                  fmt::format("Endpoint {} serves nothing yet: its deployment failed.",
                              base.endpoint.endpoint_name)}
        .code("nothing_serves")
        .hint("POST /api/v1/deployment/deploy with this endpoint_name deploys a version to it.");
}

bool is_same(const RevisionConfig& a, const RevisionConfig& b) {
    return canonical_json(a) == canonical_json(b);
}

void require_ours(const EndpointRecord& endpoint) {
    if (!endpoint.is_external) return;
    throw Failure{FailureKind::conflict,
                  fmt::format("Endpoint {} is served elsewhere: it is only registered here.",
                              endpoint.endpoint_name)}
        .code("external_endpoint");
}

void refuse_second_change(const EndpointRecord& endpoint) {
    throw Failure{FailureKind::conflict,
                  fmt::format("Another change of endpoint {} is under way: deployment {}.",
                              endpoint.endpoint_name, endpoint.pending_deployment.value_or("?"))}
        .code("change_in_progress")
        .hint(fmt::format("Wait until GET /api/v1/deployment/endpoints/{} has no pending_config.",
                          endpoint.endpoint_name));
}

EndpointRecord new_endpoint(const std::string& id, const std::string& name, const std::string& salt,
                            const std::string& created_by, Timestamp now) {
    if (!is_endpoint_name(name))
        throw Failure{FailureKind::invalid,
                      fmt::format("The endpoint name {} {}.", shortened(name), endpoint_name_rule)}
            .violations({{"/body/endpoint_name", std::string{endpoint_name_rule}}});
    EndpointRecord record;
    record.id = id;
    record.name = record.endpoint_name = name;
    record.lower_name = lower_case(name);
    record.live_name = record.lower_name;
    record.hash_salt = salt;
    record.created_by = created_by;
    record.created_at = record.updated_at = now;
    return record;
}

}  // namespace ontos
