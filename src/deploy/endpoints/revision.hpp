#pragma once
// What one revision of an endpoint serves: entities, their sizes and variables, traffic,
// guardrails.

#include <map>
#include <string>
#include <vector>

#include "deploy/endpoints/environment.hpp"
#include "deploy/endpoints/guardrails.hpp"
#include "deploy/endpoints/live.hpp"

namespace ontos {

/// A model version on an endpoint.
struct ServedEntity {
    std::string name;
    std::string entity_name;
    std::string entity_version;
    WorkloadSize workload_size = WorkloadSize::Small;
    bool scale_to_zero = true;
    Environment environment_vars;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ServedEntity::name>("Name of the entity, unique on the endpoint."),
            api::field<&ServedEntity::entity_name>("The model: catalog.schema.model."),
            api::field<&ServedEntity::entity_version>("Its version."),
            api::field<&ServedEntity::workload_size>("How many requests it scores at once."),
            api::field<&ServedEntity::scale_to_zero>("Whether it is unloaded while idle."),
            api::field<&ServedEntity::environment_vars>(
                "Variables for backends that start processes. Values are masked; references to "
                "secrets are shown.")};
    }
    ModelVersionRef version() const { return {entity_name, entity_version}; }
};

struct TrafficShare {
    std::string served_entity_name;
    int traffic_percentage = 100;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&TrafficShare::served_entity_name>("A served entity."),
                          api::field<&TrafficShare::traffic_percentage>(
                              "Its share of the requests in percent; all shares sum to 100.",
                              api::minimum(0), api::maximum(100))};
    }
};

/// The whole configuration. What is compared, hashed, kept and restored.
struct RevisionConfig {
    std::vector<ServedEntity> served_entities;
    std::vector<TrafficShare> traffic;
    std::string sticky_by;
    Guardrails guardrails;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&RevisionConfig::served_entities>("What is served."),
            api::field<&RevisionConfig::traffic>("How requests are split."),
            api::field<&RevisionConfig::sticky_by>("What a split sticks to; empty: nothing."),
            api::field<&RevisionConfig::guardrails>("Rules on requests and answers.")};
    }

    const ServedEntity* find(std::string_view name) const;
    /// In percent; 0 for an entity without a share.
    int share_of(std::string_view name) const;
    /// The entity with the largest share; of equal ones the first. There must be one.
    const ServedEntity& primary() const;
};

/// One entity with all traffic.
RevisionConfig single_entity(ServedEntity entity);

/// JSON text, the same for equal configurations.
std::string canonical_json(const RevisionConfig& config);

/// SHA-256 over the endpoint's salt and the canonical JSON: equal for equal configurations of one
/// endpoint. The salt keeps the hash, which is shown, from being a way to guess variables.
std::string content_hash(std::string_view salt, const RevisionConfig& config);

/// As it may be shown: values of variables are masked.
RevisionConfig masked(RevisionConfig config);

/// "fraud-3" for main.risk.fraud version 3: letters, digits, `-` and `_`, at most 63 characters.
std::string default_entity_name(std::string_view model_name, std::string_view version);

/// What is wrong with entities, traffic and sticky_by, each with its place below /body.
std::vector<Violation> check_config(const RevisionConfig& config);

/// One difference of two configurations. `before` or `after` is null where there is nothing.
struct Difference {
    std::string path;
    api::json::value before, after;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&Difference::path>("Where: a JSON pointer into `config`."),
                          api::field<&Difference::before>("What it was."),
                          api::field<&Difference::after>("What it is.")};
    }
};

/// Every leaf that differs. A variable whose hidden value changed is shown as masked on both sides.
std::vector<Difference> diff(const RevisionConfig& before, const RevisionConfig& after);

}  // namespace ontos
