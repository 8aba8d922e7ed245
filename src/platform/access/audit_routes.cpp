// Where the audit log is found.
#include "platform/access/audit.hpp"
#include "platform/api/router.hpp"

namespace ontos::access {
namespace {

constexpr std::array routes{
    api::get<&Audit::list_audit>("/audit", "List who changed what.", api::Right::deploy_admin)};

}  // namespace

void mount(api::Router& router, Audit& audit) { router.mount(audit, routes, "Audit"); }

}  // namespace ontos::access
