// Updates, rollback, history and deletion over the routes, on both databases.
#include <thread>

#include "deploy/endpoints/test_endpoints.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;

using EndpointChanges = EndpointsTest;
INSTANTIATE_TEST_SUITE_P(on, EndpointChanges, sql::engines(), sql::engine_name);

TEST_P(EndpointChanges, rollback_restores_everything_without_loading) {
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

TEST_P(EndpointChanges, rollback_says_what_is_wrong) {
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

TEST_P(EndpointChanges, an_update_changes_what_is_named_in_the_query_or_in_the_body) {
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

TEST_P(EndpointChanges, history_shows_every_revision_with_its_diff) {
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
    EXPECT_THAT(diff,
                HasSubstr(R"({"path":"/served_entities/0/environment_vars/A","before":"********",)"
                          R"("after":"********"})"));
    EXPECT_THAT(history.text(""), testing::Not(HasSubstr("secret\"")));
    EXPECT_EQ(server().get("/endpoints/fraud/history?limit=1").body.at("history").as_array().size(),
              1u);
    EXPECT_EQ(server().get("/endpoints/fraud/history?limit=0").status, 400);
}

TEST_P(EndpointChanges, a_deleted_endpoint_leaves_its_history_and_its_name) {
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

TEST_P(EndpointChanges, a_restart_serves_what_was_answered_ready) {
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

TEST_P(EndpointChanges, versions_that_can_be_rolled_back_to_are_in_use) {
    server().deploy("1");
    server().deploy("2");
    backend.break_version("3");
    server().deploy("3");
    const auto users_of = [&](const std::string& version) {
        return database().read([&](sql::Transaction& tx) {
            return endpoints_that_need(tx, {"m.s.fraud", version});
        });
    };
    EXPECT_EQ(users_of("1"), std::vector<std::string>{"fraud"});
    EXPECT_EQ(users_of("2"), std::vector<std::string>{"fraud"});
    EXPECT_TRUE(users_of("3").empty());
    server().remove("/endpoints/fraud");
    EXPECT_TRUE(users_of("1").empty());
}

}  // namespace
}  // namespace ontos
