// Health: the arithmetic is shown, and only what is wrong costs points.
#include "monitor/alerts/health.hpp"

#include "monitor/alerts/test_alerts.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;

HealthFacts healthy(std::uint64_t successful = 1'000, std::uint64_t failed = 0) {
    HealthFacts facts;
    facts.requests = {successful + failed, successful, failed};
    return facts;
}

double score(const HealthFacts& facts) { return health_score(health_reasons(facts)); }

TEST(HealthScore, is_100_without_reasons) {
    EXPECT_THAT(health_reasons(healthy()), IsEmpty());
    EXPECT_EQ(score(healthy()), 100);
}

TEST(HealthScore, is_100_less_the_points_shown) {
    auto facts = healthy(980, 20);
    facts.rate_limited = 10;
    facts.requests.total += 10;
    facts.drift = DriftStatus{true, "high", "mean radius 2.1 times larger"};
    facts.evaluation_age = 120s;
    double points = 0;
    const auto reasons = health_reasons(facts);
    for (const auto& reason : reasons) points += reason.points;
    EXPECT_EQ(reasons.size(), 4u);
    EXPECT_NEAR(health_score(reasons), 100 - points, 1e-9);
}

TEST(HealthScore, falls_to_nothing_as_all_requests_fail) {
    EXPECT_LT(score(healthy(0, 100'000)), 1);
    EXPECT_GT(score(healthy(0, 100'000)), -1);
    EXPECT_EQ(health_status(score(healthy(0, 3))), HealthStatus::critical);
}

TEST(HealthScore, few_failures_prove_less_than_many) {
    EXPECT_GT(score(healthy(99, 1)), score(healthy(99'000, 1'000)));
    // 1.44 % is the rate that pages; the bound of a large sample is near it: 40 + 60 x 0.0144.
    EXPECT_NEAR(score(healthy(9'856'000, 144'000)), 59.4, 0.7);
}

TEST(HealthScore, each_firing_alert_costs_by_its_severity) {
    auto facts = healthy();
    for (const auto& [severity, left] : {std::pair{AlertSeverity::info, 98.0},
                                         {AlertSeverity::warning, 88.0},
                                         {AlertSeverity::error, 68.0},
                                         {AlertSeverity::critical, 33.0}}) {
        Alert alert;
        alert.record.rule.name = "x";
        alert.record.rule.severity = severity;
        facts.firing.push_back(alert);
        EXPECT_EQ(score(facts), left);
    }
}

TEST(HealthScore, has_the_bands_of_the_specification) {
    EXPECT_EQ(health_status(90), HealthStatus::healthy);
    EXPECT_EQ(health_status(89.9), HealthStatus::degraded);
    EXPECT_EQ(health_status(70), HealthStatus::degraded);
    EXPECT_EQ(health_status(69.9), HealthStatus::warning);
    EXPECT_EQ(health_status(50), HealthStatus::warning);
    EXPECT_EQ(health_status(49.9), HealthStatus::critical);
}

using HealthRoutes = AlertsTest;
INSTANTIATE_TEST_SUITE_P(on, HealthRoutes, sql::engines(), sql::engine_name);

TEST_P(HealthRoutes, without_traffic_nothing_is_known) {
    const auto health = get("/health/iris");
    EXPECT_EQ(health.at("status"), "unknown");
    EXPECT_TRUE(health.at("health_score").is_null());
    EXPECT_EQ(text(health.at("endpoint_id")), series_.endpoint.text);
    EXPECT_EQ(health.at("metrics").at("request_count"), 0);
    const auto missing = send("GET", "/health/nobody");
    EXPECT_EQ(missing.status, 404);
    EXPECT_THAT(missing.body, HasSubstr("iris"));
}

TEST_P(HealthRoutes, a_request_that_was_answered_is_in_it) {
    series_.tell(server_->metrics, 200, std::chrono::milliseconds{5});
    EXPECT_EQ(get("/health/iris").at("metrics").at("request_count"), 1);
    series_.tell(server_->metrics, 200, std::chrono::milliseconds{5});
    EXPECT_EQ(get("/health").at("items").at(0).at("metrics").at("request_count"), 2);
}

TEST_P(HealthRoutes, only_a_firing_alert_costs_health) {
    const auto id = create(R"("alert_type": "error_rate", "threshold": 0, "severity": "error")");
    create(R"("alert_type": "latency", "threshold": 1000)");
    requests(1'000, 200);
    evaluate();
    EXPECT_EQ(get("/health/iris").at("health_score"), 100);
    EXPECT_EQ(get("/health/iris").at("status"), "healthy");
    EXPECT_EQ(get("/health/iris").at("active_alerts"), 0);
    requests(1, 500);
    evaluate();
    const auto health = get("/health/iris");
    EXPECT_EQ(health.at("active_alerts"), 1);
    EXPECT_EQ(health.at("reasons").at(0).at("what"), "alert");
    EXPECT_EQ(health.at("reasons").at(0).at("points"), 20);
    EXPECT_THAT(text(health.at("reasons").at(0).at("evidence")), HasSubstr("1 of 1001"));
    send("POST", "/alerts/" + id + "/resolve");
    EXPECT_EQ(get("/health/iris").at("active_alerts"), 0);
    EXPECT_EQ(get("/health").at("items").as_array().size(), 1u);
    EXPECT_TRUE(get("/health").at("next_cursor").is_null());
}

}  // namespace
}  // namespace ontos
