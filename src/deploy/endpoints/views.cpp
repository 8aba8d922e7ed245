// From what is stored and what is loaded to what readers see.
#include "deploy/endpoints/views.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "deploy/endpoints/live_table.hpp"

namespace ontos {
namespace {

bool is_loaded(const LiveEntity& entity) {
    return entity.scale_to_zero || entity.runtime->model() != nullptr;
}

ServedEntityState entity_state(const ServedEntity& entity, const LiveEndpoint* live) {
    ServedEntityState out{entity.name,           entity.entity_name,
                          entity.entity_version, entity.workload_size,
                          entity.scale_to_zero,  masked(entity.environment_vars),
                          EntityState::LOADING,  "It is being loaded."};
    const auto* found = find_entity(live, entity);
    if (found && found->runtime->model()) {
        out.state = EntityState::READY;
        out.state_message = "It is loaded.";
    } else if (found && !live->is_ready) {
        out.state = EntityState::FAILED;
        out.state_message = live->state_sentence;
    } else if (found && entity.scale_to_zero) {
        out.state = EntityState::SCALED_TO_ZERO;
        out.state_message = "It is unloaded while idle; the next request loads it.";
    }
    return out;
}

std::string state_message(const EndpointBase& base, EndpointState state, const LiveEndpoint* live,
                          const std::optional<PendingView>& pending) {
    const auto& endpoint = base.endpoint;
    std::string out;
    switch (state) {
        case EndpointState::READY:
            out = endpoint.is_external ? "It is served elsewhere."
                                       : fmt::format("Revision {} serves.", endpoint.revision);
            break;
        case EndpointState::NOT_READY:
            out = live && !live->is_ready
                      ? live->state_sentence
                      : fmt::format("Revision {} is being loaded.", endpoint.revision);
            break;
        case EndpointState::CREATING:
        case EndpointState::UPDATING:
            out = "Nothing serves yet.";
            break;
        case EndpointState::FAILED:
            out = "Nothing serves.";
            break;
    }
    if (pending)
        out += fmt::format(" Revision {} is under way: {}", pending->revision,
                           pending->stage.sentence);
    else if (!endpoint.failure.empty())
        out += " The newest change failed: " + endpoint.failure;
    return out;
}

PendingConfigView pending_config(const EndpointBase& base, const PendingView& pending) {
    const auto config = masked(*base.pending);
    return {.deployment_id = base.endpoint.pending_deployment.value_or(""),
            .revision = pending.revision,
            .state = std::string{api::to_text(pending.stage.stage)},
            .state_message = pending.stage.sentence,
            .served_entities = config.served_entities,
            .traffic = config.traffic};
}

}  // namespace

EndpointState state_of(const EndpointRecord& endpoint, const LiveEndpoint* live) {
    if (endpoint.is_external) return EndpointState::READY;
    if (endpoint.revision > 0) {
        const bool serves =
            live && live->is_ready && std::ranges::all_of(live->entities, is_loaded);
        return serves ? EndpointState::READY : EndpointState::NOT_READY;
    }
    if (!endpoint.pending_deployment) return EndpointState::FAILED;
    return endpoint.last_revision > 1 ? EndpointState::UPDATING : EndpointState::CREATING;
}

ConfigUpdate config_update_of(const EndpointRecord& endpoint) {
    if (endpoint.pending_deployment) return ConfigUpdate::IN_PROGRESS;
    return endpoint.failure.empty() ? ConfigUpdate::NOT_UPDATING : ConfigUpdate::UPDATE_FAILED;
}

EndpointRow row_of(const EndpointRecord& endpoint, const LiveEndpoint* live) {
    EndpointRow row;
    row.id = endpoint.id;
    row.name = endpoint.endpoint_name;
    row.state = state_of(endpoint, live);
    row.config_update = config_update_of(endpoint);
    row.model_name = endpoint.model_name;
    row.model_version = endpoint.model_version;
    row.creator = endpoint.created_by;
    row.created_at = {endpoint.created_at};
    if (endpoint.revision > 0) row.revision = endpoint.revision;
    return row;
}

EndpointDetails details_of(const EndpointBase& base, const LiveEndpoint* live,
                           const std::optional<PendingView>& pending) {
    auto row = row_of(base.endpoint, live);
    EndpointDetails out;
    out.state_message = state_message(base, row.state, live, pending);
    out.id = std::move(row.id);
    out.name = std::move(row.name);
    out.state = row.state;
    out.config_update = row.config_update;
    out.model_name = std::move(row.model_name);
    out.model_version = std::move(row.model_version);
    out.creator = std::move(row.creator);
    out.created_at = row.created_at;
    out.revision = row.revision;
    out.endpoint_type = base.endpoint.endpoint_type;
    if (base.serving) {
        for (const auto& entity : base.serving->served_entities) {
            auto state = entity_state(entity, live);
            out.served_entities.push_back({state.name, state.entity_name, state.entity_version,
                                           state.state, state.scale_to_zero});
            out.config.served_entities.push_back(std::move(state));
        }
        out.config.traffic = base.serving->traffic;
        out.config.sticky_by = base.serving->sticky_by;
    }
    if (pending && base.pending) out.pending_config = pending_config(base, *pending);
    return out;
}

Revision shown(Revision revision) {
    revision.config = masked(std::move(revision.config));
    return revision;
}

HistoryEntry history_entry_of(Revision revision, const RevisionConfig* base) {
    HistoryEntry entry;
    if (base) entry.diff = diff(*base, revision.config);
    revision = shown(std::move(revision));
    entry.revision = revision.revision;
    entry.model_name = std::move(revision.model_name);
    entry.model_version = std::move(revision.model_version);
    entry.status = revision.status;
    entry.action = revision.action;
    entry.deployed_at = revision.deployed_at;
    entry.deployed_by = std::move(revision.deployed_by);
    entry.message = std::move(revision.message);
    entry.reason = std::move(revision.reason);
    entry.config = std::move(revision.config);
    return entry;
}

GuardrailsAnswer guardrails_answer(const std::string& endpoint_name, const Guardrails& guardrails) {
    GuardrailsAnswer answer;
    answer.endpoint_name = endpoint_name;
    answer.guardrails = guardrails;
    answer.not_enforced = not_enforceable(guardrails);
    answer.applied = answer.not_enforced.empty();
    return answer;
}

}  // namespace ontos
