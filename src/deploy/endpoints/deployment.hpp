#pragma once
// What a deployment is asked with, answers, and leaves behind.

#include <map>
#include <optional>
#include <string>

#include "deploy/endpoints/revision.hpp"

namespace ontos {

/// `ready`: serves now. `superseded`, `rolled_back`: served until another one took over. `deleted`:
/// its endpoint was deleted.
BOOST_DEFINE_ENUM_CLASS(DeploymentStatus, deploying, ready, failed, superseded, rolled_back,
                        deleted)
BOOST_DEFINE_ENUM_CLASS(DeployAction, created, updated, rollback, guardrails)

struct DeployRequest {
    std::string model_name;
    std::string model_version;
    std::optional<std::string> endpoint_name;
    std::optional<WorkloadSize> workload_size;
    std::optional<bool> scale_to_zero;
    std::optional<Environment> environment_vars;
    bool replace_model = false;
    int wait = 10;
    std::string reason;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&DeployRequest::model_name>("The model: catalog.schema.model.",
                                                   api::min_length(1), api::max_length(255)),
            api::field<&DeployRequest::model_version>("A version, an alias, or `latest`.",
                                                      api::min_length(1), api::max_length(255)),
            api::option<&DeployRequest::endpoint_name>(
                "The endpoint to create or update; made of model and version if left out.",
                api::max_length(255)),
            api::option<&DeployRequest::workload_size>(
                "How many requests are scored at once: Small 4, Medium 16, Large 64. Small on a "
                "new endpoint, as it was on an existing one."),
            api::option<&DeployRequest::scale_to_zero>(
                "Whether the model is unloaded while idle. True on a new endpoint, as it was on "
                "an existing one."),
            api::option<&DeployRequest::environment_vars>(
                "Variables for backends that start processes; {{secrets/scope/key}} refers to a "
                "secret. As they were if left out."),
            api::option<&DeployRequest::replace_model>(
                "Whether the endpoint of another model may be taken over."),
            api::option<&DeployRequest::wait>("Seconds to wait for it to be ready.",
                                              api::minimum(0), api::maximum(300)),
            api::option<&DeployRequest::reason>("Why: shown in the history.",
                                                api::max_length(1000))};
    }
};

/// Every change of what an endpoint serves answers this.
struct DeployResult {
    std::string deployment_id;
    std::string endpoint_name;
    std::string endpoint_id;
    std::string model_name;
    std::string model_version;
    DeployAction action = DeployAction::created;
    DeploymentStatus status = DeploymentStatus::deploying;
    std::int64_t revision = 0;
    std::string message;
    std::optional<std::string> previous_version;
    std::optional<std::string> target_version;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&DeployResult::deployment_id>("The deployment."),
            api::field<&DeployResult::endpoint_name>("The endpoint."),
            api::field<&DeployResult::endpoint_id>("Its registry id."),
            api::field<&DeployResult::model_name>("The model with the largest share."),
            api::field<&DeployResult::model_version>("Its version, a number."),
            api::field<&DeployResult::action>("What it does."),
            api::field<&DeployResult::status>("Where it is."),
            api::field<&DeployResult::revision>("The revision that it made, or that serves."),
            api::field<&DeployResult::message>("One sentence."),
            api::omit_empty<&DeployResult::previous_version>("The version that served before."),
            api::omit_empty<&DeployResult::target_version>("The version that was rolled back to.")};
    }
};

/// What a deploy would do, without doing it.
struct DeployPlan {
    std::string endpoint_name;
    std::string model_name;
    std::string model_version;
    DeployAction action = DeployAction::created;
    bool changes_anything = true;
    std::string message;
    std::vector<Difference> diff;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&DeployPlan::endpoint_name>("The endpoint."),
            api::field<&DeployPlan::model_name>("The model that it would serve."),
            api::field<&DeployPlan::model_version>("Its version, a number."),
            api::field<&DeployPlan::action>("What it would do."),
            api::field<&DeployPlan::changes_anything>(
                "False: this configuration serves already, or is on its way."),
            api::field<&DeployPlan::message>("One sentence."),
            api::field<&DeployPlan::diff>("What it would change of what serves now.")};
    }
};

struct UpdateQuery {
    std::optional<std::string> model_version;
    std::optional<WorkloadSize> workload_size;
    std::optional<bool> scale_to_zero;
    int wait = 10;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&UpdateQuery::model_version>("A version, an alias, or `latest`.",
                                                     api::min_length(1), api::max_length(255)),
            api::option<&UpdateQuery::workload_size>("How many requests are scored at once."),
            api::option<&UpdateQuery::scale_to_zero>("Whether it is unloaded while idle."),
            api::option<&UpdateQuery::wait>("Seconds to wait for it to be ready.", api::minimum(0),
                                            api::maximum(300))};
    }
};

struct UpdateRequest {
    std::optional<std::string> model_version;
    std::optional<WorkloadSize> workload_size;
    std::optional<bool> scale_to_zero;
    std::string reason;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&UpdateRequest::model_version>("A version, an alias, or `latest`.",
                                                       api::min_length(1), api::max_length(255)),
            api::option<&UpdateRequest::workload_size>("How many requests are scored at once."),
            api::option<&UpdateRequest::scale_to_zero>("Whether it is unloaded while idle."),
            api::option<&UpdateRequest::reason>("Why: shown in the history.",
                                                api::max_length(1000))};
    }
};

struct RollbackQuery {
    std::optional<std::string> target_version;
    std::optional<std::int64_t> to_revision;
    bool force = false;
    int wait = 10;
    std::string reason;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&RollbackQuery::target_version>(
                "The newest revision that served this model version is restored.",
                api::min_length(1), api::max_length(255)),
            api::option<&RollbackQuery::to_revision>("This revision is restored.", api::minimum(1)),
            api::option<&RollbackQuery::force>(
                "Deploy a version that never served here, with the current settings."),
            api::option<&RollbackQuery::wait>("Seconds to wait for it to be ready.",
                                              api::minimum(0), api::maximum(300)),
            api::option<&RollbackQuery::reason>("Why: shown in the history.",
                                                api::max_length(1000))};
    }
};

struct EntityRequest {
    std::optional<std::string> name;
    std::string model_name;
    std::string model_version;
    std::optional<WorkloadSize> workload_size;
    std::optional<bool> scale_to_zero;
    std::optional<Environment> environment_vars;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&EntityRequest::name>("Name of the entity; made of model and version.",
                                              api::max_length(255)),
            api::field<&EntityRequest::model_name>("The model: catalog.schema.model.",
                                                   api::min_length(1), api::max_length(255)),
            api::field<&EntityRequest::model_version>("A version, an alias, or `latest`.",
                                                      api::min_length(1), api::max_length(255)),
            api::option<&EntityRequest::workload_size>(
                "As the entity of this name has it, else Small."),
            api::option<&EntityRequest::scale_to_zero>(
                "As the entity of this name has it, else true."),
            api::option<&EntityRequest::environment_vars>(
                "As the entity of this name has them, else none.")};
    }
};

struct ConfigRequest {
    std::vector<EntityRequest> served_entities;
    std::vector<TrafficShare> traffic;
    std::optional<std::string> sticky_by;
    int wait = 10;
    std::string reason;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ConfigRequest::served_entities>("All that is to be served.",
                                                        api::min_items(1), api::max_items(10)),
            api::field<&ConfigRequest::traffic>("The share of each; they sum to 100.",
                                                api::min_items(1), api::max_items(10)),
            api::option<&ConfigRequest::sticky_by>(
                "What a split sticks to: request_id, user, session, a column, or a JSON pointer "
                "into the body. As it was if left out.",
                api::max_length(256)),
            api::option<&ConfigRequest::wait>("Seconds to wait for it to be ready.",
                                              api::minimum(0), api::maximum(300)),
            api::option<&ConfigRequest::reason>("Why: shown in the history.",
                                                api::max_length(1000))};
    }
};

/// A row of GET /deployment/deployments.
struct Deployment {
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
    std::string deployed_by;
    std::string message;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&Deployment::id>("The deployment."),
                          api::field<&Deployment::endpoint_id>("Registry id of the endpoint."),
                          api::field<&Deployment::endpoint_name>("The endpoint."),
                          api::field<&Deployment::model_name>("The model with the largest share."),
                          api::field<&Deployment::model_version>("Its version."),
                          api::field<&Deployment::action>("What it did."),
                          api::field<&Deployment::status>("Where it is."),
                          api::field<&Deployment::revision>("The revision that it made."),
                          api::field<&Deployment::started_at>("When it was asked for."),
                          api::field<&Deployment::finished_at>("When it was ready or had failed."),
                          api::field<&Deployment::deployed_by>("Who asked for it."),
                          api::field<&Deployment::message>("One sentence: how it went.")};
    }
};

struct DeploymentsQuery {
    std::optional<DeploymentStatus> status;
    int page = 1;
    int page_size = 20;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&DeploymentsQuery::status>("Only those with this status."),
            api::option<&DeploymentsQuery::page>("Page, counted from 1.", api::minimum(1)),
            api::option<&DeploymentsQuery::page_size>("Rows of a page.", api::minimum(1),
                                                      api::maximum(100))};
    }
};

struct DeploymentsPage {
    std::vector<Deployment> deployments;
    std::int64_t total = 0;
    int page = 1;
    int page_size = 20;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&DeploymentsPage::deployments>("Newest first."),
                          api::field<&DeploymentsPage::total>("Rows of all pages."),
                          api::field<&DeploymentsPage::page>("This page."),
                          api::field<&DeploymentsPage::page_size>("Rows of a page.")};
    }
};

}  // namespace ontos
