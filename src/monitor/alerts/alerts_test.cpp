// Alerts through their routes, on both databases.
#include "monitor/alerts/alerts.hpp"

#include <thread>

#include "monitor/alerts/test_alerts.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

using AlertRoutes = AlertsTest;
INSTANTIATE_TEST_SUITE_P(on, AlertRoutes, sql::engines(), sql::engine_name);

TEST_P(AlertRoutes, a_new_alert_has_what_is_usual_for_its_type) {
    const auto id = create(R"("alert_type": "latency", "threshold": 250)");
    const auto made = alert(id);
    EXPECT_EQ(made.at("name"), "p95 latency above 250 ms");
    EXPECT_EQ(made.at("metric"), "p95");
    EXPECT_EQ(made.at("window_minutes"), 5);
    EXPECT_EQ(text(made.at("endpoint_id")), series_.endpoint.text);
    EXPECT_EQ(made.at("endpoint_name"), "iris");
    EXPECT_EQ(made.at("status"), "active");
    EXPECT_EQ(made.at("state"), "inactive");
    EXPECT_EQ(made.at("firing"), false);
    EXPECT_EQ(made.at("created_by"), "ann");
    EXPECT_TRUE(made.at("last_evaluated_at").is_null());
    EXPECT_EQ(rows("audit_log"), 1);
    EXPECT_THAT(events(id), ElementsAre("created"));
}

TEST_P(AlertRoutes, min_samples_of_a_new_alert_are_those_that_apply) {
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

TEST_P(AlertRoutes, refuses_rules_that_make_no_sense_and_writes_nothing) {
    const auto refuse = [&](const std::string& more, const std::string& says) {
        const auto reply = send("POST", "/alerts", R"({"endpoint_id": "iris", )" + more + "}");
        EXPECT_EQ(reply.status, 400) << more << reply.body;
        EXPECT_THAT(reply.body, HasSubstr(says));
    };
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

TEST_P(AlertRoutes, takes_a_tolerance_that_some_value_is_beyond) {
    create(R"("alert_type": "error_rate", "threshold": 0.5, "condition": "eq",
              "eq_tolerance": 0.49)");
    create(R"("alert_type": "error_rate", "threshold": 1, "condition": "eq", "eq_tolerance": 0.9)");
    create(R"("alert_type": "latency", "threshold": 50, "condition": "eq", "eq_tolerance": 60)");
    create(R"("alert_type": "error_rate", "threshold": 0.5, "eq_tolerance": 5)");
}

TEST_P(AlertRoutes, takes_burn_rates_that_the_budget_of_the_objective_can_reach) {
    create(R"("alert_type": "burn_rate", "threshold": 0.3, "objective": 0.5)");
    create(R"("alert_type": "burn_rate", "threshold": 1.9, "metric": "ticket", "objective": 0.5)");
    create(R"("alert_type": "burn_rate", "threshold": 1000, "objective": 0.99999)");
    const auto id = create(R"("alert_type": "burn_rate", "threshold": 100)");
    const auto reply = send("PATCH", "/alerts/" + id, R"({"objective": 0.99})");
    EXPECT_EQ(reply.status, 400);
    EXPECT_THAT(reply.body, HasSubstr("between 0.01 and 16.67 times"));
}

TEST_P(AlertRoutes, everything_that_is_wrong_with_a_rule_is_told_at_once) {
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

TEST_P(AlertRoutes, a_rule_of_before_that_no_longer_makes_sense_can_be_switched_off) {
    const auto id = create_error_alert();
    database().write([&](sql::Transaction& tx) {
        tx.run("update monitor_alerts set threshold = 1 where id = $1", id);
    });
    EXPECT_EQ(send("PATCH", "/alerts/" + id, R"({"enabled": false})").status, 200);
    EXPECT_EQ(send("PATCH", "/alerts/" + id, R"({"threshold": 2})").status, 400);
}

TEST_P(AlertRoutes, an_unknown_endpoint_is_404_and_says_which_there_are) {
    const auto reply = send("POST", "/alerts",
                            R"({"endpoint_id": "iri", "alert_type": "latency", "threshold": 1})");
    EXPECT_EQ(reply.status, 404);
    EXPECT_THAT(reply.body, HasSubstr("Did you mean iris?"));
    EXPECT_EQ(send("GET", "/alerts?endpoint_id=nobody").status, 404);
    EXPECT_EQ(send("GET", "/alerts/nobody").status, 404);
    EXPECT_EQ(send("DELETE", "/alerts/nobody").status, 404);
    EXPECT_EQ(send("POST", "/alerts/nobody/acknowledge").status, 404);
    EXPECT_EQ(send("GET", "/alerts/nobody/events").status, 404);
}

TEST_P(AlertRoutes, lists_newest_first_by_endpoint_status_and_type) {
    const auto first = create_error_alert();
    clock_.advance(1s);
    const auto second = create(R"("alert_type": "latency", "threshold": 250)");
    send("POST", "/alerts/" + first + "/acknowledge");
    const auto ids = [&](const std::string& query) {
        std::vector<std::string> out;
        const auto found = get("/alerts" + query);
        for (const auto& one : found.as_array()) out.push_back(text(one.at("id")));
        return out;
    };
    EXPECT_THAT(ids(""), ElementsAre(second, first));
    EXPECT_THAT(ids("?endpoint_id=iris&status=acknowledged"), ElementsAre(first));
    EXPECT_THAT(ids("?alert_type=latency"), ElementsAre(second));
    EXPECT_THAT(ids("?status=resolved"), SizeIs(0));
    const auto page = send("GET", "/alerts?limit=1");
    EXPECT_THAT(api::sample::header(page, "Link"), HasSubstr("cursor=" + second));
    EXPECT_THAT(ids("?limit=1&cursor=" + second), ElementsAre(first));
    EXPECT_EQ(send("GET", "/alerts?status=wrong").status, 400);
}

TEST_P(AlertRoutes, a_patch_changes_what_it_names_and_keeps_the_rest) {
    const auto id = create_error_alert(R"(, "runbook_url": "https://wiki.example.com")");
    const auto changed =
        send("PATCH", "/alerts/" + id,
             R"({"threshold": 0.2, "recover_threshold": 0.1, "runbook_url": null})");
    EXPECT_EQ(changed.status, 200) << changed.body;
    const auto after = alert(id);
    EXPECT_EQ(after.at("threshold"), 0.2);
    EXPECT_EQ(after.at("recover_threshold"), 0.1);
    EXPECT_TRUE(after.at("runbook_url").is_null());
    EXPECT_EQ(after.at("severity"), "warning");
    EXPECT_EQ(after.at("notification_channels").as_array().size(), 1u);
    EXPECT_EQ(after.at("revision"), 2);
    EXPECT_EQ(send("PATCH", "/alerts/" + id, R"({"alert_type": "latency"})").status, 400);
    EXPECT_EQ(send("PATCH", "/alerts/" + id, R"({"threshold": 7})").status, 400);
    EXPECT_EQ(send("PATCH", "/alerts/" + id, R"({"threshold": null})").status, 400);
    EXPECT_EQ(send("PATCH", "/alerts/" + id, R"({"treshold": 0.3})").status, 400);
    EXPECT_EQ(alert(id), after);
}

TEST_P(AlertRoutes, a_patch_that_changes_nothing_does_nothing_and_others_say_what_they_change) {
    const auto id = create(R"("alert_type": "error_rate", "threshold": 0.1, "labels": {"a": "b"})");
    requests(100, 500);
    evaluate();
    clock_.advance(1s);
    EXPECT_EQ(send("POST", "/alerts/" + id + "/resolve").status, 200);
    const auto before = alert(id);
    const auto patch = [&](const std::string& body) {
        clock_.advance(1s);
        const auto reply = send("PATCH", "/alerts/" + id, body);
        EXPECT_EQ(reply.status, 200) << reply.body;
    };
    patch("{}");
    patch(R"({"threshold": 0.1, "name": null, "labels": {"a": "b"}, "notification_channels": )" +
          boost::json::serialize(before.at("notification_channels")) + "}");
    EXPECT_EQ(alert(id), before);
    EXPECT_EQ(rows("audit_log"), 2);
    const auto said = [&] {
        return text(get("/alerts/" + id + "/events").at("items").at(0).at("message"));
    };
    patch(R"({"severity": "error", "keep_firing_seconds": 9, "labels": {"a": "c"}})");
    EXPECT_THAT(said(), HasSubstr(R"(ann changed severity from "warning" to "error", )"
                                  "keep_firing_seconds from 0 to 9, labels; before that: "));
    EXPECT_EQ(alert(id).at("awaits_clear"), true);
    patch(R"({"enabled": false, "notification_channels": ["https://x.example.com/y?key=secret"]})");
    EXPECT_THAT(said(), HasSubstr("ann switched the alert off and changed notification_channels;"));
    patch(R"({"enabled": true})");
    evaluate(60s);
    EXPECT_EQ(state(id), "inactive");
    patch(R"({"threshold": 0.2})");
    evaluate();
    EXPECT_EQ(state(id), "firing");
    EXPECT_THAT(events(id), ElementsAre("created", "firing", "resolved", "changed", "changed",
                                        "changed", "changed", "firing"));
}

TEST_P(AlertRoutes, a_name_follows_the_rule_while_nobody_gave_one) {
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

TEST_P(AlertRoutes, a_patch_judges_the_channels_that_it_adds_and_none_that_were_there) {
    const auto id = create_error_alert();
    const auto patch = [&](const std::string& body) {
        return send("PATCH", "/alerts/" + id, body);
    };
    EXPECT_EQ(patch(R"({"notification_channels": ["http://127.0.0.1:9/x?key=1",
                                                  "ops@example.com"]})")
                  .status,
              200);
    // The next server starts without allowed addresses and without a mail server.
    server_ = std::make_unique<Server>(database(), clock_, random_, asked_,
                                       ChannelLimits{.guard = AddressGuard{}, .has_smtp = false});
    EXPECT_EQ(patch(R"({"enabled": false})").status, 200);
    const auto kept = boost::json::serialize(alert(id).at("notification_channels"));
    EXPECT_EQ(patch(R"({"severity": "error", "notification_channels": )" + kept + "}").status, 200);
    EXPECT_EQ(boost::json::serialize(alert(id).at("notification_channels")), kept);
    const auto added = patch(R"({"notification_channels": ["http://127.0.0.1:9/x?********",
                                                           "http://127.0.0.1:9/y"]})");
    EXPECT_EQ(added.status, 400);
    EXPECT_THAT(added.body, HasSubstr("/body/notification_channels/1"));
    EXPECT_THAT(added.body, Not(HasSubstr("/body/notification_channels/0")));
    EXPECT_THAT(patch(R"({"notification_channels": ["dev@example.com"]})").body,
                HasSubstr("channel_not_configured"));
}

TEST_P(AlertRoutes, two_alerts_cannot_hold_each_other_back) {
    const auto first = create_error_alert();
    const auto second = create_error_alert(R"(, "inhibited_by": [")" + first + "\"]");
    EXPECT_EQ(send("PATCH", "/alerts/" + first, R"({"inhibited_by": [")" + second + "\"]}").status,
              400);
    EXPECT_EQ(send("PATCH", "/alerts/" + first, R"({"inhibited_by": [")" + first + "\"]}").status,
              400);
}

TEST_P(AlertRoutes, a_deleted_alert_holds_nothing_back_and_the_others_can_be_changed) {
    const auto cause = create_error_alert(), other = create_error_alert();
    const auto held =
        create_error_alert(R"(, "inhibited_by": [")" + cause + "\", \"" + other + "\"]");
    clock_.advance(1s);
    EXPECT_EQ(send("DELETE", "/alerts/" + cause).status, 204);
    const auto left = alert(held);
    EXPECT_EQ(left.at("inhibited_by"), (boost::json::array{other}));
    EXPECT_EQ(left.at("revision"), 2);
    EXPECT_THAT(events(held), ElementsAre("created", "changed"));
    EXPECT_EQ(send("PATCH", "/alerts/" + held, R"({"enabled": false})").status, 200);
}

TEST_P(AlertRoutes, if_match_takes_the_etag_or_the_revision) {
    const auto id = create_error_alert();
    const auto path = "/alerts/" + id + "/acknowledge";
    EXPECT_EQ(send("POST", path, {}, {{"If-Match", "\"other\""}}).status, 412);
    EXPECT_EQ(send("POST", path, {}, {{"If-Match", "\"2\""}}).status, 412);
    EXPECT_EQ(alert(id).at("status"), "active");
    EXPECT_EQ(send("POST", path, {}, {{"If-Match", "\"1\""}}).status, 200);
    const auto etag = api::etag_of(alert(id));
    EXPECT_EQ(send("POST", "/alerts/" + id + "/resolve", {}, {{"If-Match", etag}}).status, 200);
    EXPECT_EQ(send("DELETE", "/alerts/" + id, {}, {{"If-Match", etag}}).status, 412);
}

TEST_P(AlertRoutes, acknowledge_and_resolve_again_change_nothing) {
    const auto id = create_error_alert();
    const auto acknowledged = send("POST", "/alerts/" + id + "/acknowledge");
    EXPECT_EQ(acknowledged.status, 200);
    EXPECT_EQ(alert(id).at("acknowledged_by"), "ann");
    clock_.advance(1min);
    EXPECT_EQ(send("POST", "/alerts/" + id + "/acknowledge").body, acknowledged.body);
    const auto resolved = send("POST", "/alerts/" + id + "/resolve");
    EXPECT_EQ(resolved.status, 200);
    clock_.advance(1min);
    EXPECT_EQ(send("POST", "/alerts/" + id + "/resolve").body, resolved.body);
    const auto refused = send("POST", "/alerts/" + id + "/acknowledge");
    EXPECT_EQ(refused.status, 409);
    EXPECT_THAT(refused.body, HasSubstr("Alert was modified by another user"));
    EXPECT_THAT(events(id), ElementsAre("created", "acknowledged", "resolved"));
    EXPECT_EQ(rows("audit_log"), 3);
}

TEST_P(AlertRoutes, eight_people_at_once_acknowledge_an_alert_once) {
    const auto id = create_error_alert();
    std::atomic<int> answered{0};
    std::vector<std::thread> people;
    for (int i = 0; i < 8; ++i)
        people.emplace_back([&] {
            for (int round = 0; round < 5; ++round)
                answered += send("POST", "/alerts/" + id + "/acknowledge").status == 200 ? 1 : 0;
        });
    for (auto& person : people) person.join();
    EXPECT_GT(answered.load(), 0);
    EXPECT_THAT(events(id), ElementsAre("created", "acknowledged"));
    EXPECT_EQ(alert(id).at("revision"), 2);
}

TEST_P(AlertRoutes, a_channel_that_alerts_name_cannot_be_deleted) {
    const std::string ops = R"({"name": "ops", "type": "slack", "url": "https://example.com/1"})";
    const auto saved = send("POST", "/channels", ops);
    ASSERT_EQ(saved.status, 201) << saved.body;
    const auto channel_id = text(boost::json::parse(saved.body).at("id"));
    const auto named = [&](const std::string& channel) {
        const auto reply = send("POST", "/alerts",
                                R"({"endpoint_id": "iris", "alert_type": "traffic",
                                    "threshold": 1, "notification_channels": [")" +
                                    channel + R"("]})");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return text(boost::json::parse(reply.body).at("id"));
    };
    const auto by_name = named("ops"), by_id = named(channel_id);
    named("https://example.com/ops");
    const auto refused = send("DELETE", "/channels/ops");
    EXPECT_EQ(refused.status, 409);
    EXPECT_THAT(refused.body, HasSubstr("channel_in_use"));
    EXPECT_THAT(refused.body, HasSubstr("2 alerts"));
    EXPECT_THAT(refused.body, AllOf(HasSubstr(by_name), HasSubstr(by_id), HasSubstr("hint")));
    EXPECT_EQ(send("PATCH", "/alerts/" + by_name, R"({"notification_channels": []})").status, 200);
    EXPECT_EQ(send("DELETE", "/channels/" + channel_id).status, 409);
    EXPECT_EQ(send("DELETE", "/alerts/" + by_id).status, 204);
    EXPECT_EQ(send("DELETE", "/channels/ops").status, 204);
}

TEST_P(AlertRoutes, of_a_channel_s_end_and_an_alert_that_names_it_one_wins) {
    for (int round = 0; round < 4; ++round) {
        ASSERT_EQ(send("POST", "/channels",
                       R"({"name": "ops", "type": "slack", "url": "https://example.com/1"})")
                      .status,
                  201);
        std::atomic<int> created{0}, deleted{0};
        std::vector<std::thread> people;
        for (int i = 0; i < 8; ++i)
            people.emplace_back([&, i] {
                if (i % 2 == 0)
                    deleted += send("DELETE", "/channels/ops").status == 204 ? 1 : 0;
                else
                    created += send("POST", "/alerts",
                                    R"({"endpoint_id": "iris", "alert_type": "traffic",
                                        "threshold": 1, "notification_channels": ["ops"]})")
                                           .status == 201
                                   ? 1
                                   : 0;
            });
        for (auto& person : people) person.join();
        EXPECT_NE(created > 0, deleted > 0) << created << " alerts, " << deleted << " deleted";
        const auto alerts = boost::json::parse(send("GET", "/alerts").body);
        for (const auto& alert : alerts.as_array())
            EXPECT_EQ(send("DELETE", "/alerts/" + text(alert.at("id"))).status, 204);
        if (deleted == 0) {
            EXPECT_EQ(send("DELETE", "/channels/ops").status, 204);
        }
    }
}

TEST_P(AlertRoutes, a_deleted_alert_ends_what_it_told) {
    const auto id = create_error_alert();
    requests(100, 500);
    evaluate();
    EXPECT_EQ(state(id), "firing");
    EXPECT_EQ(send("DELETE", "/alerts/" + id).status, 204);
    EXPECT_EQ(send("GET", "/alerts/" + id).status, 404);
    EXPECT_THAT(told(id), ElementsAre("firing", "resolved"));
    EXPECT_EQ(rows("alert_events"), 0);
}

TEST_P(AlertRoutes, a_test_is_told_and_changes_nothing) {
    const auto id = create_error_alert();
    const auto before = alert(id);
    EXPECT_EQ(send("POST", "/alerts/" + id + "/test").status, 200);
    EXPECT_EQ(alert(id), before);
    EXPECT_THAT(told(id), ElementsAre("test"));
    EXPECT_THAT(events(id), ElementsAre("created", "tested"));
    clock_.advance(1s);
    EXPECT_EQ(send("POST", "/alerts/" + id + "/test").status, 200);
    EXPECT_THAT(told(id), ElementsAre("test", "test"));
    EXPECT_EQ(send("PATCH", "/alerts/" + id, R"({"notification_channels": []})").status, 200);
    EXPECT_EQ(send("POST", "/alerts/" + id + "/test").status, 409);
}

}  // namespace
}  // namespace ontos
