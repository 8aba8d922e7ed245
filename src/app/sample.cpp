// The sample model: registered and served at the first start.
#include "app/sample.hpp"

#include "platform/base/logging.hpp"

namespace ontos {
namespace {

namespace fs = std::filesystem;

std::optional<std::string_view> no_header(const void*, std::string_view) { return std::nullopt; }

void deploy_first_version(Endpoints& endpoints, const access::Actor& actor) {
    const api::RequestHead head{.method = api::Method::post,
                                .method_text = "POST",
                                .target = "/api/v1/deployment/deploy",
                                .headers = api::HeaderView{nullptr, &no_header},
                                .peer = "127.0.0.1",
                                .scheme = "http",
                                .arrived = {},
                                .request_id = {},
                                .traceparent = {}};
    DeployRequest request;
    request.model_name = sample_model;
    request.model_version = "1";
    request.endpoint_name = sample_endpoint;
    request.scale_to_zero = false;
    request.reason = "the sample";
    const auto result = endpoints.deploy_model({request, {}}, {{}, actor}, access::Once{},
                                               FailedReplies{{}, &head});
    log_info("sample deployed", {{"endpoint", result.value.endpoint_name}});
}

}  // namespace

void serve_sample(const fs::path& folder, Models& models, Endpoints& endpoints) {
    if (!fs::exists(folder / "v1"))
        throw Failure{FailureKind::invalid, "There is no sample in " + folder.string() + '.'}.hint(
            "--sample wants the folder examples/breast_cancer of the source.");
    const access::Actor actor{.name = "local", .request_id = {}};
    for (const auto* version : {"v1", "v2"})
        models.register_folder(sample_model, folder / version, folder / "baseline.csv", actor);
    if (!endpoints.table().get()->find(sample_endpoint)) deploy_first_version(endpoints, actor);
}

}  // namespace ontos
