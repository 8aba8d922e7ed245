// Endpoints over their routes, on both databases.
#include <thread>

#include "deploy/endpoints/test_endpoints.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;

INSTANTIATE_TEST_SUITE_P(on, EndpointsTest, sql::engines(), sql::engine_name);

TEST_P(EndpointsTest, a_deploy_answers_ready_and_its_model_serves) {
    const auto answer = server().post(
        "/deploy", R"({"model_name":"m.s.fraud","model_version":"latest","reason":"first"})");
    ASSERT_EQ(answer.status, 201) << answer.text("");
    EXPECT_EQ(answer.text("/endpoint_name"), "fraud-v3");
    EXPECT_EQ(answer.text("/action"), "created");
    EXPECT_EQ(answer.text("/status"), "ready");
    EXPECT_EQ(answer.text("/revision"), "1");
    EXPECT_EQ(answer.text("/model_version"), "3");
    EXPECT_EQ(server().served_version("FRAUD-v3"), "3");

    const auto shown = server().get("/endpoints/fraud-v3");
    ASSERT_EQ(shown.status, 200) << shown.text("");
    EXPECT_EQ(shown.text("/state"), "READY");
    EXPECT_EQ(shown.text("/config_update"), "NOT_UPDATING");
    EXPECT_EQ(shown.text("/creator"), "ann");
    EXPECT_EQ(shown.text("/created_at"), "1800000000000");
    EXPECT_EQ(shown.text("/config/served_entities/0/name"), "fraud-3");
    EXPECT_EQ(shown.text("/config/served_entities/0/state"), "READY");
    EXPECT_EQ(shown.text("/config/traffic/0/traffic_percentage"), "100");
    EXPECT_EQ(shown.text("/served_entities/0/entity_version"), "3");
    const auto by_id = server().get("/endpoints/" + shown.text("/id"));
    EXPECT_EQ(by_id.body, shown.body);
    const auto rows = server().get("/endpoints");
    ASSERT_EQ(rows.body.as_array().size(), 1u);
    EXPECT_EQ(rows.text("/0/revision"), "1");
}

TEST_P(EndpointsTest, what_cannot_be_deployed_is_refused_with_the_reason) {
    registry.add("m.s.fraud", "4", VersionStatus::PENDING_REGISTRATION);
    EXPECT_EQ(server().deploy("9").status, 404);
    const auto pending = server().deploy("4");
    EXPECT_EQ(pending.status, 400);
    EXPECT_EQ(pending.text("/code"), "version_not_ready");
    const auto name = server().post(
        "/deploy", R"({"model_name":"m.s.fraud","model_version":"1","endpoint_name":"-no"})");
    EXPECT_EQ(name.status, 400);
    EXPECT_EQ(name.text("/errors/0/where"), "/body/endpoint_name");
    EXPECT_EQ(server().get("/endpoints").body.as_array().size(), 0u);
    EXPECT_EQ(server().get("/deployments").text("/total"), "0");
    EXPECT_EQ(server().get("/endpoints/none").status, 404);
    EXPECT_EQ(server().remove("/endpoints/none").status, 404);
}

TEST_P(EndpointsTest, the_same_configuration_again_answers_the_live_revision) {
    const auto first = server().deploy("1");
    const auto again = server().deploy("1");
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.text("/deployment_id"), first.text("/deployment_id"));
    EXPECT_EQ(again.text("/revision"), "1");
    EXPECT_EQ(server().get("/deployments").text("/total"), "1");
}

TEST_P(EndpointsTest, what_a_deploy_does_not_name_stays) {
    server().deploy("1", R"(,"workload_size":"Large","scale_to_zero":false,)"
                         R"("environment_vars":{"MODE":"fast","KEY":"{{secrets/a/b}}"})");
    const auto updated = server().deploy("2");
    EXPECT_EQ(updated.text("/action"), "updated");
    EXPECT_EQ(updated.text("/previous_version"), "1");
    const auto shown = server().get("/endpoints/fraud");
    EXPECT_EQ(shown.text("/config/served_entities/0/workload_size"), "Large");
    EXPECT_EQ(shown.text("/config/served_entities/0/scale_to_zero"), "false");
    EXPECT_EQ(shown.text("/config/served_entities/0/environment_vars/MODE"), "********");
    EXPECT_EQ(shown.text("/config/served_entities/0/environment_vars/KEY"), "{{secrets/a/b}}");
}

TEST_P(EndpointsTest, the_name_of_another_models_endpoint_is_taken_unless_it_is_replaced) {
    server().deploy("1");
    const std::string churn =
        R"({"model_name":"m.s.churn","model_version":"1","endpoint_name":"FRAUD")";
    const auto taken = server().post("/deploy", churn + "}");
    EXPECT_EQ(taken.status, 409);
    EXPECT_EQ(taken.text("/code"), "name_taken");
    EXPECT_THAT(taken.text("/hint"), HasSubstr("replace_model"));
    const auto replaced = server().post("/deploy", churn + R"(,"replace_model":true})");
    EXPECT_EQ(replaced.status, 201);
    EXPECT_EQ(server().get("/endpoints/fraud").text("/model_name"), "m.s.churn");
}

TEST_P(EndpointsTest, a_deploy_that_takes_longer_answers_deploying_and_shows_its_progress) {
    server().deploy("1");
    backend.hold("2");
    const auto answer = server().deploy("2", R"(,"wait":0)");
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.text("/status"), "deploying");
    backend.wait_for_load("2");
    auto shown = server().get("/endpoints/fraud");
    EXPECT_EQ(shown.text("/state"), "READY");
    EXPECT_EQ(shown.text("/config_update"), "IN_PROGRESS");
    EXPECT_EQ(shown.text("/model_version"), "1");
    EXPECT_EQ(shown.text("/pending_config/state"), "loading");
    EXPECT_THAT(shown.text("/pending_config/state_message"), HasSubstr("m.s.fraud version 2"));
    EXPECT_EQ(server().served_version("fraud"), "1");

    const auto same = server().deploy("2", R"(,"wait":0)");
    EXPECT_EQ(same.text("/deployment_id"), answer.text("/deployment_id"));
    const auto other = server().deploy("3");
    EXPECT_EQ(other.status, 409);
    EXPECT_EQ(other.text("/code"), "change_in_progress");
    EXPECT_THAT(other.text("/detail"), HasSubstr(answer.text("/deployment_id")));

    backend.release("2");
    const auto ready = server().deploy("2");
    EXPECT_EQ(ready.text("/status"), "ready");
    EXPECT_EQ(ready.text("/deployment_id"), answer.text("/deployment_id"));
    shown = server().get("/endpoints/fraud");
    EXPECT_EQ(shown.text("/model_version"), "2");
    EXPECT_FALSE(shown.body.as_object().contains("pending_config"));
}

TEST_P(EndpointsTest, a_failed_deploy_leaves_the_old_revision_serving_and_says_why) {
    server().deploy("1");
    backend.break_version("2");
    const auto answer = server().deploy("2");
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.text("/code"), "model_load_failed");
    EXPECT_FALSE(answer.text("/deployment_id").empty());
    EXPECT_THAT(answer.text("/detail"), HasSubstr("the file is broken"));
    EXPECT_EQ(server().served_version("fraud"), "1");
    const auto shown = server().get("/endpoints/fraud");
    EXPECT_EQ(shown.text("/state"), "READY");
    EXPECT_EQ(shown.text("/config_update"), "UPDATE_FAILED");
    EXPECT_THAT(shown.text("/state_message"), HasSubstr("the file is broken"));
    const auto failed = server().get("/deployments?status=failed");
    EXPECT_EQ(failed.text("/total"), "1");
    EXPECT_THAT(failed.text("/deployments/0/message"), HasSubstr("the file is broken"));

    backend.mend_version("2");
    const auto again = server().deploy("2");
    EXPECT_EQ(again.text("/status"), "ready");
    EXPECT_EQ(again.text("/revision"), "3");
    EXPECT_EQ(server().get("/endpoints/fraud").text("/config_update"), "NOT_UPDATING");
}

TEST_P(EndpointsTest, an_endpoint_whose_first_deployment_failed_is_there_and_can_be_deployed_to) {
    backend.break_version("1");
    EXPECT_EQ(server().deploy("1").status, 422);
    EXPECT_EQ(server().get("/endpoints/fraud").text("/state"), "FAILED");
    EXPECT_FALSE(server().live("fraud")->is_ready);
    EXPECT_THAT(server().live("fraud")->state_sentence, HasSubstr("the file is broken"));
    const auto other = server().deploy("2");
    EXPECT_EQ(other.status, 201);
    EXPECT_EQ(other.text("/action"), "updated");
    EXPECT_EQ(server().served_version("fraud"), "2");
}

TEST_P(EndpointsTest, rollback_restores_everything_without_loading) {
    server().deploy("1", R"(,"workload_size":"Medium","environment_vars":{"A":"1"})");
    server().put("/endpoints/fraud/guardrails",
                 R"({"rate_limits":[{"key":"USER","calls":5,"renewal_period":"MINUTE"}]})");
    server().deploy("2", R"(,"workload_size":"Small","environment_vars":{"A":"2"})");
    server().put("/endpoints/fraud/guardrails", "{}");
    EXPECT_EQ(server().live("fraud")->rate_limiter, nullptr);
    const auto loads = backend.loads("1");
    const auto answer = server().post("/endpoints/fraud/rollback?target_version=1");
    ASSERT_EQ(answer.status, 200) << answer.text("");
    EXPECT_EQ(answer.text("/action"), "rollback");
    EXPECT_EQ(answer.text("/status"), "ready");
    EXPECT_EQ(answer.text("/previous_version"), "2");
    EXPECT_EQ(answer.text("/target_version"), "1");
    EXPECT_EQ(answer.text("/revision"), "5");
    EXPECT_EQ(backend.loads("1"), loads);
    EXPECT_EQ(server().served_version("fraud"), "1");
    const auto live = server().live("fraud");
    EXPECT_EQ(live->entities.front().workload_size, WorkloadSize::Medium);
    EXPECT_NE(live->rate_limiter, nullptr);
    const auto revisions = server().get("/endpoints/fraud/revisions");
    EXPECT_EQ(revisions.text("/items/0/content_hash"), revisions.text("/items/3/content_hash"));
    EXPECT_EQ(revisions.text("/items/1/status"), "rolled_back");
    EXPECT_EQ(revisions.text("/items/2/status"), "superseded");

    const auto again = server().post("/endpoints/fraud/rollback?target_version=1");
    EXPECT_EQ(again.text("/revision"), "5");
}

TEST_P(EndpointsTest, rollback_says_what_is_wrong) {
    server().deploy("1");
    EXPECT_EQ(server().post("/endpoints/fraud/rollback").status, 400);
    EXPECT_EQ(server().post("/endpoints/fraud/rollback?target_version=1&to_revision=1").status,
              400);
    const auto never = server().post("/endpoints/fraud/rollback?target_version=2");
    EXPECT_EQ(never.status, 409);
    EXPECT_EQ(never.text("/code"), "never_served");
    EXPECT_EQ(server().post("/endpoints/fraud/rollback?to_revision=7").status, 404);
    backend.break_version("3");
    server().deploy("3");
    EXPECT_EQ(server().post("/endpoints/fraud/rollback?to_revision=2").status, 409);
    const auto forced = server().post("/endpoints/fraud/rollback?target_version=2&force=true");
    EXPECT_EQ(forced.status, 200);
    EXPECT_EQ(server().served_version("fraud"), "2");
    EXPECT_EQ(server().post("/endpoints/fraud/rollback?to_revision=1").text("/target_version"),
              "1");
}

TEST_P(EndpointsTest, an_update_changes_what_is_named_in_the_query_or_in_the_body) {
    server().deploy("1", R"(,"scale_to_zero":false)");
    const auto by_query = server().put("/endpoints/fraud?model_version=2&workload_size=Large");
    EXPECT_EQ(by_query.status, 200) << by_query.text("");
    EXPECT_EQ(by_query.text("/action"), "updated");
    EXPECT_EQ(by_query.text("/previous_version"), "1");
    const auto by_body = server().put("/endpoints/fraud", R"({"scale_to_zero":true})");
    EXPECT_EQ(by_body.text("/model_version"), "2");
    const auto shown = server().get("/endpoints/fraud");
    EXPECT_EQ(shown.text("/config/served_entities/0/workload_size"), "Large");
    EXPECT_EQ(shown.text("/config/served_entities/0/scale_to_zero"), "true");
    EXPECT_EQ(server().put("/endpoints/fraud").status, 400);
    EXPECT_EQ(server().put("/endpoints/fraud?model_version=1", R"({"model_version":"2"})").status,
              400);
    EXPECT_EQ(server().put("/endpoints/fraud?workload_size=Huge").status, 400);
}

TEST_P(EndpointsTest, history_shows_every_revision_with_its_diff) {
    server().deploy("1", R"(,"environment_vars":{"A":"secret"})");
    backend.break_version("3");
    server().deploy("3");
    server().deploy("2", R"(,"environment_vars":{"A":"other"},"reason":"better")");
    const auto history = server().get("/endpoints/fraud/history");
    ASSERT_EQ(history.status, 200);
    const auto& rows = history.body.at("history").as_array();
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(history.text("/history/0/revision"), "3");
    EXPECT_EQ(history.text("/history/0/reason"), "better");
    EXPECT_EQ(history.text("/history/1/status"), "failed");
    EXPECT_EQ(history.text("/history/2/status"), "superseded");
    const auto diff = history.text("/history/0/diff");
    EXPECT_THAT(
        diff,
        HasSubstr(R"({"path":"/served_entities/0/entity_version","before":"1","after":"2"})"));
    EXPECT_THAT(
        diff,
        HasSubstr(
            R"({"path":"/served_entities/0/environment_vars/A","before":"********","after":"********"})"));
    EXPECT_THAT(history.text(""), testing::Not(HasSubstr("secret\"")));
    EXPECT_EQ(server().get("/endpoints/fraud/history?limit=1").body.at("history").as_array().size(),
              1u);
    EXPECT_EQ(server().get("/endpoints/fraud/history?limit=0").status, 400);
}

TEST_P(EndpointsTest, a_deleted_endpoint_leaves_its_history_and_its_name) {
    server().deploy("1");
    const auto id = server().get("/endpoints/fraud").text("/id");
    const auto deleted = server().remove("/endpoints/FRAUD");
    EXPECT_EQ(deleted.status, 200);
    EXPECT_EQ(deleted.text("/endpoint_name"), "fraud");
    EXPECT_EQ(deleted.text("/status"), "deleted");
    EXPECT_EQ(server().live("fraud"), nullptr);
    EXPECT_EQ(server().get("/endpoints/fraud").status, 404);
    EXPECT_EQ(server().remove("/endpoints/fraud").status, 404);
    EXPECT_EQ(server().get("/endpoints/fraud/history").text("/history/0/status"), "deleted");

    registry.add("m.s.fraud", "5");
    server().deploy("5");
    EXPECT_NE(server().get("/endpoints/fraud").text("/id"), id);
    EXPECT_EQ(server().get("/endpoints/fraud/history").text("/history/0/model_version"), "5");
    EXPECT_EQ(server().get("/endpoints/" + id + "/history").text("/history/0/model_version"), "1");
    EXPECT_EQ(server().served_version("fraud"), "5");
}

TEST_P(EndpointsTest, a_restart_serves_what_was_answered_ready) {
    server().deploy("1", R"(,"scale_to_zero":false)");
    server().deploy("2");
    server().put("/endpoints/fraud/guardrails",
                 R"({"rate_limits":[{"key":"ENDPOINT","calls":1}]})");
    const auto before = server().get("/endpoints/fraud");
    restart();
    ASSERT_TRUE(server().endpoints().wait_until_loaded(std::chrono::seconds{10}));
    EXPECT_EQ(server().served_version("fraud"), "2");
    EXPECT_NE(server().live("fraud")->rate_limiter, nullptr);
    EXPECT_EQ(server().get("/endpoints/fraud").body, before.body);
}

TEST_P(EndpointsTest, a_precondition_that_no_longer_holds_is_412_and_changes_nothing) {
    server().deploy("1");
    const auto etag = api::etag_of(server().get("/endpoints/fraud").body);
    EXPECT_EQ(server().put("/endpoints/fraud?model_version=2", {}, {{"If-Match", etag}}).status,
              200);
    EXPECT_EQ(server().put("/endpoints/fraud?model_version=3", {}, {{"If-Match", etag}}).status,
              412);
    EXPECT_EQ(server().remove("/endpoints/fraud", {{"If-Match", etag}}).status, 412);
    EXPECT_EQ(server().served_version("fraud"), "2");
}

TEST_P(EndpointsTest, a_repeated_idempotency_key_is_answered_by_the_first_deployment) {
    const HeaderPairs key{{"Idempotency-Key", "k1"}};
    const auto first = server().deploy("1", {}, key);
    server().deploy("2");
    const auto repeat = server().deploy("1", {}, key);
    EXPECT_EQ(repeat.status, 201);
    EXPECT_EQ(repeat.header("Idempotency-Replayed"), "true");
    EXPECT_EQ(repeat.text("/deployment_id"), first.text("/deployment_id"));
    EXPECT_EQ(repeat.text("/status"), "superseded");
    EXPECT_EQ(server().served_version("fraud"), "2");
    const auto other = server().deploy("3", {}, key);
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(other.text("/code"), "idempotency_key_reused");
}

TEST_P(EndpointsTest, versions_that_can_be_rolled_back_to_are_in_use) {
    server().deploy("1");
    server().deploy("2");
    backend.break_version("3");
    server().deploy("3");
    auto& endpoints = server().endpoints();
    EXPECT_EQ(endpoints.users_of({"m.s.fraud", "1"}), std::vector<std::string>{"fraud"});
    EXPECT_EQ(endpoints.users_of({"m.s.fraud", "2"}), std::vector<std::string>{"fraud"});
    EXPECT_TRUE(endpoints.users_of({"m.s.fraud", "3"}).empty());
    server().remove("/endpoints/fraud");
    EXPECT_TRUE(endpoints.users_of({"m.s.fraud", "1"}).empty());
}

TEST_P(EndpointsTest, every_change_is_in_the_audit_log_without_values_of_variables) {
    server().deploy("1", R"(,"environment_vars":{"A":"hidden-value"})");
    server().deploy("2");
    server().remove("/endpoints/fraud");
    const auto rows = database().read([](sql::Transaction& tx) {
        return tx.table(
            "select action, actor, request_id, before || after as texts from audit_log "
            "order by created_at, id");
    });
    std::multiset<std::string> actions;
    for (const auto& row : rows.rows) {
        actions.insert(api::text_of(row[0]));
        EXPECT_EQ(api::text_of(row[1]), "ann");
        EXPECT_EQ(api::text_of(row[2]), "req-1");
        EXPECT_THAT(api::text_of(row[3]), testing::Not(HasSubstr("hidden-value")));
    }
    EXPECT_EQ(actions.count("deploy_model"), 2u);
    EXPECT_EQ(actions.count("finish_deployment"), 2u);
    EXPECT_EQ(actions.count("delete_endpoint"), 1u);
}

}  // namespace
}  // namespace ontos
