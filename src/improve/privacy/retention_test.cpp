// What is kept for how long, by the configuration and by rules.
#include "improve/privacy/retention.hpp"

#include <gmock/gmock.h>

#include "platform/base/failure.hpp"
#include "platform/base/time_text.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {
namespace {

class GivenRetention : public sql::DatabaseTest {
protected:
    RetentionAnswer set(std::vector<RetentionRule> rules, std::string etags = {}) {
        api::IfMatch condition;
        condition.etags = std::move(etags);
        return make().replace_retention({{std::move(rules)}, {}}, condition, {{}, {"anna", "r"}});
    }
    Retention make() {
        return {database(),
                clock_,
                random_,
                {{KeptTable::request_log, 30},
                 {KeptTable::request_payloads, std::nullopt},
                 {KeptTable::prediction_outcomes, 30},
                 {KeptTable::feedback_items, std::nullopt},
                 {KeptTable::training_exports, std::nullopt},
                 {KeptTable::audit_log, 400}}};
    }

    ManualClock clock_{*parse_rfc3339("2026-03-31T12:00:00Z")};
    SeededRandom random_{1};
};

INSTANTIATE_TEST_SUITE_P(on, GivenRetention, sql::engines(), sql::engine_name);

TEST_P(GivenRetention, the_configuration_counts_where_there_is_no_rule) {
    EXPECT_EQ(make().too_old(KeptTable::request_log), parse_rfc3339("2026-03-01T12:00:00Z"));
    EXPECT_EQ(make().too_old(KeptTable::feedback_items), std::nullopt);
    set({{KeptTable::feedback_items, 1}, {KeptTable::request_log, std::nullopt}});
    EXPECT_EQ(make().too_old(KeptTable::feedback_items), parse_rfc3339("2026-03-30T12:00:00Z"));
    EXPECT_EQ(make().too_old(KeptTable::request_log), std::nullopt);
    const auto now = set({});
    for (const auto& table : now.items) EXPECT_EQ(table.days, table.default_days);
}

TEST_P(GivenRetention, a_table_named_twice_changes_nothing) {
    set({{KeptTable::request_log, 7}});
    EXPECT_THROW(set({{KeptTable::request_log, 1}, {KeptTable::request_log, 2}}), Failure);
    EXPECT_THROW(set({}, "\"other\""), Failure);
    EXPECT_EQ(make().show_retention().items.front().days, 7);
}

}  // namespace
}  // namespace ontos
