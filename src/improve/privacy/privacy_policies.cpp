// Which policy counts, who changes it, and that the redactor follows it.
#include "improve/privacy/privacy_policies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "improve/privacy/privacy_policies_store.hpp"
#include "platform/api/json_write.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

RedactionRules rules_of(const PrivacyPolicy& policy) {
    return rules_of(policy.patterns, policy.custom, policy.names, policy.columns);
}

/// Names of people have no place in the audit log.
api::json::value audited(const PrivacyPolicy& policy) {
    auto out = api::to_json(policy);
    out.as_object()["names"] = policy.names.size();
    return out;
}

PolicyTestResult try_out(const RedactionPlan& plan, const PolicyTest& test) {
    PolicyTestResult out;
    if (test.text) {
        out.text = plan.redact_text(*test.text);
        out.redactions =
            redactions_between(api::json::value(*test.text), api::json::value(*out.text));
        return out;
    }
    const auto redacted = plan.redact_json(api::to_json_text(*test.json), true,
                                           std::numeric_limits<std::size_t>::max(), std::nullopt);
    check(redacted.has_value(), "JSON that was parsed can be redacted");
    out.json = api::json::parse(redacted->text);
    out.redactions = redactions_between(*test.json, *out.json);
    return out;
}

}  // namespace

PrivacyPolicies::PrivacyPolicies(sql::Database& database, const Clock& clock, Random& random,
                                 Redactor& redactor, const RedactionRules& configured)
    : database_{database},
      clock_{clock},
      random_{random},
      redactor_{redactor},
      configured_{policy_of(configured)} {
    follow();
}

PrivacyPolicy PrivacyPolicies::newest(sql::Transaction& tx) const {
    return privacy_policies_store::newest(tx).value_or(configured_);
}

PrivacyPolicy PrivacyPolicies::newest() const {
    return database_.read([this](sql::Transaction& tx) { return newest(tx); });
}

PrivacyPolicy PrivacyPolicies::show_privacy_policy(
    const api::Query<PrivacyPolicyQuery>& query) const {
    return database_.read([&](sql::Transaction& tx) {
        if (!query.version) return newest(tx);
        if (*query.version == configured_.version) return configured_;
        if (auto found = privacy_policies_store::find(tx, *query.version)) return *std::move(found);
        throw Failure{FailureKind::not_found,
                      fmt::format("The privacy policy has no version {}; the newest is {}.",
                                  *query.version, newest(tx).version)}
            .code("privacy_policy_not_found")
            .violations({{"/query/version", "must be a version that was set"}});
    });
}

PrivacyPolicy PrivacyPolicies::replace_privacy_policy(const api::Body<NewPrivacyPolicy>& body,
                                                      const api::IfMatch& condition,
                                                      const access::ActorInput& actor) {
    require_usable(body, "/body");
    auto policy = database_.write([&](sql::Transaction& tx) {
        const auto before = newest(tx);
        condition.require(api::to_json(before));
        const PrivacyPolicy after{.version = before.version + 1,
                                  .patterns = body.patterns,
                                  .names = body.names,
                                  .custom = body.custom,
                                  .columns = body.columns,
                                  .created_at = clock_.now(),
                                  .created_by = actor.name};
        privacy_policies_store::insert(tx, after);
        access::write_audit(tx, clock_.now(), new_id(clock_, random_), actor,
                            {"replace_privacy_policy", "privacy_policy",
                             std::to_string(after.version), audited(before), audited(after)});
        return after;
    });
    follow();
    return policy;
}

PolicyTestResult PrivacyPolicies::test_privacy_policy(const api::Body<PolicyTest>& body) {
    if (body.text.has_value() == body.json.has_value())
        throw Failure{FailureKind::invalid, "Send either `text` or `json`."}.violations(
            {{body.text ? "/body/json" : "/body/text",
              body.text ? "must not stand beside `text`" : "is required without `json`"}});
    if (!body.policy) return try_out(RedactionPlan{rules_of(newest())}, body);
    const auto& policy = *body.policy;
    require_usable(policy, "/body/policy");
    return try_out(
        RedactionPlan{rules_of(policy.patterns, policy.custom, policy.names, policy.columns)},
        body);
}

std::int64_t PrivacyPolicies::version() const {
    return std::max(followed_version_.load(), configured_.version);
}

void PrivacyPolicies::follow() {
    const std::lock_guard lock{mutex_};
    const auto set = database_.read([this](sql::Transaction& tx) {
        return privacy_policies_store::newest_version(tx) > followed_version_
                   ? privacy_policies_store::newest(tx)
                   : std::nullopt;
    });
    if (!set) return;
    redactor_.follow(rules_of(*set));
    followed_version_ = set->version;
}

}  // namespace ontos
