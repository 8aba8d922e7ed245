// What the server says of itself.
#include "app/system.hpp"

#include "app/version.hpp"
#include "platform/access/access.hpp"

namespace ontos {

HealthAnswer System::show_liveness() { return {"ok", std::string{version_text}}; }

HealthAnswer System::show_readiness() {
    if (const auto reason = why_not_ready_(); !reason.empty())
        throw Failure{FailureKind::unavailable, reason}
            .code("not_ready")
            .retry_after(std::chrono::seconds{1});
    return show_liveness();
}

HealthAnswer System::show_api_health() { return show_readiness(); }
HealthAnswer System::show_health() { return show_readiness(); }

ConfigAnswer System::show_config(api::CallerInput caller) {
    return {.app_name = "Ontos ML Workbench",
            .workspace_url = "",
            .catalog = "main",
            .schema = "default",
            .current_user = caller->name,
            .version = std::string{version_text},
            .rights = access::rights_of(*caller.caller)};
}

}  // namespace ontos
