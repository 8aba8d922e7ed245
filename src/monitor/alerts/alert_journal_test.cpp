// What a notice carries: all that its reader needs.
#include "monitor/alerts/alert_journal.hpp"

#include "deploy/endpoints/deployments_store.hpp"
#include "monitor/alerts/test_alerts.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;

class Journal : public AlertsTest {
protected:
    /// Revision 3 of the endpoint serves since now.
    void deploy() {
        DeploymentRecord deployment;
        deployment.id = "0198c0de-0000-7000-8000-0000000000d3";
        deployment.endpoint_id = series_.endpoint.text;
        deployment.endpoint_name = "iris";
        deployment.model_name = "main.default.iris";
        deployment.model_version = "2";
        deployment.status = DeploymentStatus::ready;
        deployment.revision = 3;
        deployment.started_at = clock_.now();
        deployment.live_from = clock_.now();
        deployment.deployed_by = "bob";
        RevisionRecord revision;
        revision.endpoint_id = series_.endpoint.text;
        revision.revision = 3;
        revision.deployment_id = deployment.id;
        database().write([&](sql::Transaction& tx) {
            auto endpoint = *find_endpoint_by_id(tx, series_.endpoint.text);
            endpoint.revision = endpoint.last_revision = 3;
            update_endpoint(tx, endpoint);
            insert_deployment(tx, deployment);
            insert_revision(tx, revision);
        });
    }
    /// The newest in the outbox.
    Json notice(const std::string& alert_id) {
        const auto stored = database().read([&](sql::Transaction& tx) {
            return tx.value<std::string>(
                "select notice from notification_outbox where alert_id = $1 "
                "order by created_at desc, sequence desc",
                alert_id);
        });
        return boost::json::parse(stored.value());
    }
};
INSTANTIATE_TEST_SUITE_P(on, Journal, sql::engines(), sql::engine_name);

TEST_P(Journal, a_notice_carries_value_threshold_samples_window_links_runbook_and_last_deploy) {
    deploy();
    const auto id = create_error_alert(
        R"(, "severity": "critical", "runbook_url": "https://wiki.example.com/errors",
            "labels": {"team": "risk"}, "group_by": ["team", "endpoint"])");
    requests(80, 200);
    requests(20, 500);
    evaluate();
    const auto told = notice(id);
    EXPECT_EQ(told.at("event"), "firing");
    EXPECT_EQ(told.at("severity"), "critical");
    EXPECT_EQ(told.at("endpoint_name"), "iris");
    EXPECT_EQ(told.at("current_value"), 0.2);
    EXPECT_EQ(told.at("threshold"), 0.1);
    EXPECT_EQ(told.at("condition"), "gt");
    EXPECT_EQ(told.at("sample_count"), 100);
    EXPECT_EQ(told.at("window_minutes"), 5);
    EXPECT_EQ(told.at("revision"), 3);
    EXPECT_EQ(told.at("model_version"), "2");
    EXPECT_EQ(told.at("last_deployed_by"), "bob");
    EXPECT_EQ(told.at("last_deployed_at"), "2026-03-02T12:00:03.000000Z");
    EXPECT_EQ(told.at("runbook_url"), "https://wiki.example.com/errors");
    EXPECT_EQ(told.at("group_key"), "team=risk,endpoint=iris");
    EXPECT_EQ(told.at("starts_at"), "2026-03-02T12:00:13.000000Z");
    EXPECT_THAT(text(told.at("links")), HasSubstr("https://ontos.example.com/api/v1/monitoring"));
    EXPECT_THAT(text(told.at("message")), HasSubstr("20 of 100 requests failed"));
    const auto event = get("/alerts/" + id + "/events").at("items").at(0);
    EXPECT_EQ(event.at("revision"), 3);
}

TEST_P(Journal, all_notices_of_an_episode_have_one_beginning_and_are_counted) {
    const auto id = create_error_alert();
    requests(100, 500);
    evaluate();
    const auto fired = notice(id);
    clock_.advance(std::chrono::seconds{1});
    send("POST", "/alerts/" + id + "/acknowledge");
    const auto acknowledged = notice(id);
    clock_.advance(std::chrono::seconds{1});
    send("POST", "/alerts/" + id + "/resolve");
    const auto resolved = notice(id);
    EXPECT_EQ(acknowledged.at("by"), "ann");
    EXPECT_EQ(resolved.at("event"), "resolved");
    EXPECT_EQ(resolved.at("ends_at"), resolved.at("occurred_at"));
    for (const auto& one : {acknowledged, resolved})
        EXPECT_EQ(one.at("starts_at"), fired.at("starts_at"));
    EXPECT_EQ(fired.at("sequence"), 1);
    EXPECT_EQ(acknowledged.at("sequence"), 2);
    EXPECT_EQ(resolved.at("sequence"), 3);
}

TEST_P(Journal, an_end_that_no_evaluation_found_says_what_it_was) {
    deploy();
    const auto fired = [&] {
        const auto id = create_error_alert();
        requests(100, 500);
        evaluate();
        EXPECT_EQ(state(id), "firing");
        return id;
    };
    const auto told = [&](const std::string& id) {
        const auto last = notice(id);
        EXPECT_EQ(last.at("event"), "resolved");
        EXPECT_EQ(last.at("revision"), 3);
        return text(last.at("by")) + ": " + text(last.at("message"));
    };
    const auto by_hand = fired(), off = fired(), deleted = fired(), orphan = fired();
    send("POST", "/alerts/" + by_hand + "/resolve");
    EXPECT_THAT(told(by_hand), HasSubstr("ann: ann resolved it; before that: error_rate is 1 "));
    send("PATCH", "/alerts/" + off, R"({"enabled": false})");
    EXPECT_THAT(told(off), HasSubstr("ann: ann switched the alert off; before that: "));
    send("DELETE", "/alerts/" + deleted);
    EXPECT_THAT(told(deleted), HasSubstr("ann: ann deleted the alert; before that: "));
    server_->alerts.deleted(series_.endpoint);
    EXPECT_THAT(told(orphan), HasSubstr("ontos: endpoint iris was deleted; before that: "));
    const auto event = get("/alerts/" + orphan + "/events").at("items").at(0);
    EXPECT_EQ(event.at("event"), "resolved");
    EXPECT_EQ(event.at("by"), "ontos");
    EXPECT_EQ(event.at("revision"), 3);
    EXPECT_THAT(text(event.at("message")), HasSubstr("endpoint iris was deleted"));
    EXPECT_THAT(text(alert(orphan).at("message")), testing::StartsWith("error_rate is 1 "));
}

TEST_P(Journal, a_step_of_what_somebody_changed_meanwhile_writes_nothing) {
    const auto id = create_error_alert();
    const auto seen =
        database().read([&](sql::Transaction& tx) { return alerts_store::find(tx, id).value(); });
    send("POST", "/alerts/" + id + "/acknowledge");
    AlertStep step{{seen.record.progress, seen.record.handling},
                   {AlertEventKind::firing},
                   NoticeEvent::firing};
    step.sides.progress.state = AlertState::firing;
    EXPECT_FALSE(database().write([&](sql::Transaction& tx) {
        return server_->journal.write(tx, seen, step, {clock_.now(), "", ""});
    }));
    EXPECT_EQ(state(id), "inactive");
    EXPECT_THAT(told(id), testing::IsEmpty());
    EXPECT_THAT(events(id), testing::ElementsAre("created", "acknowledged"));
}

}  // namespace
}  // namespace ontos
