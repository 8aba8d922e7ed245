// The endpoints as they are changed: from a request to a plan.
#include <fmt/format.h>

#include <thread>

#include "deploy/endpoints/endpoint_names.hpp"
#include "deploy/endpoints/endpoints.hpp"
#include "deploy/endpoints/views.hpp"
#include "deploy/endpoints/waiter.hpp"
#include "platform/api/router.hpp"
#include "platform/base/hash.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

/// The member that was sent in the query or in the body; both only if they agree.
template <class T>
void merge(std::optional<T>& body, const std::optional<T>& query, std::string_view name) {
    if (query && body && *query != *body)
        throw Failure{FailureKind::invalid,
                      fmt::format("{} differs in the query and in the body.", name)}
            .violations({{fmt::format("/query/{}", name), "must be the same as in the body"}});
    if (query) body = query;
}

}  // namespace

RegisteredVersion Endpoints::resolve_ready(const std::string& model_name,
                                           const std::string& version,
                                           const std::string& where) const {
    auto found = registry_.resolve(model_name, version);
    if (found.status == VersionStatus::READY) return found;
    throw Failure{FailureKind::invalid,
                  fmt::format("{} version {} is {}{}{}: only READY versions can be served.",
                              found.ref.full_name, found.ref.version, api::to_text(found.status),
                              found.status_message.empty() ? "" : ", ", found.status_message)}
        .code("version_not_ready")
        .violations({{where, "must be a READY version"}});
}

Endpoints::Planned Endpoints::plan_change(const EndpointBase& base, RevisionConfig config,
                                          Intent intent) {
    const auto& endpoint = base.endpoint;
    if (endpoint.pending_deployment) {
        if (base.pending && is_same(*base.pending, config))
            return {{}, *endpoint.pending_deployment, {}};
        refuse_second_change(endpoint);
    }
    const auto shown = live(endpoint.id);
    if (base.serving && is_same(*base.serving, config) && shown && shown->is_ready)
        return {{},
                base.serving_deployment,
                fmt::format("Revision {} already serves this configuration.", endpoint.revision)};
    Change change;
    change.deployment_id = new_id(clock_, random_);
    change.endpoint = endpoint;
    change.before = base.serving;
    for (const auto& entity : config.served_entities)
        change.versions.push_back(registry_.resolve(entity.entity_name, entity.entity_version));
    change.config = std::move(config);
    change.action = intent.action;
    change.reason = std::move(intent.reason);
    change.previous_version = std::move(intent.previous_version);
    change.target_version = std::move(intent.target_version);
    change.actor = std::move(intent.actor);
    change.operation = intent.operation;
    return {std::move(change), {}, {}};
}

Endpoints::Planned Endpoints::plan_deploy(const DeployRequest& request,
                                          const access::Actor& actor) {
    const auto version =
        resolve_ready(request.model_name, request.model_version, "/body/model_version");
    const auto name = request.endpoint_name.value_or(
        default_endpoint_name(version.ref.full_name, version.ref.version));
    const auto found = database_.read([&](sql::Transaction& tx) -> std::optional<EndpointBase> {
        auto endpoint = find_live_endpoint(tx, name);
        if (!endpoint) return std::nullopt;
        return read_base(tx, *std::move(endpoint));
    });
    if (!found) return plan_new(request, name, version, actor);
    require_ours(found->endpoint);
    const auto* current = found->serving ? &*found->serving : nullptr;
    const bool is_of_model =
        found->endpoint.model_name == version.ref.full_name ||
        (current && std::ranges::any_of(current->served_entities, [&](const auto& entity) {
             return entity.entity_name == version.ref.full_name;
         }));
    if (!is_of_model && !request.replace_model)
        throw Failure{FailureKind::conflict, fmt::format("Endpoint {} serves another model: {}.",
                                                         found->endpoint.endpoint_name,
                                                         found->endpoint.model_name.value_or("?"))}
            .code("name_taken")
            .hint("Give another endpoint_name, or send replace_model: true to take it over.");
    auto config = config_for_version(
        current, version.ref,
        {request.workload_size, request.scale_to_zero, request.environment_vars});
    Intent intent{DeployAction::updated, "deploy_model", actor, request.reason, {}, {}};
    if (current) intent.previous_version = current->primary().entity_version;
    return plan_change(*found, std::move(config), std::move(intent));
}

Endpoints::Planned Endpoints::plan_new(const DeployRequest& request, const std::string& name,
                                       const RegisteredVersion& version,
                                       const access::Actor& actor) {
    if (is_uuid(name))
        throw Failure{FailureKind::not_found, "There is no endpoint " + name + '.'}.code(
            "endpoint_not_found");
    std::array<std::uint8_t, 16> salt{};
    random_.fill(salt);
    EndpointBase base;
    base.endpoint =
        new_endpoint(new_id(clock_, random_), name, to_hex(salt), actor.name, clock_.now());
    base.endpoint.model_name = version.ref.full_name;
    base.endpoint.model_version = version.ref.version;
    auto config = config_for_version(
        nullptr, version.ref,
        {request.workload_size, request.scale_to_zero, request.environment_vars});
    auto planned =
        plan_change(base, std::move(config),
                    {DeployAction::created, "deploy_model", actor, request.reason, {}, {}});
    planned.change->is_new = true;
    return planned;
}

api::Created<DeployResult> Endpoints::deploy_model(const api::Body<DeployRequest>& body,
                                                   const access::ActorInput& actor,
                                                   const access::Once& once,
                                                   const FailedReplies& replies) {
    return {carry_out([&] { return plan_deploy(body, actor); },
                      {once, replies, std::chrono::seconds{body.wait}, 201})};
}

DeployPlan Endpoints::plan_deployment(const api::Body<DeployRequest>& body,
                                      const access::ActorInput& actor) {
    const auto planned = plan_deploy(body, actor);
    const auto version = resolve_ready(body.model_name, body.model_version, "/body/model_version");
    DeployPlan out;
    out.model_name = version.ref.full_name;
    out.model_version = version.ref.version;
    out.endpoint_name = body.endpoint_name.value_or(
        default_endpoint_name(version.ref.full_name, version.ref.version));
    if (!planned.change) {
        out.action = DeployAction::updated;
        out.changes_anything = false;
        out.message = planned.message.empty() ? "This configuration is being deployed already."
                                              : planned.message;
        return out;
    }
    const auto& change = *planned.change;
    out.endpoint_name = change.endpoint.endpoint_name;
    out.action = change.action;
    out.message =
        fmt::format("{} would {} {} version {}.", out.endpoint_name,
                    change.is_new ? "be created with" : "serve", out.model_name, out.model_version);
    if (change.before) out.diff = diff(*change.before, change.config);
    return out;
}

Endpoints::Planned Endpoints::plan_update(const std::string& reference,
                                          const UpdateRequest& request,
                                          const api::IfMatch& condition,
                                          const access::Actor& actor) {
    const auto base = find_base(reference);
    require_unchanged(base, condition);
    const auto& serving = require_serving(base);
    const auto& entity = only_entity(base.endpoint, serving);
    auto version = entity.version();
    if (request.model_version)
        version =
            resolve_ready(entity.entity_name, *request.model_version, "/query/model_version").ref;
    auto config = config_for_version(&serving, version,
                                     {request.workload_size, request.scale_to_zero, std::nullopt});
    return plan_change(base, std::move(config),
                       {DeployAction::updated,
                        "update_endpoint",
                        actor,
                        request.reason,
                        entity.entity_version,
                        {}});
}

DeployResult Endpoints::update_endpoint(const api::Path<EndpointPath>& path,
                                        const api::Query<UpdateQuery>& query,
                                        const api::OptionalBody<UpdateRequest>& body,
                                        const api::IfMatch& condition,
                                        const access::ActorInput& actor, const access::Once& once,
                                        const FailedReplies& replies) {
    UpdateRequest request = body;
    merge(request.model_version, query.model_version, "model_version");
    merge(request.workload_size, query.workload_size, "workload_size");
    merge(request.scale_to_zero, query.scale_to_zero, "scale_to_zero");
    if (!request.model_version && !request.workload_size && !request.scale_to_zero)
        throw Failure{FailureKind::invalid, "Nothing was named that is to change."}.violations(
            {{"/query/model_version",
              "must be sent, or workload_size, or scale_to_zero, in the query or in the body"}});
    return carry_out([&] { return plan_update(path.endpoint_name, request, condition, actor); },
                     {once, replies, std::chrono::seconds{query.wait}, 200});
}

RevisionConfig Endpoints::config_to_restore(const EndpointBase& base,
                                            const RollbackQuery& query) const {
    const auto& endpoint = base.endpoint;
    const auto row = database_.read([&](sql::Transaction& tx) {
        return query.to_revision ? find_revision(tx, endpoint.id, *query.to_revision)
                                 : newest_that_served(tx, endpoint.id, *query.target_version);
    });
    if (row && row->live_from) return row->config;
    if (query.to_revision && !row)
        throw Failure{
            FailureKind::not_found,
            fmt::format("Endpoint {} has no revision {}; its newest is {}.", endpoint.endpoint_name,
                        *query.to_revision, endpoint.last_revision)}
            .code("revision_not_found");
    if (query.to_revision)
        throw Failure{FailureKind::conflict,
                      fmt::format("Revision {} of endpoint {} never served.", *query.to_revision,
                                  endpoint.endpoint_name)}
            .code("never_served");
    if (!query.force)
        throw Failure{FailureKind::conflict,
                      fmt::format("Version {} never served on endpoint {}.",
                                  shortened(*query.target_version), endpoint.endpoint_name)}
            .code("never_served")
            .hint("force=true deploys it with the current settings.");
    const auto& serving = require_serving(base);
    const auto version = resolve_ready(only_entity(endpoint, serving).entity_name,
                                       *query.target_version, "/query/target_version");
    return config_for_version(&serving, version.ref, {});
}

Endpoints::Planned Endpoints::plan_rollback(const std::string& reference,
                                            const RollbackQuery& query,
                                            const access::Actor& actor) {
    const auto base = find_base(reference);
    const auto& serving = require_serving(base);
    auto config = config_to_restore(base, query);
    const auto target = query.target_version.value_or(config.primary().entity_version);
    return plan_change(base, std::move(config),
                       {DeployAction::rollback, "rollback_endpoint", actor, query.reason,
                        serving.primary().entity_version, target});
}

DeployResult Endpoints::rollback_endpoint(const api::Path<EndpointPath>& path,
                                          const api::Query<RollbackQuery>& query,
                                          const access::ActorInput& actor, const access::Once& once,
                                          const FailedReplies& replies) {
    if (query.target_version.has_value() == query.to_revision.has_value())
        throw Failure{FailureKind::invalid,
                      "Exactly one of target_version and to_revision says where to."}
            .violations({{"/query/target_version", "must be sent, or to_revision, but not both"}});
    return carry_out([&] { return plan_rollback(path.endpoint_name, query, actor); },
                     {once, replies, std::chrono::seconds{query.wait}, 200});
}

}  // namespace ontos
