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
