// Endpoints under threads, idleness and deletion, on both databases.
#include <future>
#include <thread>

#include "deploy/endpoints/test_endpoints.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

std::optional<FailureKind> failure_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Failure& failure) {
        return failure.kind();
    }
    return std::nullopt;
}

using EndpointLife = EndpointsTest;
INSTANTIATE_TEST_SUITE_P(on, EndpointLife, sql::engines(), sql::engine_name);

TEST_P(EndpointLife, no_reader_ever_misses_a_model_while_it_is_rolled_back_and_forth) {
    server().deploy("1", R"(,"scale_to_zero":false)");
    server().deploy("2");
    std::atomic<bool> stop{false};
    std::atomic<int> missed{0}, read{0};
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 3; ++i)
            readers.emplace_back([&] {
                Published<EndpointTable>::Reader reader{server().endpoints().table()};
                while (!stop) {
                    const auto endpoint = reader.get()->find("fraud");
                    if (!endpoint || !endpoint->is_ready) {
                        ++missed;
                        continue;
                    }
                    auto& runtime = *endpoint->entities.front().runtime;
                    ++runtime.in_flight;
                    if (!runtime.model()) ++missed;
                    --runtime.in_flight;
                    ++read;
                }
            });
        for (int i = 0; i < 40; ++i) {
            const auto target = i % 2 == 0 ? "1" : "2";
            const auto answer =
                server().post(std::string{"/endpoints/fraud/rollback?target_version="} + target);
            ASSERT_EQ(answer.text("/status"), "ready") << answer.text("");
            server().endpoints().step_generation();
        }
        stop = true;
    }
    EXPECT_EQ(missed, 0);
    EXPECT_GT(read, 0);
    EXPECT_EQ(backend.loads("1"), 1);
    EXPECT_EQ(backend.loads("2"), 1);
}

TEST_P(EndpointLife, one_name_is_taken_by_one_of_eight) {
    for (int i = 0; i < 8; ++i) registry.add("m.s.t" + std::to_string(i), "1");
    std::vector<int> statuses(8);
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < 8; ++i)
            threads.emplace_back([&, i] {
                const auto name = i % 2 == 0 ? "shared" : "SHARED";
                statuses[i] =
                    server()
                        .post("/deploy", R"({"model_name":"m.s.t)" + std::to_string(i) +
                                             R"(","model_version":"1","endpoint_name":")" + name +
                                             "\"}")
                        .status;
            });
    }
    EXPECT_EQ(std::ranges::count(statuses, 201), 1);
    EXPECT_EQ(std::ranges::count(statuses, 409), 7);
    EXPECT_EQ(server().get("/endpoints").body.as_array().size(), 1u);
}

TEST_P(EndpointLife, concurrent_deploys_of_one_endpoint_leave_one_that_serves) {
    std::atomic<int> unexpected{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&, i] {
                for (int round = 0; round < 3; ++round) {
                    const auto status = server().deploy(std::to_string(1 + (i + round) % 3)).status;
                    if (status != 201 && status != 409) ++unexpected;
                }
            });
    }
    EXPECT_EQ(unexpected, 0);
    EXPECT_EQ(server().get("/deployments?status=ready").text("/total"), "1");
    EXPECT_EQ(server().get("/deployments?status=deploying").text("/total"), "0");
    EXPECT_EQ(server().get("/endpoints/fraud").text("/model_version"),
              server().served_version("fraud"));
}

TEST_P(EndpointLife, an_idle_model_is_unloaded_and_loaded_once_for_all_who_wait) {
    server().deploy("1");
    server().live("fraud")->entities.front().runtime->in_flight = 1;
    clock.advance(901s);
    server().endpoints().step_idle();
    EXPECT_EQ(server().served_version("fraud"), "1") << "it is in use";
    server().live("fraud")->entities.front().runtime->in_flight = 0;
    server().endpoints().step_idle();
    EXPECT_EQ(server().served_version("fraud"), "");
    server().endpoints().step_generation();
    EXPECT_EQ(backend.alive, 0);
    const auto shown = server().get("/endpoints/fraud");
    EXPECT_EQ(shown.text("/state"), "READY");
    EXPECT_EQ(shown.text("/config/served_entities/0/state"), "SCALED_TO_ZERO");
    // Settings can be changed without loading it.
    EXPECT_EQ(
        server()
            .put("/endpoints/fraud/guardrails", R"({"rate_limits":[{"key":"ENDPOINT","calls":9}]})")
            .status,
        200);
    EXPECT_EQ(backend.loads("1"), 1);

    const auto endpoint = server().live("fraud");
    std::atomic<int> woken{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 50; ++i)
            threads.emplace_back([&] {
                if (server().endpoints().wake(*endpoint, endpoint->entities.front(),
                                              clock.steady_now() + 10s))
                    ++woken;
            });
    }
    EXPECT_EQ(woken, 50);
    EXPECT_EQ(backend.loads("1"), 2);
    EXPECT_EQ(server().served_version("fraud"), "1");
}

TEST_P(EndpointLife, who_waits_for_a_load_waits_until_the_deadline_only) {
    server().deploy("1");
    clock.advance(901s);
    server().endpoints().step_idle();
    backend.hold("1");
    server().endpoints().step_generation();
    const auto endpoint = server().live("fraud");
    const auto wake = [&](std::chrono::milliseconds time) {
        return server().endpoints().wake(*endpoint, endpoint->entities.front(),
                                         clock.steady_now() + time);
    };
    EXPECT_EQ(failure_of([&] { wake(20ms); }), FailureKind::timeout);
    backend.break_version("1");
    backend.release("1");
    EXPECT_EQ(failure_of([&] { wake(10s); }), FailureKind::unavailable);
    backend.mend_version("1");
    EXPECT_NE(wake(10s), nullptr);
}

TEST_P(EndpointLife, the_previous_model_stays_warm_for_its_time_and_within_its_bytes) {
    server().deploy("1", R"(,"scale_to_zero":false)");
    server().deploy("2");
    clock.advance(59min);
    server().endpoints().step_generation();
    EXPECT_EQ(backend.alive, 2);
    clock.advance(2min);
    server().endpoints().step_generation();
    server().endpoints().step_generation();
    EXPECT_EQ(backend.alive, 1);
    EXPECT_EQ(server().post("/endpoints/fraud/rollback?target_version=1").text("/status"), "ready");
    EXPECT_EQ(backend.loads("1"), 2);

    config.warm_memory_bytes = backend.model_bytes - 1;
    restart();
    ASSERT_TRUE(server().endpoints().wait_until_loaded(10s));
    server().deploy("2");
    clock.advance(11s);
    server().endpoints().step_generation();
    server().endpoints().step_generation();
    EXPECT_EQ(backend.alive, 1);
}

TEST_P(EndpointLife, a_delete_waits_for_the_requests_that_run) {
    server().deploy("1");
    const auto endpoint = server().live("fraud");
    auto& in_flight = endpoint->entities.front().runtime->in_flight;
    in_flight = 1;
    auto deleted =
        std::async(std::launch::async, [&] { return server().remove("/endpoints/fraud").status; });
    while (server().live("fraud")) std::this_thread::yield();
    EXPECT_EQ(deleted.wait_for(30ms), std::future_status::timeout);
    EXPECT_EQ(server().get("/endpoints/fraud").status, 404);
    in_flight = 0;
    EXPECT_EQ(deleted.get(), 200);
}

TEST_P(EndpointLife, an_endpoint_can_be_deleted_while_it_is_deployed_to) {
    server().deploy("1");
    backend.hold("2");
    server().deploy("2", R"(,"wait":0)");
    backend.wait_for_load("2");
    EXPECT_EQ(server().remove("/endpoints/fraud").status, 200);
    backend.release("2");
    restart();
    EXPECT_EQ(server().live("fraud"), nullptr);
    const auto history = server().get("/endpoints/fraud/history");
    EXPECT_EQ(history.text("/history/0/status"), "deleted");
    EXPECT_EQ(history.text("/history/1/status"), "deleted");
}

struct Listener final : EndpointObserver {
    std::vector<std::string> told;
    void went_live(const LiveEndpoint& endpoint) override {
        told.push_back(endpoint.name + " " + std::to_string(endpoint.revision));
    }
    void deleted(const EndpointId&) override { told.push_back("deleted"); }
};

TEST_P(EndpointLife, observers_are_told_of_what_went_live_and_of_what_went_away) {
    Listener listener;
    WorkerPool pool{"pool", 2, 100};
    Endpoints endpoints{database(), registry, backend, pool, pool, clock, random};
    endpoints.add_observer(listener);
    endpoints.start();
    server().deploy("1");
    endpoints.step_generation();
    ASSERT_TRUE(endpoints.wait_until_loaded(10s));
    server().deploy("2");
    endpoints.step_generation();
    ASSERT_TRUE(endpoints.wait_until_loaded(10s));
    server().remove("/endpoints/fraud");
    endpoints.step_generation();
    EXPECT_THAT(listener.told, testing::ElementsAre("fraud 1", "fraud 2", "deleted"));
}

TEST_P(EndpointLife, a_series_is_the_same_for_the_same_entity_and_version) {
    server().deploy("1");
    const auto first = server().live("fraud")->entities.front().runtime->series;
    server().deploy("2");
    const auto second = server().live("fraud")->entities.front().runtime->series;
    EXPECT_NE(first, second);
    EXPECT_NE(server().live("fraud")->series, second);
    server().post("/endpoints/fraud/rollback?target_version=1");
    EXPECT_EQ(server().live("fraud")->entities.front().runtime->series, first);
}

}  // namespace
}  // namespace ontos
