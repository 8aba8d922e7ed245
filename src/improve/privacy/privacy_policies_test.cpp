// Policies count from the moment they are set, on every server, and nothing else is changed.
#include "improve/privacy/privacy_policies.hpp"

#include <gmock/gmock.h>

#include "improve/privacy/privacy_policies_store.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/time_text.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {
namespace {

class GivenPolicies : public sql::DatabaseTest {
protected:
    void SetUp() override {
        sql::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        policies_ = make(redactor_);
    }
    std::unique_ptr<PrivacyPolicies> make(Redactor& redactor) {
        return std::make_unique<PrivacyPolicies>(database(), clock_, random_, redactor, configured);
    }
    PrivacyPolicy set(const NewPrivacyPolicy& policy, std::string etags = {}) {
        api::IfMatch condition;
        condition.etags = std::move(etags);
        return policies_->replace_privacy_policy({policy, {}}, condition, {{}, {"anna", "req-1"}});
    }
    static NewPrivacyPolicy named(std::vector<std::string> names) {
        return {.patterns = {}, .names = std::move(names), .custom = {}, .columns = {}};
    }

    const RedactionRules configured{
        .patterns = {"email", "order=O-[0-9]+"}, .columns = {"name"}, .names = {}};
    ManualClock clock_{*parse_rfc3339("2026-03-01T12:00:00Z")};
    SeededRandom random_{1};
    Redactor redactor_{configured};
    std::unique_ptr<PrivacyPolicies> policies_;
};

using Policies = GivenPolicies;
INSTANTIATE_TEST_SUITE_P(on, Policies, sql::engines(), sql::engine_name);

TEST_P(Policies, the_configuration_counts_until_one_is_set) {
    const auto policy = policies_->newest();
    EXPECT_EQ(policy.version, 0);
    EXPECT_EQ(policy.patterns, std::vector{KnownPattern::email});
    ASSERT_EQ(policy.custom.size(), 1u);
    EXPECT_EQ(policy.custom[0].expression, "O-[0-9]+");
    EXPECT_EQ(redactor_.redact_text("O-17 of a@b.example"), "[REDACTED:order] of [REDACTED:email]");
}

TEST_P(Policies, a_name_has_up_to_100_characters_that_are_seen) {
    std::string longest;
    for (int i = 0; i < 100; ++i) longest += "\u00FC";
    EXPECT_EQ(set(named({longest})).version, 1);
    for (const auto& name : {longest + "x", std::string{" \u00A0"}}) try {
            set(named({"Anna", name}));
            ADD_FAILURE() << name;
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.violations().at(0).where, "/body/names/1");
        }
}

TEST_P(Policies, the_redactor_follows_a_change_here_at_once_and_elsewhere_at_the_next_look) {
    Redactor elsewhere{configured};
    const auto other_server = make(elsewhere);
    EXPECT_EQ(set(named({"Anna Berg"})).version, 1);
    EXPECT_EQ(redactor_.redact_text("Anna Berg, O-17"), "[REDACTED:name], O-17");
    EXPECT_EQ(elsewhere.redact_text("Anna Berg"), "Anna Berg");
    other_server->follow();
    EXPECT_EQ(elsewhere.redact_text("Anna Berg"), "[REDACTED:name]");
    EXPECT_EQ(set(named({})).version, 2);
    EXPECT_EQ(redactor_.redact_text("Anna Berg"), "Anna Berg");
}

TEST_P(Policies, a_server_that_starts_later_goes_by_the_newest) {
    set(named({"Anna"}));
    Redactor later{configured};
    const auto started = make(later);
    EXPECT_EQ(later.redact_text("anna"), "[REDACTED:name]");
}

TEST_P(Policies, a_policy_that_cannot_be_used_changes_nothing) {
    NewPrivacyPolicy broken = named({" "});
    broken.custom = {{"open", "("}, {"email", "x"}};
    try {
        set(broken);
        ADD_FAILURE() << "it was taken";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.violations().size(), 3u);
    }
    EXPECT_EQ(policies_->newest().version, 0);
}

TEST_P(Policies, the_audit_log_has_the_number_of_names_and_none_of_them) {
    set(named({"Anna Berg"}));
    const auto after = database().read(
        [](sql::Transaction& tx) { return *tx.value<std::string>("select after from audit_log"); });
    EXPECT_THAT(after, testing::HasSubstr("\"names\":1"));
    EXPECT_THAT(after, testing::Not(testing::HasSubstr("Anna")));
}

TEST_P(Policies, the_tester_tells_each_place_and_writes_nothing) {
    PolicyTest test;
    test.json = api::json::parse(R"({"inputs":[{"note":"a@b.example, c@d.example","name":"x"}],
                                     "said":"[REDACTED:email]"})");
    const auto result = policies_->test_privacy_policy({test, {}});
    EXPECT_EQ(*result.json,
              api::json::parse(R"({"inputs":[{"note":"[REDACTED:email], [REDACTED:email]",
                             "name":"[REDACTED:column]"}],"said":"[REDACTED:email]"})"));
    ASSERT_EQ(result.redactions.size(), 2u);
    EXPECT_EQ(result.redactions[0].field, "/inputs/0/note");
    EXPECT_EQ(result.redactions[0].type, "email");
    EXPECT_EQ(result.redactions[0].count, 2);
    EXPECT_EQ(result.redactions[1].field, "/inputs/0/name");
    EXPECT_EQ(database().read(&privacy_policies_store::newest_version), 0);
}

}  // namespace
}  // namespace ontos
