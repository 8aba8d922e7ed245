// What a rule must be, and what is usual for its type, through the routes and on both databases.
#include "monitor/alerts/alert_rules.hpp"

#include "monitor/alerts/test_alerts.hpp"

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class AlertRules : public AlertsTest {
protected:
    /// `more` are the members but the endpoint.
    void refuse(const std::string& more, const std::string& says) {
        const auto reply = send("POST", "/alerts", R"({"endpoint_id": "iris", )" + more + "}");
        EXPECT_EQ(reply.status, 400) << more << reply.body;
        EXPECT_THAT(reply.body, HasSubstr(says));
    }
};
INSTANTIATE_TEST_SUITE_P(on, AlertRules, sql::engines(), sql::engine_name);

TEST_P(AlertRules, min_samples_of_a_new_alert_are_those_that_apply) {
    const auto samples = [&](const std::string& more) {
        return alert(create(more + R"(, "threshold": 0.5)")).at("min_samples").as_int64();
    };
    EXPECT_EQ(samples(R"("alert_type": "error_rate")"), 10);
    EXPECT_EQ(samples(R"("alert_type": "traffic")"), 0);
    EXPECT_EQ(samples(R"("alert_type": "cost", "min_samples": 0)"), 0);
    EXPECT_EQ(samples(R"("alert_type": "drift")"), 50);
    EXPECT_EQ(samples(R"("alert_type": "null_rate", "min_samples": 60)"), 60);
    EXPECT_EQ(samples(R"("alert_type": "model_quality")"), 30);
    EXPECT_EQ(samples(R"("alert_type": "model_quality", "metric": "r2", "condition": "lt")"), 30);
}

TEST_P(AlertRules, refuses_thresholds_that_make_no_sense) {
    refuse(R"("alert_type": "error_rate", "threshold": 5)", "threshold must be between 0 and 1");
    refuse(R"("alert_type": "drift", "threshold": -0.1)", "threshold must be between 0 and 1");
    refuse(R"("alert_type": "latency", "threshold": -1)", "milliseconds");
    refuse(R"("alert_type": "traffic", "threshold": -1)", "requests per minute");
    refuse(R"("alert_type": "model_quality", "threshold": 2)", "between 0 and 1");
    refuse(R"("alert_type": "model_quality", "metric": "mae", "threshold": -1)",
           "at least 0 (model_quality is in units of the prediction)");
    refuse(R"("alert_type": "model_quality", "metric": "r2", "threshold": 1.5)", "at most 1");
    refuse(R"("alert_type": "error_rate", "threshold": 1)",
           "must be below 1, as the condition is gt: no value is ever above (error_rate is in "
           "shares of 1)");
    refuse(R"("alert_type": "drift", "threshold": 1)", "no value is ever above");
    refuse(R"("alert_type": "latency", "threshold": 0, "condition": "lt")",
           "no value is ever below (latency is in ms)");
    refuse(R"("alert_type": "traffic", "threshold": 0, "condition": "lt")",
           "must be above 0, as the condition is lt: no value is ever below (traffic is in "
           "requests per minute)");
    refuse(R"("alert_type": "model_quality", "metric": "r2", "threshold": 1)", "ever above");
    refuse(R"("alert_type": "burn_rate", "threshold": 1, "objective": 0.5)",
           "between 0.01 and 0.3333 times the limits of the table, as the budget of an objective "
           "of 0.5 burns no faster (burn_rate is in times the limit)");
    refuse(R"("alert_type": "burn_rate", "threshold": 500)", "between 0.01 and 166.7 times");
    refuse(R"("alert_type": "burn_rate", "threshold": 2, "metric": "ticket", "objective": 0.5)",
           "must be below 2, as the condition is gt: no value is ever above");
    refuse(R"("alert_type": "burn_rate", "threshold": 1001, "objective": 0.99999)",
           "between 0.01 and 1000 times");
    refuse(R"("alert_type": "drift", "threshold": 0.1, "min_samples": 49)",
           "must be at least 50: drift has no value of fewer rows");
    refuse(R"("alert_type": "model_quality", "threshold": 0.1, "min_samples": 5)",
           "must be at least 30: model_quality has no value of fewer labels");
    refuse(R"("alert_type": "traffic", "threshold": 1, "condition": "lt", "min_samples": 10)",
           "must be left out: traffic has a value without requests too, which is 0");
    refuse(R"("alert_type": "cost", "threshold": 1, "min_samples": 1)", "/body/min_samples");
    refuse(R"("alert_type": "error_rate", "threshold": 0.5, "condition": "eq", "eq_tolerance": 5)",
           R"("/body/eq_tolerance","what":"must be less: every value is within 5 of the )"
           "threshold (error_rate is in shares of 1)");
    refuse(R"("alert_type": "latency", "threshold": 1, "condition": "eq", "eq_tolerance": 1e9)",
           "/body/eq_tolerance");
}

TEST_P(AlertRules, refuses_members_that_make_no_sense_and_writes_nothing) {
    refuse(R"("alert_type": "wrong", "threshold": 1)", "/body/alert_type");
    refuse(R"("alert_type": "latency", "threshold": 1, "metric": "p96")", "must be one of p95");
    refuse(R"("alert_type": "error_rate", "threshold": 0.1, "metric": "p95")", "has none");
    refuse(R"("alert_type": "error_rate", "threshold": 0.1, "recover_threshold": 0.2)",
           "must not be above threshold");
    refuse(R"("alert_type": "error_rate", "threshold": 0.1, "condition": "eq",
              "recover_threshold": 0.1)",
           "gt and lt only");
    refuse(R"("alert_type": "drift", "threshold": 0.1, "window_minutes": 90)", "whole hours");
    refuse(R"("alert_type": "latency", "threshold": 1, "window_minutes": 0)",
           "/body/window_minutes");
    refuse(R"("alert_type": "latency", "threshold": 1, "window_minutes": 43201)",
           "/body/window_minutes");
    refuse(R"("alert_type": "burn_rate", "threshold": 1, "window_minutes": 5)", "own windows");
    refuse(R"("alert_type": "latency", "threshold": 1, "labels": {"severity": "x"})",
           "every alert has");
    refuse(R"("alert_type": "latency", "threshold": 1, "group_by": ["team"])", "group_by/0");
    refuse(R"("alert_type": "latency", "threshold": 1, "inhibited_by": ["x"])", "is no alert");
    refuse(R"("alert_type": "latency", "threshold": 1,
              "mute_windows": [{"time_zone": "Mars/Olympus"}])",
           "time zone database");
    refuse(R"("alert_type": "latency", "threshold": 1, "notification_channels": ["nobody"])",
           "notification_channels");
    refuse(R"("alert_type": "latency")", "threshold");
    EXPECT_EQ(rows("monitor_alerts"), 0);
    EXPECT_EQ(rows("audit_log"), 0);
}

TEST_P(AlertRules, takes_a_tolerance_that_some_value_is_beyond) {
    create(R"("alert_type": "error_rate", "threshold": 0.5, "condition": "eq",
              "eq_tolerance": 0.49)");
    create(R"("alert_type": "error_rate", "threshold": 1, "condition": "eq", "eq_tolerance": 0.9)");
    create(R"("alert_type": "latency", "threshold": 50, "condition": "eq", "eq_tolerance": 60)");
    create(R"("alert_type": "error_rate", "threshold": 0.5, "eq_tolerance": 5)");
}

TEST_P(AlertRules, takes_burn_rates_that_the_budget_of_the_objective_can_reach) {
    create(R"("alert_type": "burn_rate", "threshold": 0.3, "objective": 0.5)");
    create(R"("alert_type": "burn_rate", "threshold": 1.9, "metric": "ticket", "objective": 0.5)");
    create(R"("alert_type": "burn_rate", "threshold": 1000, "objective": 0.99999)");
    const auto id = create(R"("alert_type": "burn_rate", "threshold": 100)");
    const auto reply = send("PATCH", "/alerts/" + id, R"({"objective": 0.99})");
    EXPECT_EQ(reply.status, 400);
    EXPECT_THAT(reply.body, HasSubstr("between 0.01 and 16.67 times"));
}

TEST_P(AlertRules, everything_that_is_wrong_with_a_rule_is_told_at_once) {
    const auto wrong_of = [&](const api::Reply& reply) {
        std::vector<std::string> out;
        EXPECT_EQ(reply.status, 400) << reply.body;
        const auto body = boost::json::parse(reply.body);
        for (const auto& error : body.at("errors").as_array())
            out.push_back(text(error.at("where")));
        return out;
    };
    const std::string wrong = R"("threshold": 5, "name": " ", "notification_channels": ["foo"],
                                 "inhibited_by": ["x"])";
    EXPECT_THAT(wrong_of(send("POST", "/alerts",
                              R"({"endpoint_id": "iri", "alert_type": "drift", )" + wrong + "}")),
                ElementsAre("/body/name", "/body/threshold", "/body/notification_channels/0",
                            "/body/inhibited_by/0", "/body/endpoint_id"));
    EXPECT_EQ(rows("monitor_alerts"), 0);
    const auto id = create_error_alert();
    EXPECT_THAT(wrong_of(send("PATCH", "/alerts/" + id, "{" + wrong + "}")),
                ElementsAre("/body/name", "/body/threshold", "/body/notification_channels/0",
                            "/body/inhibited_by/0"));
}

TEST_P(AlertRules, a_rule_of_before_that_no_longer_makes_sense_can_be_switched_off) {
    const auto id = create_error_alert();
    database().write([&](sql::Transaction& tx) {
        tx.run("update monitor_alerts set threshold = 1 where id = $1", id);
    });
    EXPECT_EQ(send("PATCH", "/alerts/" + id, R"({"enabled": false})").status, 200);
    EXPECT_EQ(send("PATCH", "/alerts/" + id, R"({"threshold": 2})").status, 400);
}

TEST_P(AlertRules, a_name_follows_the_rule_while_nobody_gave_one) {
    const auto id = create(R"("alert_type": "latency", "threshold": 50)");
    const auto name_after = [&](const std::string& body) {
        const auto reply = send("PATCH", "/alerts/" + id, body);
        EXPECT_EQ(reply.status, 200) << reply.body;
        return text(alert(id).at("name"));
    };
    EXPECT_EQ(name_after(R"({"threshold": 500, "metric": "p99", "condition": "lt"})"),
              "p99 latency below 500 ms");
    // As the form of the page sends it back.
    EXPECT_EQ(name_after(R"({"threshold": 400, "name": "p99 latency below 500 ms"})"),
              "p99 latency below 400 ms");
    EXPECT_EQ(name_after(R"({"threshold": 300, "name": "slow"})"), "slow");
    EXPECT_EQ(name_after(R"({"threshold": 200})"), "slow");
    EXPECT_EQ(name_after(R"({"name": null})"), "p99 latency below 200 ms");
}

}  // namespace
}  // namespace ontos
