#pragma once
// Which policy counts, who changes it, and that the redactor follows it.

#include <atomic>
#include <mutex>

#include "improve/privacy/privacy_policy.hpp"
#include "platform/access/audit.hpp"
#include "platform/api/router.hpp"
#include "platform/base/random.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// Thread safe; its functions block.
class PrivacyPolicies {
public:
    /// The redactor follows the newest policy from now on. All must outlive it; `configured` counts
    /// until a policy is set.
    PrivacyPolicies(sql::Database& database, const Clock& clock, Random& random, Redactor& redactor,
                    const RedactionRules& configured);

    PrivacyPolicy show_privacy_policy(const api::Query<PrivacyPolicyQuery>& query) const;
    PrivacyPolicy replace_privacy_policy(const api::Body<NewPrivacyPolicy>& body,
                                         const api::IfMatch& condition,
                                         const access::ActorInput& actor);
    /// Writes nothing.
    PolicyTestResult test_privacy_policy(const api::Body<PolicyTest>& body);

    /// The policy that counts.
    PrivacyPolicy newest() const;
    /// Of the policy that the redactor follows.
    std::int64_t version() const;

    /// Each half second: what another server has set counts here as well.
    void follow();

private:
    PrivacyPolicy newest(sql::Transaction& tx) const;

    sql::Database& database_;
    const Clock& clock_;
    Random& random_;
    Redactor& redactor_;
    const PrivacyPolicy configured_;
    std::mutex mutex_;
    std::atomic<std::int64_t> followed_version_{0};  ///< written under the mutex
};

void mount(api::Router& router, PrivacyPolicies& policies);

}  // namespace ontos
