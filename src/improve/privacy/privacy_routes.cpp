// Where privacy is found.
#include "improve/privacy/privacy_policies.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr api::About replacing{
    api::UnknownMembers::refused,
    "Replaces the policy whole; each change is a new version. What is written from now on, on "
    "every path - requests, ingest, feedback - is redacted by it: on this server at once, on "
    "others "
    "of the same database within a second. What was written before stays as it is."};
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

}  // namespace

void mount(api::Router& router, PrivacyPolicies& policies) {
    router.mount(policies, routes, "Privacy");
}

}  // namespace ontos
