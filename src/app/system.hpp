#pragma once
// What the server says of itself: whether it lives, whether it is ready, how it is set up.

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "platform/api/router.hpp"

namespace ontos {

struct HealthAnswer {
    std::string status;
    std::string version;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&HealthAnswer::status>("`ok`, always: other states are failures."),
            api::field<&HealthAnswer::version>("Version of the server.")};
    }
};

/// What clients of the earlier implementation ask for at their start.
struct ConfigAnswer {
    std::string app_name, workspace_url, catalog, schema, current_user, version;
    std::vector<std::string> rights;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ConfigAnswer::app_name>("Name of the product."),
            api::field<&ConfigAnswer::workspace_url>("Databricks workspace; empty without one."),
            api::field<&ConfigAnswer::catalog>("Catalog of new models."),
            api::field<&ConfigAnswer::schema>("Schema of new models."),
            api::field<&ConfigAnswer::current_user>("Who asks."),
            api::field<&ConfigAnswer::version>("Version of the server."),
            api::field<&ConfigAnswer::rights>(
                "What the caller may do, as API keys are given it: `deploy:read` and the like, one "
                "per stage, the higher level holding the lower ones, and `query`.")};
    }
};

/// Thread safe.
class System {
public:
    /// `why_not_ready` is empty when requests can be served; else a sentence.
    explicit System(std::function<std::string()> why_not_ready)
        : why_not_ready_{std::move(why_not_ready)} {}

    HealthAnswer show_liveness();
    HealthAnswer show_readiness();
    HealthAnswer show_api_health();
    HealthAnswer show_health();
    ConfigAnswer show_config(api::CallerInput caller);

private:
    std::function<std::string()> why_not_ready_;
};

void mount(api::Router& router, System& system);

}  // namespace ontos
