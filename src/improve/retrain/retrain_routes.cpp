// Where retrain triggers are found: /retrain/triggers.
#include "improve/retrain/retrain_triggers.hpp"

namespace ontos {

namespace {

using api::Right;

constexpr api::About making{
    api::UnknownMembers::refused,
    "It is looked at each 15 seconds by one server. When it fires, the firing with its evidence, "
    "the notices and the gap are written in one transaction, once; the job follows under the "
    "firing's id. The same ratings are looked at again and again: choose `min_drop` so that what "
    "is left matters."};

constexpr api::About testing{
    api::UnknownMembers::refused,
    "By the same rule, of what is measured now. Nothing is changed, kept or sent."};

constexpr std::array routes{
    api::get<&RetrainTriggers::list_retrain_triggers>(
        "/retrain/triggers", "List retrain triggers, newest first.", Right::improve_read),
    api::post<&RetrainTriggers::create_retrain_trigger>(
        "/retrain/triggers", "Make a retrain trigger.", Right::improve_admin, making),
    api::get<&RetrainTriggers::show_retrain_trigger>(
        "/retrain/triggers/{trigger_id}", "Show a retrain trigger.", Right::improve_read),
    api::patch<&RetrainTriggers::update_retrain_trigger>(
        "/retrain/triggers/{trigger_id}", "Change a retrain trigger.", Right::improve_admin),
    api::delete_<&RetrainTriggers::delete_retrain_trigger>(
        "/retrain/triggers/{trigger_id}", "Delete a retrain trigger with its firings.",
        Right::improve_admin),
    api::post<&RetrainTriggers::test_retrain_trigger>("/retrain/triggers/{trigger_id}/test",
                                                      "Say whether it would fire now.",
                                                      Right::improve_read, testing),
    api::get<&RetrainTriggers::list_retrain_firings>("/retrain/triggers/{trigger_id}/firings",
                                                     "List its firings, newest first.",
                                                     Right::improve_read),
};

}  // namespace

void mount(api::Router& router, RetrainTriggers& triggers) {
    router.mount(triggers, routes, "Retrain");
}

}  // namespace ontos
