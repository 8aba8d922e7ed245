// Split, guardrails, validation, registry, time: endpoints over their routes, on both databases.
#include "deploy/endpoints/test_endpoints.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

using EndpointSettings = EndpointsTest;
INSTANTIATE_TEST_SUITE_P(on, EndpointSettings, sql::engines(), sql::engine_name);

std::string split(int first, int second, const std::string& more = {}) {
    return R"({"served_entities":[{"model_name":"m.s.fraud","model_version":"1"},)"
           R"({"name":"new","model_name":"m.s.fraud","model_version":"2"}],)"
           R"("traffic":[{"served_entity_name":"fraud-1","traffic_percentage":)" +
           std::to_string(first) + R"(},{"served_entity_name":"new","traffic_percentage":)" +
           std::to_string(second) + "}]" + more + "}";
}

/// check -> status, in order.
std::vector<std::string> checks_of(const Answer& answer) {
    std::vector<std::string> out;
    for (const auto& check : answer.body.at("checks").as_array())
        out.push_back(std::string{check.at("check").as_string()} + ' ' +
                      std::string{check.at("status").as_string()});
    return out;
}

TEST_P(EndpointSettings, a_split_is_served_and_keeps_its_runtimes_when_shares_change) {
    server().deploy("1", R"(,"workload_size":"Large")");
    const auto answer =
        server().put("/endpoints/fraud/config", split(90, 10, R"(,"sticky_by":"user")"));
    ASSERT_EQ(answer.status, 200) << answer.text("");
    EXPECT_EQ(answer.text("/model_version"), "1");
    auto live = server().live("fraud");
    ASSERT_EQ(live->entities.size(), 2u);
    EXPECT_EQ(live->sticky_by, "user");
    EXPECT_EQ(live->entities[0].bucket_to, 9000);
    EXPECT_EQ(live->entities[1].bucket_from, 9000);
    EXPECT_EQ(live->entities[1].bucket_to, 10'000);
    EXPECT_EQ(live->entities[0].workload_size, WorkloadSize::Large);
    EXPECT_EQ(live->entities[1].workload_size, WorkloadSize::Small);
    EXPECT_NE(live->entities[0].runtime->series, live->entities[1].runtime->series);
    const auto champion = live->entities[0].runtime;

    server().put("/endpoints/fraud/config", split(50, 50));
    live = server().live("fraud");
    EXPECT_EQ(live->entities[0].runtime, champion);
    EXPECT_EQ(live->sticky_by, "user");
    EXPECT_EQ(live->entities[1].bucket_from, 5000);

    const auto deployments = server().get("/models/m.s.fraud/deployments");
    ASSERT_EQ(deployments.body.as_array().size(), 2u);
    EXPECT_EQ(deployments.text("/1/traffic_percentage"), "50");
    EXPECT_EQ(deployments.text("/1/model_version"), "2");
    EXPECT_EQ(deployments.text("/1/state"), "READY");
}

TEST_P(EndpointSettings, a_split_that_breaks_a_rule_is_refused_whole) {
    server().deploy("1");
    const auto sum = server().put("/endpoints/fraud/config", split(90, 20));
    EXPECT_EQ(sum.status, 400);
    EXPECT_EQ(sum.text("/errors/0/where"), "/body/traffic");
    EXPECT_EQ(server().put("/endpoints/fraud/config", split(150, -50)).status, 400);
    EXPECT_EQ(
        server().put("/endpoints/fraud/config", R"({"served_entities":[],"traffic":[]})").status,
        400);
    const auto unknown = server().put("/endpoints/fraud/config", split(50, 50, R"(,"more":1)"));
    EXPECT_EQ(unknown.status, 400);
    EXPECT_EQ(server().get("/endpoints/fraud").text("/revision"), "1");
}

TEST_P(EndpointSettings, an_update_of_a_split_must_name_the_entity) {
    server().deploy("1");
    server().put("/endpoints/fraud/config", split(50, 50));
    const auto answer = server().put("/endpoints/fraud?model_version=3");
    EXPECT_EQ(answer.status, 409);
    EXPECT_THAT(answer.text("/detail"), HasSubstr("name the entity"));
    EXPECT_THAT(answer.text("/hint"), HasSubstr("/config"));
    const auto back = server().post("/endpoints/fraud/rollback?to_revision=1");
    EXPECT_EQ(back.status, 200);
    EXPECT_EQ(server().live("fraud")->entities.size(), 1u);
    server().post("/endpoints/fraud/rollback?to_revision=2");
    EXPECT_EQ(server().live("fraud")->entities.size(), 2u);
}

TEST_P(EndpointSettings, what_cannot_be_enforced_is_refused_or_only_kept) {
    server().deploy("1");
    const std::string rules =
        R"("input_guardrails":{"safety":true,"invalid_keywords":["x"]},)"
        R"("rate_limits":[{"key":"USER","calls":1,"renewal_period":"MINUTE"}])";
    const auto refused = server().put("/endpoints/fraud/guardrails", "{" + rules + "}");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.text("/code"), "not_enforceable");
    EXPECT_EQ(refused.text("/errors/0/where"), "/body/input_guardrails/safety");
    EXPECT_EQ(refused.text("/errors/1/where"), "/body/input_guardrails/invalid_keywords");
    EXPECT_EQ(server().live("fraud")->rate_limiter, nullptr);

    const auto kept =
        server().put("/endpoints/fraud/guardrails", "{\"store_only\":true," + rules + "}");
    ASSERT_EQ(kept.status, 200) << kept.text("");
    EXPECT_EQ(kept.text("/applied"), "false");
    EXPECT_EQ(kept.body.at("not_enforced").as_array().size(), 2u);
    const auto shown = server().get("/endpoints/fraud/guardrails");
    EXPECT_EQ(shown.body, kept.body);
    EXPECT_EQ(shown.text("/guardrails/rate_limits/0/renewal_period"), "minute");
    const auto limiter = server().live("fraud")->rate_limiter;
    ASSERT_NE(limiter, nullptr);
    EXPECT_FALSE(limiter->admit({.name = "ann"}, clock.now()));
    EXPECT_TRUE(limiter->admit({.name = "ann"}, clock.now()));
    EXPECT_EQ(server().get("/endpoints/fraud/history").text("/history/0/action"), "guardrails");
    EXPECT_THAT(checks_of(server().post("/endpoints/fraud/validate")),
                testing::Contains("guardrails warning"));

    // A new version goes on counting by the same limits.
    server().deploy("2");
    EXPECT_EQ(server().live("fraud")->rate_limiter, limiter);
    const auto etag = api::etag_of(shown.body);
    EXPECT_EQ(server().put("/endpoints/fraud/guardrails", "{}", {{"If-Match", etag}}).status, 200);
    EXPECT_EQ(server().put("/endpoints/fraud/guardrails", "{}", {{"If-Match", etag}}).status, 412);
}

TEST_P(EndpointSettings, validation_makes_real_predictions) {
    server().deploy("1", R"(,"environment_vars":{"A":"1"})");
    const auto answer = server().post("/endpoints/fraud/validate");
    ASSERT_EQ(answer.status, 200) << answer.text("");
    EXPECT_EQ(answer.text("/is_valid"), "true");
    EXPECT_THAT(
        checks_of(answer),
        ElementsAre("endpoint_ready pass", "served_entities pass", "signature_compatible pass",
                    "artifact_integrity pass", "entity_fraud-1_deployed pass",
                    "probe_prediction pass", "latency_budget pass", "environment_vars warning",
                    "traffic_sums_to_100 pass"));
    EXPECT_THAT(answer.text("/checks/5/message"), HasSubstr(R"("predictions":[1])"));
}

TEST_P(EndpointSettings, a_candidate_is_validated_without_being_served) {
    server().deploy("1");
    const auto good = server().post("/endpoints/fraud/validate", R"({"model_version":"2"})");
    EXPECT_EQ(good.text("/is_valid"), "true") << good.text("");
    EXPECT_THAT(good.text("/checks/5/message"), HasSubstr(R"("predictions":[2])"));
    backend.break_version("3");
    registry.damage("m.s.fraud", "3");
    std::vector<SignatureField> other(1);
    other[0].name = "y";
    registry.set_inputs("m.s.fraud", "3", other);
    const auto bad = server().post("/endpoints/fraud/validate", R"({"model_version":"3"})");
    EXPECT_EQ(bad.text("/is_valid"), "false");
    EXPECT_THAT(checks_of(bad),
                ElementsAre("endpoint_ready pass", "served_entities pass",
                            "signature_compatible fail", "artifact_integrity fail",
                            "entity_fraud-3_deployed fail", "traffic_sums_to_100 pass"));
    EXPECT_EQ(server().served_version("fraud"), "1");
    EXPECT_EQ(server().post("/endpoints/fraud/validate", R"({"model_version":"9"})").status, 404);
}

TEST_P(EndpointSettings, what_served_at_a_time_can_be_found) {
    const auto start = to_epoch_ms(clock.now());
    server().deploy("1");
    clock.advance(1h);
    server().deploy("2");
    clock.advance(1h);
    server().remove("/endpoints/fraud");
    const auto served_at = [&](const std::string& time) {
        const auto page = server().get("/endpoints/fraud/revisions?as_of=" + time);
        EXPECT_EQ(page.status, 200) << page.text("");
        const auto& items = page.body.at("items").as_array();
        return items.empty() ? "" : std::string{items[0].at("model_version").as_string()};
    };
    EXPECT_EQ(served_at(std::to_string(start - 1)), "");
    EXPECT_EQ(served_at(std::to_string(start)), "1");
    EXPECT_EQ(served_at("now-61m"), "1");
    EXPECT_EQ(served_at("now-1h"), "2");
    EXPECT_EQ(served_at("now"), "");
    EXPECT_EQ(server().get("/endpoints/fraud/revisions?as_of=yesterday").status, 400);
}

TEST_P(EndpointSettings, revisions_and_deployments_come_in_pages) {
    for (const auto* version : {"1", "2", "1", "2", "1"}) {
        clock.advance(1s);
        server().deploy(version);
    }
    auto page = server().get("/endpoints/fraud/revisions?limit=2");
    EXPECT_EQ(page.text("/items/0/revision"), "5");
    page = server().get("/endpoints/fraud/revisions?limit=2&cursor=" + page.text("/next_cursor"));
    EXPECT_EQ(page.text("/items/0/revision"), "3");
    page = server().get("/endpoints/fraud/revisions?limit=2&cursor=" + page.text("/next_cursor"));
    EXPECT_EQ(page.text("/items/0/revision"), "1");
    EXPECT_EQ(page.text("/next_cursor"), "null");
    EXPECT_EQ(server().get("/endpoints/fraud/revisions/2").text("/config/served_entities/0/name"),
              "fraud-2");
    EXPECT_EQ(server().get("/endpoints/fraud/revisions/6").status, 404);

    const auto second = server().get("/deployments?page=2&page_size=2");
    EXPECT_EQ(second.text("/total"), "5");
    EXPECT_EQ(second.text("/deployments/0/revision"), "3");
    EXPECT_EQ(server().get("/deployments?status=ready").text("/total"), "1");
    EXPECT_EQ(server().get("/deployments?page=2000000000&page_size=100").status, 200);
    const auto bad = server().get("/deployments?status=READY");
    EXPECT_EQ(bad.status, 400);
    EXPECT_THAT(bad.text("/errors/0/what"), HasSubstr("rolled_back"));
}

TEST_P(EndpointSettings, endpoints_come_by_name_and_in_pages) {
    for (const auto* name : {"b", "A", "c"})
        server().post("/deploy", std::string{R"({"model_name":"m.s.fraud","model_version":"1",)"} +
                                     R"("endpoint_name":")" + name + "\"}");
    EXPECT_EQ(server().get("/endpoints").text("/0/name"), "A");
    const auto page = server().get("/endpoints?limit=2");
    EXPECT_EQ(page.body.as_array().size(), 2u);
    EXPECT_THAT(page.header("Link"), HasSubstr("cursor=b"));
    EXPECT_EQ(server().get("/endpoints?limit=2&cursor=b").text("/0/name"), "c");
}

TEST_P(EndpointSettings, an_endpoint_that_is_served_elsewhere_is_only_registered) {
    const std::string path = "/api/v1/registries/endpoints";
    const auto made =
        server().send("POST", path, R"({"endpoint_name":"their-agent","endpoint_type":"agent"})");
    ASSERT_EQ(made.status, 201) << made.text("");
    EXPECT_EQ(made.text("/status"), "ready");
    EXPECT_EQ(made.text("/created_by"), "ann");
    EXPECT_EQ(server().send("POST", path, R"({"endpoint_name":"Their-Agent"})").status, 409);
    EXPECT_TRUE(server().live("their-agent")->is_external);
    EXPECT_EQ(server().get("/endpoints/their-agent").text("/state"), "READY");
    EXPECT_EQ(server().get("/endpoints/their-agent").text("/revision"), "null");
    for (const auto* change :
         {"/endpoints/their-agent/rollback?to_revision=1", "/endpoints/their-agent/validate"})
        EXPECT_EQ(server().post(change).text("/code"), "external_endpoint") << change;
    EXPECT_EQ(server().put("/endpoints/their-agent?model_version=1").status, 409);

    const auto one = path + '/' + made.text("/id");
    const auto changed = server().send("PUT", one, R"({"description":"d","status":"stopped"})");
    EXPECT_EQ(changed.text("/status"), "stopped");
    EXPECT_EQ(server().send("GET", one).body, changed.body);
    server().deploy("1");
    const auto ours = path + '/' + server().get("/endpoints/fraud").text("/id");
    EXPECT_EQ(server().send("PUT", ours, R"({"description":"ours"})").status, 200);
    EXPECT_EQ(server().send("PUT", ours, R"({"status":"stopped"})").status, 409);
    EXPECT_EQ(server().served_version("fraud"), "1");
    EXPECT_EQ(server().send("GET", path).body.as_array().size(), 2u);
    EXPECT_EQ(server().send("DELETE", one).status, 204);
    EXPECT_EQ(server().send("GET", one).status, 404);
    EXPECT_EQ(server().live("their-agent"), nullptr);
    restart();
    EXPECT_EQ(server().live("their-agent"), nullptr);
}

TEST_P(EndpointSettings, a_mask_that_is_sent_back_keeps_the_variable) {
    server().deploy("1", R"(,"environment_vars":{"A":"real"})");
    const auto before = server().get("/endpoints/fraud/revisions/1").text("/content_hash");
    server().deploy("2");
    const auto again = server().deploy("1", R"(,"environment_vars":{"A":"********"})");
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(server().get("/endpoints/fraud/revisions/3").text("/content_hash"), before);
    const auto unknown = server().deploy("1", R"(,"environment_vars":{"B":"********"})");
    EXPECT_EQ(unknown.status, 400);
    const auto half = server().deploy("1", R"(,"environment_vars":{"B":"{{secrets/x}}"})");
    EXPECT_EQ(half.status, 400);
    EXPECT_EQ(half.text("/errors/0/where"), "/body/environment_vars/B");
}

}  // namespace
}  // namespace ontos
