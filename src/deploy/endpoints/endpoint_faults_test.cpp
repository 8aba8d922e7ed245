// Endpoints when writes fail, servers are killed, files break, and other servers change things.
#include "deploy/endpoints/test_endpoints.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

/// The n-th write fails: before it does anything, or after its commit (the answer was lost).
class FaultyDatabase final : public sql::Database {
public:
    enum class Fault { before, after };
    explicit FaultyDatabase(sql::Database& real) : real_{real} {}
    void fail_write(int number, Fault fault) {
        fault_ = fault;
        left_ = number;
    }
    sql::Engine engine() const override { return real_.engine(); }
    void backup_to(const std::string& path) override { real_.backup_to(path); }

protected:
    void run_write(const std::function<void(sql::Transaction&)>& job) override {
        const bool fails = --left_ == 0;
        if (!fails || fault_ == Fault::after) real_.write([&](sql::Transaction& tx) { job(tx); });
        if (fails) throw Failure{FailureKind::unavailable, "The database cannot be reached."};
    }
    void run_read(const std::function<void(sql::Transaction&)>& job) override {
        real_.read([&](sql::Transaction& tx) { job(tx); });
    }

private:
    sql::Database& real_;
    std::atomic<int> left_{0};
    std::atomic<Fault> fault_{Fault::before};
};

using EndpointFaults = EndpointsTest;
INSTANTIATE_TEST_SUITE_P(on, EndpointFaults, sql::engines(), sql::engine_name);

TEST_P(EndpointFaults, whichever_write_fails_the_answer_and_what_serves_agree) {
    for (const auto fault : {FaultyDatabase::Fault::before, FaultyDatabase::Fault::after})
        for (int number = 1; number <= 4; ++number) {
            const auto name =
                "e" + std::to_string(static_cast<int>(fault)) + std::to_string(number);
            const auto deploy = [&](const std::string& version) {
                return R"({"model_name":"m.s.fraud","scale_to_zero":false,"endpoint_name":")" +
                       name + R"(","model_version":")" + version + "\"}";
            };
            FaultyDatabase faulty{database()};
            std::string serves;
            {
                TestServer first{faulty, registry, backend, clock, random};
                ASSERT_EQ(first.post("/deploy", deploy("1")).status, 201);
                faulty.fail_write(number, fault);
                const auto answer = first.post("/deploy", deploy("2"));
                faulty.fail_write(0, fault);
                first.endpoints().step_generation();
                first.endpoints().wait_until_loaded(10s);
                serves = first.served_version(name);
                EXPECT_TRUE(answer.status != 201 || serves == "2") << number;
                const bool undone = fault == FaultyDatabase::Fault::before;
                EXPECT_TRUE(answer.status == 201 || !undone || serves == "1") << number;
                const auto shown = first.get("/endpoints/" + name);
                EXPECT_EQ(shown.text("/model_version"), serves);
                EXPECT_EQ(shown.text("/state"), "READY");
            }
            TestServer second{database(), registry, backend, clock, random};
            ASSERT_TRUE(second.endpoints().wait_until_loaded(10s));
            EXPECT_EQ(second.served_version(name), serves) << number;
            EXPECT_EQ(second.get("/endpoints/" + name).text("/config_update") == "IN_PROGRESS",
                      false);
            EXPECT_EQ(second.post("/deploy", deploy("3")).text("/status"), "ready") << number;
        }
}

TEST_P(EndpointFaults, a_server_that_was_killed_during_a_deployment_leaves_the_old_one_serving) {
    server().deploy("1", R"(,"scale_to_zero":false)");
    backend.hold("2");
    server().deploy("2", R"(,"wait":0)");
    backend.wait_for_load("2");
    // As if the first were gone: it cannot do anything more that counts.
    TestServer second{database(), registry, backend, clock, random};
    ASSERT_TRUE(second.endpoints().wait_until_loaded(10s));
    EXPECT_EQ(second.served_version("fraud"), "1");
    const auto shown = second.get("/endpoints/fraud");
    EXPECT_EQ(shown.text("/config_update"), "UPDATE_FAILED");
    EXPECT_THAT(shown.text("/state_message"), HasSubstr("server stopped during this deployment"));
    backend.release("2");
    server().endpoints().wait_until_loaded(10s);
    EXPECT_EQ(second.deploy("3").text("/status"), "ready");
    EXPECT_EQ(second.served_version("fraud"), "3");
    EXPECT_EQ(second.get("/deployments?status=ready").text("/total"), "1");
}

TEST_P(EndpointFaults, what_another_server_began_is_left_alone_until_its_lease_ends) {
    server().deploy("1", R"(,"scale_to_zero":false)");
    backend.hold("2");
    server().deploy("2", R"(,"wait":0)");
    backend.wait_for_load("2");
    TestServer other{database(), registry, backend, clock, random, config_of_server("other")};
    clock.advance(29s);
    other.endpoints().step_generation();
    EXPECT_EQ(other.get("/endpoints/fraud").text("/config_update"), "IN_PROGRESS");
    EXPECT_EQ(other.deploy("3").text("/code"), "change_in_progress");
    clock.advance(2s);
    other.endpoints().step_generation();
    EXPECT_EQ(other.get("/endpoints/fraud").text("/config_update"), "UPDATE_FAILED");
    backend.release("2");
    server().endpoints().wait_until_loaded(10s);
    EXPECT_EQ(other.deploy("3").text("/status"), "ready");
}

TEST_P(EndpointFaults, another_server_follows_within_a_poll) {
    TestServer other{database(), registry, backend, clock, random, config_of_server("other")};
    server().deploy("1");
    server().send("POST", "/api/v1/registries/endpoints", R"({"endpoint_name":"theirs"})");
    EXPECT_EQ(other.live("fraud"), nullptr);
    other.endpoints().step_generation();
    ASSERT_TRUE(other.endpoints().wait_until_loaded(10s));
    EXPECT_EQ(other.served_version("fraud"), "1");
    EXPECT_TRUE(other.live("theirs")->is_external);
    server().deploy("2");
    server().remove("/endpoints/theirs");
    other.endpoints().step_generation();
    ASSERT_TRUE(other.endpoints().wait_until_loaded(10s));
    EXPECT_EQ(other.served_version("fraud"), "2");
    EXPECT_EQ(other.live("theirs"), nullptr);
    EXPECT_EQ(other.post("/endpoints/fraud/rollback?target_version=1").status, 200);
    server().endpoints().step_generation();
    ASSERT_TRUE(server().endpoints().wait_until_loaded(10s));
    EXPECT_EQ(server().served_version("fraud"), "1");
}

TEST_P(EndpointFaults, a_model_that_cannot_be_loaded_at_start_is_tried_again) {
    server().deploy("1", R"(,"scale_to_zero":false)");
    backend.break_version("1");
    restart();
    ASSERT_TRUE(server().endpoints().wait_until_loaded(10s));
    auto shown = server().get("/endpoints/fraud");
    EXPECT_EQ(shown.text("/state"), "NOT_READY");
    EXPECT_THAT(shown.text("/state_message"), HasSubstr("the file is broken"));
    EXPECT_FALSE(server().live("fraud")->is_ready);
    backend.mend_version("1");
    clock.advance(31s);
    server().endpoints().step_generation();
    ASSERT_TRUE(server().endpoints().wait_until_loaded(10s));
    EXPECT_EQ(server().get("/endpoints/fraud").text("/state"), "READY");
    EXPECT_EQ(server().served_version("fraud"), "1");
}

TEST_P(EndpointFaults, a_deploy_that_fails_meanwhile_does_not_end_the_tries) {
    server().deploy("1", R"(,"scale_to_zero":false)");
    backend.break_version("1");
    backend.break_version("2");
    restart();
    ASSERT_TRUE(server().endpoints().wait_until_loaded(10s));
    EXPECT_EQ(server().deploy("2").status, 422);
    EXPECT_FALSE(server().live("fraud")->is_ready);
    backend.mend_version("1");
    clock.advance(31s);
    server().endpoints().step_generation();
    ASSERT_TRUE(server().endpoints().wait_until_loaded(10s));
    EXPECT_EQ(server().served_version("fraud"), "1");
    EXPECT_TRUE(server().live("fraud")->is_ready);
}

TEST_P(EndpointFaults, another_servers_change_of_a_description_wakes_nothing) {
    server().deploy("1");
    TestServer other{database(), registry, backend, clock, random, config_of_server("other")};
    ASSERT_TRUE(other.endpoints().wait_until_loaded(10s));
    EXPECT_EQ(other.served_version("fraud"), "");
    server().send("PUT", "/api/v1/registries/endpoints/fraud", R"({"description":"new"})");
    other.endpoints().step_generation();
    ASSERT_TRUE(other.endpoints().wait_until_loaded(10s));
    EXPECT_EQ(other.served_version("fraud"), "");
    EXPECT_EQ(backend.loads("1"), 1);
}

}  // namespace
}  // namespace ontos
