// Deploying over the routes, on both databases.
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

TEST_P(EndpointsTest, every_route_has_its_own_name_and_stands_in_the_document) {
    std::set<std::string_view> names;
    const auto document = server().router().openapi("test");
    for (const auto& operation : server().router().operations()) {
        EXPECT_TRUE(names.insert(operation.name).second) << operation.name;
        const auto path = "/api/v1" + std::string{operation.path};
        EXPECT_TRUE(document.at("paths").as_object().contains(path)) << path;
    }
    EXPECT_EQ(names.size(), 21u);
}

}  // namespace
}  // namespace ontos
