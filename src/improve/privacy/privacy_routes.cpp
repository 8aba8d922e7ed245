// Where privacy is found.
#include "improve/privacy/privacy_policies.hpp"
#include "improve/privacy/retention.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr api::About replacing{
    api::UnknownMembers::refused,
    "Replaces the policy whole; each change is a new version. What is written from now on, on "
    "every "
    "path (requests, ingest, feedback, training rows) is redacted by it: on this server at once, "
    "on others of the same database within a second. What was written before stays as it is."};
constexpr api::About testing{api::UnknownMembers::refused,
                             "Answers what would be written of a text or of JSON, and what was "
                             "replaced where, by the newest "
                             "policy or by one that is not set yet. Nothing of it is stored."};

constexpr std::array routes{
    api::get<&PrivacyPolicies::show_privacy_policy>(
        "/privacy/policy", "Show what is redacted before it is written.", Right::improve_read),
    api::put<&PrivacyPolicies::replace_privacy_policy>("/privacy/policy",
                                                       "Set what is redacted before it is written.",
                                                       Right::improve_admin, replacing),
    api::post<&PrivacyPolicies::test_privacy_policy>(
        "/privacy/policy/test", "Try what is redacted.", Right::improve_read, testing),
};

constexpr api::About keeping{
    api::UnknownMembers::refused,
    "Replaces all rules: a table without one keeps as the configuration says. What is too old goes "
    "within a minute, oldest first, in small transactions. `request_payloads` can be kept for less "
    "time than the `request_log` that they belong to; feedback that goes is taken out of all "
    "counts."};

constexpr std::array retention_routes{
    api::get<&Retention::show_retention>("/retention", "Show how long what is kept.",
                                         Right::improve_read),
    api::put<&Retention::replace_retention>("/retention", "Set how long what is kept.",
                                            Right::improve_admin, keeping),
};

}  // namespace

void mount(api::Router& router, PrivacyPolicies& policies) {
    router.mount(policies, routes, "Privacy");
}

void mount(api::Router& router, Retention& retention) {
    router.mount(retention, retention_routes, "Privacy");
}

}  // namespace ontos
