// Where the server's word on itself is found.
#include "app/system.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr std::array routes{
    api::get<&System::show_liveness>("//health/live", "Whether the process answers.",
                                     Right::anyone),
    api::get<&System::show_readiness>("//health/ready", "Whether requests can be served.",
                                      Right::anyone),
    api::get<&System::show_api_health>("//api/health", "The same, for earlier clients.",
                                       Right::anyone),
    api::get<&System::show_health>("/health", "The same, for earlier clients.", Right::anyone),
    api::get<&System::show_config>(
        "//api/config", "Who asks, what they may do, and which server answers.", Right::known),
};

}  // namespace

void mount(api::Router& router, System& system) { router.mount(system, routes, "System"); }

}  // namespace ontos
