// The endpoints as they are configured and deleted: split, guardrails, deletion, validation.
#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "deploy/endpoints/endpoints.hpp"
#include "deploy/endpoints/views.hpp"
#include "deploy/endpoints/waiter.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

constexpr int drainers_max = 8, validations_max = 4;

bool is_in_use(const LiveEndpoint& endpoint) {
    return std::ranges::any_of(endpoint.entities, [](const LiveEntity& entity) {
        return entity.runtime->in_flight.load() > 0;
    });
}

}  // namespace

Endpoints::Planned Endpoints::plan_config(const std::string& reference,
                                          const ConfigRequest& request,
                                          const api::IfMatch& condition,
                                          const access::Actor& actor) {
    const auto base = find_base(reference);
    require_ours(base.endpoint);
    require_unchanged(base, condition);
    std::vector<ModelVersionRef> versions;
    for (std::size_t i = 0; i < request.served_entities.size(); ++i) {
        const auto& wanted = request.served_entities[i];
        const auto where = fmt::format("/body/served_entities/{}/model_version", i);
        versions.push_back(resolve_ready(wanted.model_name, wanted.model_version, where).ref);
    }
    const auto* current = base.serving ? &*base.serving : nullptr;
    auto config = config_for_request(current, request, versions);
    Intent intent{DeployAction::updated, "update_endpoint_config", actor, request.reason, {}, {}};
    if (current) intent.previous_version = current->primary().entity_version;
    return plan_change(base, std::move(config), std::move(intent));
}

DeployResult Endpoints::update_endpoint_config(const api::Path<EndpointPath>& path,
                                               const api::Body<ConfigRequest>& body,
                                               const api::IfMatch& condition,
                                               const access::ActorInput& actor,
                                               const access::Once& once,
                                               const FailedReplies& replies) {
    return carry_out([&] { return plan_config(path.endpoint_name, body, condition, actor); },
                     {once, replies, std::chrono::seconds{body.wait}, 200});
}

Endpoints::Planned Endpoints::plan_guardrails(const std::string& reference,
                                              const GuardrailsRequest& request,
                                              const api::IfMatch& condition,
                                              const access::Actor& actor) {
    const auto base = find_base(reference);
    auto config = require_serving(base);
    condition.require(
        api::to_json(guardrails_answer(base.endpoint.endpoint_name, config.guardrails)));
    config.guardrails =
        normalised({request.input_guardrails, request.output_guardrails, request.rate_limits});
    const auto version = config.primary().entity_version;
    return plan_change(
        base, std::move(config),
        {DeployAction::guardrails, "update_guardrails", actor, request.reason, version, {}});
}

GuardrailsAnswer Endpoints::update_guardrails(const api::Path<EndpointPath>& path,
                                              const api::Body<GuardrailsRequest>& body,
                                              const api::IfMatch& condition,
                                              const access::ActorInput& actor,
                                              const access::Once& once,
                                              const FailedReplies& replies) {
    const Guardrails wanted{body.input_guardrails, body.output_guardrails, body.rate_limits};
    const auto refused = not_enforceable(wanted);
    if (!refused.empty() && !body.store_only) {
        std::vector<Violation> violations;
        for (auto rule : refused) {
            std::ranges::replace(rule, '.', '/');
            violations.push_back({"/body/" + rule, "cannot be enforced: no text passes here"});
        }
        throw Failure{
            FailureKind::unprocessable,
            fmt::format("{} of the rules cannot be enforced on this endpoint.", refused.size())}
            .code("not_enforceable")
            .hint("store_only: true keeps them without enforcing them.")
            .violations(std::move(violations));
    }
    const auto answer = [&](const DeployResult& result) {
        return guardrails_answer(result.endpoint_name, normalised(wanted));
    };
    return answer(
        carry_out([&] { return plan_guardrails(path.endpoint_name, body, condition, actor); },
                  {once, replies, std::chrono::seconds{10}, 200,
                   [&](const DeployResult& result) { return api::to_json(answer(result)); }}));
}

bool Endpoints::drain(const LiveEndpoint& endpoint) {
    const Waiter waiter{drainers_, drainers_max};
    const auto end = std::chrono::steady_clock::now() + config_.drain;
    // Looked at again and again: a notice would cost each prediction more than this costs a delete.
    std::mutex mutex;
    std::condition_variable nobody;
    std::unique_lock lock{mutex};
    const auto is_drained = [&] { return !is_in_use(endpoint); };
    while (!nobody.wait_for(lock, std::chrono::milliseconds{5}, is_drained))
        if (!waiter.may_wait() || std::chrono::steady_clock::now() >= end) return false;
    return true;
}

DeletedEndpoint Endpoints::delete_endpoint(const api::Path<EndpointPath>& path,
                                           const api::IfMatch& condition,
                                           const access::ActorInput& actor) {
    return delete_one(path.endpoint_name, condition, actor);
}

DeletedEndpoint Endpoints::delete_one(const std::string& reference, const api::IfMatch& condition,
                                      const access::Actor& actor) {
    const auto writing = deployer_.new_writing();
    // The precondition is judged outside: no transaction of the change sees another state.
    const auto [gone, served] = [&] {
        for (int i = 0; i < 10; ++i) {
            const auto base = find_base(reference);
            require_unchanged(base, condition);
            auto shown = live(base.endpoint.id);
            auto deleted =
                database_.write([&](sql::Transaction& tx) -> std::optional<EndpointRecord> {
                    const auto now = find_endpoint_by_id(tx, base.endpoint.id);
                    if (!now || now->generation != base.endpoint.generation) return std::nullopt;
                    return record_deletion(tx, *now, actor, writing);
                });
            if (deleted) return std::pair{*std::move(deleted), std::move(shown)};
        }
        throw Failure{FailureKind::conflict, "Others keep changing this endpoint."}
            .code("change_in_progress")
            .hint("Try again.");
    }();
    publisher_.publish({{gone, std::nullopt, {}, {}}});
    const bool is_drained = !served || drain(*served);
    log_info("endpoint deleted", {{"endpoint", gone.endpoint_name}, {"endpoint_id", gone.id}});
    return {gone.endpoint_name, "deleted",
            is_drained ? "No request is running on it any more; its history stays readable."
                       : "Requests that were running on it are finishing; its history stays "
                         "readable."};
}

Validation Endpoints::validate_endpoint(const api::Path<EndpointPath>& path,
                                        const api::OptionalBody<ValidateRequest>& body) {
    const Waiter waiter{validations_, validations_max};
    if (!waiter.may_wait())
        throw Failure{FailureKind::rate_limited, "Four validations are running already."}
            .retry_after(std::chrono::seconds{1});
    const auto base = find_base(path.endpoint_name);
    const auto shown = live(base.endpoint.id);
    const auto& serving = require_serving(base);
    if (!body.model_version)
        return validator_.validate(base, serving, shown.get(), Validator::Subject::serving);
    const auto& entity = only_entity(base.endpoint, serving);
    const auto version =
        resolve_ready(entity.entity_name, *body.model_version, "/body/model_version");
    return validator_.validate(base, config_for_version(&serving, version.ref, {}), shown.get(),
                               Validator::Subject::candidate);
}

}  // namespace ontos
