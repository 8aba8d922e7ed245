#pragma once
// An endpoint as its readers see it: rows, details, revisions, history.

#include <optional>
#include <string>
#include <vector>

#include "deploy/endpoints/deployment.hpp"

namespace ontos {

/// READY: requests are answered. NOT_READY: this server is loading what serves. CREATING: the first
/// deployment runs. UPDATING: nothing serves yet and another deployment runs. FAILED: nothing ever
/// served.
BOOST_DEFINE_ENUM_CLASS(EndpointState, READY, NOT_READY, UPDATING, CREATING, FAILED)
BOOST_DEFINE_ENUM_CLASS(ConfigUpdate, NOT_UPDATING, IN_PROGRESS, UPDATE_FAILED)
BOOST_DEFINE_ENUM_CLASS(EntityState, READY, LOADING, SCALED_TO_ZERO, FAILED)
BOOST_DEFINE_ENUM_CLASS(EndpointType, model, agent, chain)

struct EndpointRow {
    std::string id;
    std::string name;
    EndpointState state = EndpointState::NOT_READY;
    ConfigUpdate config_update = ConfigUpdate::NOT_UPDATING;
    std::optional<std::string> model_name;
    std::optional<std::string> model_version;
    std::string creator;
    api::EpochMs created_at{};
    std::optional<std::int64_t> revision;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&EndpointRow::id>("Registry id."),
            api::field<&EndpointRow::name>("Name, unique without regard to case."),
            api::field<&EndpointRow::state>("Whether it answers."),
            api::field<&EndpointRow::config_update>("How the newest change goes."),
            api::field<&EndpointRow::model_name>("The model with the largest share."),
            api::field<&EndpointRow::model_version>("Its version."),
            api::field<&EndpointRow::creator>("Who made it."),
            api::field<&EndpointRow::created_at>("When it was made, epoch milliseconds."),
            api::field<&EndpointRow::revision>("The revision that serves; null: none.")};
    }
};

struct ServedEntityState {
    std::string name;
    std::string entity_name;
    std::string entity_version;
    WorkloadSize workload_size = WorkloadSize::Small;
    bool scale_to_zero = true;
    Environment environment_vars;
    EntityState state = EntityState::LOADING;
    std::string state_message;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ServedEntityState::name>("Name of the entity."),
            api::field<&ServedEntityState::entity_name>("The model."),
            api::field<&ServedEntityState::entity_version>("Its version."),
            api::field<&ServedEntityState::workload_size>("How many requests it scores at once."),
            api::field<&ServedEntityState::scale_to_zero>("Whether it is unloaded while idle."),
            api::field<&ServedEntityState::environment_vars>("Variables; values are masked."),
            api::field<&ServedEntityState::state>("Whether it is loaded on this server."),
            api::field<&ServedEntityState::state_message>("The same as a sentence.")};
    }
};

struct ServedEntityBrief {
    std::string name;
    std::string entity_name;
    std::string entity_version;
    EntityState state = EntityState::LOADING;
    bool scale_to_zero = true;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ServedEntityBrief::name>("Name of the entity."),
            api::field<&ServedEntityBrief::entity_name>("The model."),
            api::field<&ServedEntityBrief::entity_version>("Its version."),
            api::field<&ServedEntityBrief::state>("Whether it is loaded on this server."),
            api::field<&ServedEntityBrief::scale_to_zero>("Whether it is unloaded while idle.")};
    }
};

struct EndpointConfigView {
    std::vector<ServedEntityState> served_entities;
    std::vector<TrafficShare> traffic;
    std::string sticky_by;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&EndpointConfigView::served_entities>("What is served."),
                          api::field<&EndpointConfigView::traffic>("How requests are split."),
                          api::field<&EndpointConfigView::sticky_by>("What a split sticks to.")};
    }
};

struct PendingConfigView {
    std::string deployment_id;
    std::int64_t revision = 0;
    std::string state;
    std::string state_message;
    std::vector<ServedEntity> served_entities;
    std::vector<TrafficShare> traffic;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&PendingConfigView::deployment_id>("The deployment that runs."),
            api::field<&PendingConfigView::revision>("The revision that it makes."),
            api::field<&PendingConfigView::state>(
                "queued, loading, validating, warming or swapping."),
            api::field<&PendingConfigView::state_message>("The same as a sentence."),
            api::field<&PendingConfigView::served_entities>("What will be served."),
            api::field<&PendingConfigView::traffic>("How requests will be split.")};
    }
};

struct EndpointDetails {
    std::string id;
    std::string name;
    EndpointState state = EndpointState::NOT_READY;
    ConfigUpdate config_update = ConfigUpdate::NOT_UPDATING;
    std::optional<std::string> model_name;
    std::optional<std::string> model_version;
    std::string creator;
    api::EpochMs created_at{};
    std::optional<std::int64_t> revision;
    EndpointType endpoint_type = EndpointType::model;
    std::string state_message;
    EndpointConfigView config;
    std::optional<PendingConfigView> pending_config;
    std::vector<ServedEntityBrief> served_entities;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&EndpointDetails::id>("Registry id."),
            api::field<&EndpointDetails::name>("Name, unique without regard to case."),
            api::field<&EndpointDetails::state>("Whether it answers."),
            api::field<&EndpointDetails::config_update>("How the newest change goes."),
            api::field<&EndpointDetails::model_name>("The model with the largest share."),
            api::field<&EndpointDetails::model_version>("Its version."),
            api::field<&EndpointDetails::creator>("Who made it."),
            api::field<&EndpointDetails::created_at>("When it was made, epoch milliseconds."),
            api::field<&EndpointDetails::revision>("The revision that serves; null: none."),
            api::field<&EndpointDetails::endpoint_type>("What it serves."),
            api::field<&EndpointDetails::state_message>(
                "State and newest change as a sentence: why an update failed."),
            api::field<&EndpointDetails::config>("What serves now."),
            api::omit_empty<&EndpointDetails::pending_config>("What a running change will serve."),
            api::field<&EndpointDetails::served_entities>("What serves now, in brief.")};
    }
};

/// `…/models/{model_name}/deployments`
struct ModelDeployment {
    std::string endpoint_name;
    std::string endpoint_id;
    std::string model_version;
    int traffic_percentage = 0;
    EndpointState state = EndpointState::NOT_READY;
    std::optional<Timestamp> deployed_at;
    std::string deployed_by;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ModelDeployment::endpoint_name>("An endpoint that serves the model."),
            api::field<&ModelDeployment::endpoint_id>("Its registry id."),
            api::field<&ModelDeployment::model_version>("The version that it serves."),
            api::field<&ModelDeployment::traffic_percentage>("Its share of the requests."),
            api::field<&ModelDeployment::state>("Whether the endpoint answers."),
            api::field<&ModelDeployment::deployed_at>("Since when it serves."),
            api::field<&ModelDeployment::deployed_by>("Who deployed it.")};
    }
};

struct DeletedEndpoint {
    std::string endpoint_name;
    std::string status = "deleted";
    std::string message;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&DeletedEndpoint::endpoint_name>("The endpoint that was."),
                          api::field<&DeletedEndpoint::status>("deleted"),
                          api::field<&DeletedEndpoint::message>("One sentence.")};
    }
};

}  // namespace ontos
