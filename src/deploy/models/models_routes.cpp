// Where the registry is found.
#include "deploy/models/models_routes.hpp"

#include "deploy/models/models.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr api::About upload{
    api::UnknownMembers::refused,
    "Answers when the version is READY: it is PENDING_REGISTRATION only while this runs, and "
    "FAILED_REGISTRATION only if the server stops meanwhile. A file that is no model is 400 with "
    "the reason, and leaves no version. The model is made if its name is new."};

constexpr api::About download{
    api::UnknownMembers::refused,
    "The .onnx file, or a zip of the MLflow model directory. The ETag is the version's sha256."};

constexpr api::About removal{
    api::UnknownMembers::refused,
    "Its aliases and files go with it. 409 names the endpoints that serve it, or that can still be "
    "rolled back to it."};

constexpr api::About alias{api::UnknownMembers::refused,
                           "`If-Match` is the ETag of the model, which shows its aliases."};

constexpr std::array routes{
    api::get<&Models::list_models>("/deployment/models", "List registered models.",
                                   Right::deploy_read, api::specified),
    api::post<&Models::create_model>("/deployment/models", "Create a model without versions.",
                                     Right::deploy_write),
    api::get<&Models::show_model>("/deployment/models/{model_name}", "Show a model.",
                                  Right::deploy_read),
    api::patch<&Models::update_model>("/deployment/models/{model_name}",
                                      "Change description, owner or tags of a model.",
                                      Right::deploy_write),
    api::delete_<&Models::delete_model>("/deployment/models/{model_name}",
                                        "Delete a model with its versions.", Right::deploy_write,
                                        removal),
    api::get<&Models::list_versions>("/deployment/models/{model_name}/versions",
                                     "List a model's versions, newest first.", Right::deploy_read,
                                     api::specified),
    api::post<&Models::create_version>("/deployment/models/{model_name}/versions",
                                       "Register a version.", Right::deploy_write, upload),
    api::get<&Models::show_version>("/deployment/models/{model_name}/versions/{version}",
                                    "Show a version.", Right::deploy_read),
    api::patch<&Models::update_version>("/deployment/models/{model_name}/versions/{version}",
                                        "Change description or tags of a version.",
                                        Right::deploy_write),
    api::delete_<&Models::delete_version>("/deployment/models/{model_name}/versions/{version}",
                                          "Delete a version.", Right::deploy_write, removal),
    api::get<&Models::download_artifact>(
        "/deployment/models/{model_name}/versions/{version}/artifact",
        "Download a version's artifact.", Right::deploy_read, download),
    api::put<&Models::set_alias>("/deployment/models/{model_name}/aliases/{alias}",
                                 "Let an alias name a version.", Right::deploy_write, alias),
    api::delete_<&Models::delete_alias>("/deployment/models/{model_name}/aliases/{alias}",
                                        "Remove an alias.", Right::deploy_write, alias),
};

}  // namespace

void mount(api::Router& router, Models& models) { router.mount(models, routes, "Models"); }

}  // namespace ontos
