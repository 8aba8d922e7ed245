// Whether an endpoint, or a candidate for it, really works: checks that load, probe and measure.
#include "deploy/endpoints/validation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "deploy/endpoints/live_table.hpp"
#include "deploy/endpoints/views.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

/// A request is given up to this part of its time by the model before it is a warning.
constexpr int slow_part = 2;

double milliseconds(std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

std::string named(const ModelVersionRef& ref) { return ref.full_name + " version " + ref.version; }

/// Both take the same: names and types of inputs.
bool takes_the_same(const Signature& a, const Signature& b) {
    return std::ranges::equal(a.inputs, b.inputs, [](const auto& x, const auto& y) {
        return x.name == y.name && x.type == y.type;
    });
}

}  // namespace

struct Validator::Checked {
    Validation result;
    /// Of the entity that was checked first, or that serves.
    std::optional<RegisteredVersion> reference;

    void add(std::string check, CheckStatus status, std::string message) {
        if (status == CheckStatus::fail) result.is_valid = false;
        result.checks.push_back({std::move(check), status, std::move(message)});
    }
};

void Validator::check_probe(Checked& checked, const ServedEntity& entity,
                            const RegisteredVersion& version, const ServedModel& model) {
    try {
        const auto probed = probe(model, version, clock_, {.timeout = timeout_});
        checked.add("probe_prediction", CheckStatus::pass,
                    fmt::format("{} answered {} {}: {}", entity.name, probed.rows,
                                probed.rows == 1 ? "row" : "rows", shortened(probed.answer, 200)));
        const auto status = probed.slowest() > timeout_               ? CheckStatus::fail
                            : probed.slowest() * slow_part > timeout_ ? CheckStatus::warning
                                                                      : CheckStatus::pass;
        checked.add(
            "latency_budget", status,
            fmt::format("{}: median {:.3f} ms, slowest {:.3f} ms of {} runs; a request "
                        "has {:.6g} s.",
                        entity.name, milliseconds(probed.median()), milliseconds(probed.slowest()),
                        probed.times.size(), milliseconds(timeout_) / 1'000));
    } catch (const Failure& failure) {
        const bool is_guess =
            failure.kind() != FailureKind::timeout && is_probe_guessed(model, version);
        checked.add("probe_prediction", is_guess ? CheckStatus::warning : CheckStatus::fail,
                    fmt::format("{}: {}{}", entity.name, failure.message(),
                                is_guess ? " It was asked with zeros: register it with an "
                                           "input_example.json to have it probed."
                                         : ""));
    }
}

void Validator::check_entity(Checked& checked, const ServedEntity& entity, const LiveEndpoint* live,
                             Subject subject) {
    const auto version = registry_.resolve(entity.entity_name, entity.entity_version);
    const auto deployed = fmt::format("entity_{}_deployed", entity.name);
    if (!checked.reference) checked.reference = version;
    const bool fits = takes_the_same(checked.reference->signature, version.signature);
    checked.add("signature_compatible", fits ? CheckStatus::pass : CheckStatus::fail,
                fmt::format("{} {} as {}.", named(version.ref),
                            fits ? "takes the same inputs" : "does not take the same inputs",
                            named(checked.reference->ref)));
    const bool intact = registry_.is_intact(version);
    checked.add("artifact_integrity", intact ? CheckStatus::pass : CheckStatus::fail,
                fmt::format("The files of {} {} sha256 {}.", named(version.ref),
                            intact ? "have their registered" : "no longer have their registered",
                            version.sha256.substr(0, 12)));
    const auto* found = find_entity(live, entity);
    auto model = found ? found->runtime->model() : nullptr;
    const bool was_loaded = model != nullptr;
    try {
        if (!model) model = warm_.load(version, [](DeployStage, const std::string&) {}).model;
    } catch (const Failure& failure) {
        checked.add(deployed, CheckStatus::fail, failure.message());
        return;
    }
    std::string how = was_loaded ? "It is loaded." : "It was unloaded, and loads.";
    if (subject == Subject::candidate) how = "The candidate loads.";
    checked.add(deployed, CheckStatus::pass, std::move(how));
    check_probe(checked, entity, version, *model);
}

Validation Validator::validate(const EndpointBase& base, const RevisionConfig& config,
                               const LiveEndpoint* live, Subject subject) {
    Checked checked;
    checked.result.endpoint_name = base.endpoint.endpoint_name;
    const auto state = state_of(base.endpoint, live);
    checked.add("endpoint_ready",
                state == EndpointState::READY ? CheckStatus::pass : CheckStatus::fail,
                fmt::format("The endpoint is {}.", api::to_text(state)));
    checked.add("served_entities",
                config.served_entities.empty() ? CheckStatus::fail : CheckStatus::pass,
                config.served_entities.size() == 1
                    ? "One entity is served."
                    : fmt::format("{} entities are served.", config.served_entities.size()));
    if (subject == Subject::candidate && base.serving) {
        const auto& serving = base.serving->primary();
        checked.reference = registry_.resolve(serving.entity_name, serving.entity_version);
    }
    for (const auto& entity : config.served_entities) {
        try {
            check_entity(checked, entity, live, subject);
        } catch (const Failure& failure) {
            checked.add(fmt::format("entity_{}_deployed", entity.name), CheckStatus::fail,
                        failure.message());
        }
        if (!entity.environment_vars.empty())
            checked.add("environment_vars", CheckStatus::warning,
                        fmt::format("{} has {} variables; models in this process do not use them.",
                                    entity.name, entity.environment_vars.size()));
    }
    int sum = 0;
    for (const auto& share : config.traffic) sum += share.traffic_percentage;
    checked.add("traffic_sums_to_100", sum == 100 ? CheckStatus::pass : CheckStatus::fail,
                fmt::format("The shares sum to {} percent.", sum));
    for (const auto& rule : not_enforceable(config.guardrails))
        checked.add("guardrails", CheckStatus::warning,
                    rule + " is kept but not enforced: no text passes here.");
    return checked.result;
}

}  // namespace ontos
