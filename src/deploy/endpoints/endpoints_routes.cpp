// Where the endpoints are found.
#include "deploy/endpoints/endpoints.hpp"
#include "platform/api/router.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr api::About deploying{
    api::UnknownMembers::ignored,
    "Creates the endpoint or updates it. Answers `ready` if it is within `wait` seconds, else "
    "`deploying`, and GET shows the progress. The old revision serves until the new one is ready, "
    "and goes on if it fails (422 `model_load_failed`). The same configuration again answers the "
    "revision that serves; one that differs from a change under way is 409 `change_in_progress`."};

constexpr api::About planning{
    api::UnknownMembers::ignored,
    "Checks a deploy and says what it would change, and changes nothing. It is refused as the "
    "deploy would be; only what loading the model shows is not known before."};

constexpr api::About updating{
    api::UnknownMembers::ignored,
    "What is not named stays as it is. The members may be sent in the query or as a JSON body."};

constexpr api::About splitting{
    api::UnknownMembers::refused,
    "Replaces the served entities and their shares. Shares are whole percentages that sum to 100. "
    "A split is sticky by a hash of `sticky_by`; growing the first or the last share only moves "
    "keys into it."};

constexpr api::About rolling_back{
    api::UnknownMembers::ignored,
    "Restores everything of a revision that served: versions, sizes, variables, split, guardrails. "
    "The revision that served before this one is still in memory for an hour: to it, it takes "
    "milliseconds."};

constexpr api::About deleting{
    api::UnknownMembers::ignored,
    "Requests that are running finish first. The history stays readable by id, and by name until "
    "the name is used again."};

constexpr api::About limiting{
    api::UnknownMembers::refused,
    "Replaces all rules; what is left out is cleared. Rate limits are enforced at once. Rules on "
    "text are 422 `not_enforceable` until endpoints take text, unless `store_only` is true."};

constexpr std::array routes{
    api::get<&Endpoints::list_model_deployments>("/deployment/models/{model_name}/deployments",
                                                 "List the endpoints that serve a model now.",
                                                 Right::deploy_read, api::specified),
    api::get<&Endpoints::list_endpoints>("/deployment/endpoints", "List all serving endpoints.",
                                         Right::deploy_read, api::specified),
    api::get<&Endpoints::show_endpoint>("/deployment/endpoints/{endpoint_name}",
                                        "Show an endpoint: what serves, and how changes go.",
                                        Right::deploy_read, api::specified),
    api::post<&Endpoints::deploy_model>("/deployment/deploy",
                                        "Deploy a model version to an endpoint.",
                                        Right::deploy_write, deploying),
    api::post<&Endpoints::plan_deployment>("/deployment/plan", "Say what a deploy would do.",
                                           Right::deploy_write, planning),
    api::put<&Endpoints::update_endpoint>("/deployment/endpoints/{endpoint_name}",
                                          "Update version or size of an endpoint.",
                                          Right::deploy_write, updating),
    api::put<&Endpoints::update_endpoint_config>("/deployment/endpoints/{endpoint_name}/config",
                                                 "Set what an endpoint serves, and the split.",
                                                 Right::deploy_write, splitting),
    api::delete_<&Endpoints::delete_endpoint>("/deployment/endpoints/{endpoint_name}",
                                              "Delete an endpoint.", Right::deploy_write, deleting),
    api::get<&Endpoints::list_deployments>("/deployment/deployments",
                                           "List deployments, newest first.", Right::deploy_read,
                                           api::specified),
    api::post<&Endpoints::rollback_endpoint>("/deployment/endpoints/{endpoint_name}/rollback",
                                             "Roll an endpoint back.", Right::deploy_write,
                                             rolling_back),
    api::get<&Endpoints::show_history>("/deployment/endpoints/{endpoint_name}/history",
                                       "Show every revision with its diff, newest first.",
                                       Right::deploy_read, api::specified),
    api::get<&Endpoints::list_revisions>("/deployment/endpoints/{endpoint_name}/revisions",
                                         "List revisions, or find the one that served at a time.",
                                         Right::deploy_read),
    api::get<&Endpoints::show_revision>(
        "/deployment/endpoints/{endpoint_name}/revisions/{revision}", "Show a revision.",
        Right::deploy_read),
    api::post<&Endpoints::validate_endpoint>("/deployment/endpoints/{endpoint_name}/validate",
                                             "Check that an endpoint, or a candidate, works.",
                                             Right::deploy_read, api::specified),
    api::get<&Endpoints::show_guardrails>("/deployment/endpoints/{endpoint_name}/guardrails",
                                          "Show an endpoint's guardrails.", Right::deploy_read),
    api::put<&Endpoints::update_guardrails>("/deployment/endpoints/{endpoint_name}/guardrails",
                                            "Set an endpoint's guardrails.", Right::deploy_write,
                                            limiting),
};

constexpr api::About registering{
    api::UnknownMembers::ignored,
    "Records an endpoint that is served elsewhere: it is ready at once, has no revision, is "
    "monitored by ingest, and takes feedback and alerts. A query of it is 409 "
    "`external_endpoint`."};

constexpr std::array registry_routes{
    api::get<&EndpointRegistry::list_registered_endpoints>(
        "/registries/endpoints", "List all endpoints, also those that are served elsewhere.",
        Right::deploy_read, api::specified),
    api::post<&EndpointRegistry::register_endpoint>(
        "/registries/endpoints", "Register an endpoint that is served elsewhere.",
        Right::deploy_write, registering),
    api::get<&EndpointRegistry::show_registered_endpoint>("/registries/endpoints/{id}",
                                                          "Show an endpoint of the registry.",
                                                          Right::deploy_read, api::specified),
    api::put<&EndpointRegistry::update_registered_endpoint>(
        "/registries/endpoints/{id}", "Change what the registry says of an endpoint.",
        Right::deploy_write, api::specified),
    api::delete_<&EndpointRegistry::delete_registered_endpoint>(
        "/registries/endpoints/{id}", "Delete an endpoint.", Right::deploy_write, api::specified),
};

}  // namespace

void mount(api::Router& router, Endpoints& endpoints) {
    router.mount(endpoints, routes, "Endpoints");
    router.mount(endpoints.registry_of_all(), registry_routes, "Endpoints");
}

}  // namespace ontos
