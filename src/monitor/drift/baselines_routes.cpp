// Where baselines are found.
#include "monitor/drift/baselines.hpp"
#include "platform/api/router.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr api::About making{
    api::UnknownMembers::refused,
    "From a file of the rows that a version was trained on, or from an endpoint's live traffic. "
    "The newest ready baseline of a version is the one that its traffic is compared with. A file "
    "that is read within `wait` seconds is answered `ready`, or 400 with line, column and rule; "
    "after that `GET` shows the progress. The model scores up to 10,000 of the rows, so that "
    "predictions have a baseline, too."};

constexpr api::About deleting{
    api::UnknownMembers::refused,
    "With its counts. What it was compared with before is compared with the version's newest other "
    "baseline, or has none. Profiles that were counted by its bins stay: the names of its "
    "categories are taken out of them, unless another baseline has the same bins. 409 "
    "`baseline_of_version` of what a version was registered with, as long as it is there, and "
    "`baseline_pending` while its file is read."};

constexpr std::array baseline_routes{
    api::get<&Baselines::list_baselines>("/monitoring/baselines", "List baselines, newest first.",
                                         Right::monitor_read),
    api::get<&Baselines::show_baseline>("/monitoring/baselines/{id}", "Show a baseline.",
                                        Right::monitor_read),
    api::post<&Baselines::create_baseline>("/monitoring/baselines", "Make a baseline.",
                                           Right::monitor_write, making),
    api::delete_<&Baselines::delete_baseline>("/monitoring/baselines/{id}", "Delete a baseline.",
                                              Right::monitor_write, deleting),
};

}  // namespace

void mount(api::Router& router, Baselines& baselines) {
    router.mount(baselines, baseline_routes, "Monitoring");
}

}  // namespace ontos
