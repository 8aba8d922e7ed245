// Evaluation on closed buckets: state, timeline and outbox together, once, by one server.
#include "monitor/alerts/alert_evaluator.hpp"

#include <thread>

#include "monitor/alerts/alert_metrics.hpp"
#include "monitor/alerts/test_alerts.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Evaluation = AlertsTest;
INSTANTIATE_TEST_SUITE_P(on, Evaluation, sql::engines(), sql::engine_name);

TEST_P(Evaluation, an_error_rate_fires_once_and_its_event_says_everything) {
    const auto id = create_error_alert(R"(, "runbook_url": "https://wiki.example.com/errors")");
    requests(80, 200);
    requests(20, 500);
    evaluate();
    const auto fired = alert(id);
    EXPECT_EQ(fired.at("state"), "firing");
    EXPECT_EQ(fired.at("firing"), true);
    EXPECT_EQ(fired.at("current_value"), 0.2);
    EXPECT_EQ(fired.at("sample_count"), 100);
    EXPECT_THAT(text(fired.at("message")), HasSubstr("20 of 100 requests failed"));
    evaluate(60s);
    EXPECT_THAT(told(id), ElementsAre("firing"));

    const auto event = get("/alerts/" + id + "/events").at("items").at(0);
    EXPECT_EQ(event.at("event"), "firing");
    EXPECT_EQ(event.at("state_before"), "inactive");
    EXPECT_EQ(event.at("current_value"), 0.2);
    EXPECT_EQ(event.at("threshold"), 0.1);
    EXPECT_EQ(event.at("sample_count"), 100);
    EXPECT_EQ(event.at("window_from"), "2026-03-02T11:55:10.000000Z");
    EXPECT_EQ(event.at("window_until"), "2026-03-02T12:00:10.000000Z");
    EXPECT_EQ(event.at("told"), "firing");
    EXPECT_EQ(event.at("links").at("runbook"), "https://wiki.example.com/errors");
    EXPECT_THAT(text(event.at("links").at("alert")), HasSubstr("https://ontos.example.com/"));
}

TEST_P(Evaluation, cost_is_what_was_told_of_requests_served_elsewhere) {
    const auto id =
        create(R"("alert_type": "cost", "threshold": 1.5, "condition": "gt", "window_minutes": 5)");
    evaluate();
    EXPECT_EQ(state(id), "inactive");
    Bucket bucket{0, round_down(clock_.now(), 1s), TestSeries{}.endpoint.text, "", "1", {}};
    bucket.counts.add(200, 1'000'000);
    bucket.counts.cost_nanos = 2'000'000'000;
    database().write([&](sql::Transaction& tx) {
        Metrics::insert_ingested(tx, {&bucket, 1}, "ingest.1");
    });
    evaluate(20s);
    EXPECT_EQ(state(id), "firing");
    EXPECT_EQ(alert(id).at("current_value").to_number<double>(), 2);
}

TEST_P(Evaluation, resolves_when_the_window_has_passed) {
    const auto id = create_error_alert();
    requests(100, 500);
    evaluate();
    requests(100, 200);
    evaluate(310s);
    EXPECT_EQ(state(id), "no_data");
    EXPECT_THAT(told(id), ElementsAre("firing", "resolved"));
    EXPECT_THAT(events(id), ElementsAre("created", "firing", "resolved", "no_data"));
}

TEST_P(Evaluation, a_bucket_that_is_open_is_not_looked_at) {
    const auto id = create_error_alert();
    clock_.set(*parse_rfc3339("2026-03-02T12:00:13Z"));
    requests(100, 500);  // in the bucket that closes at :20
    server_->evaluator.step();
    EXPECT_EQ(state(id), "no_data");
    clock_.set(*parse_rfc3339("2026-03-02T12:00:21Z"));  // ended, and not closed yet
    server_->evaluator.step();
    EXPECT_EQ(state(id), "no_data");
    clock_.set(*parse_rfc3339("2026-03-02T12:00:22Z"));
    server_->evaluator.step();
    EXPECT_EQ(state(id), "firing");
}

TEST_P(Evaluation, a_restart_neither_forgets_nor_repeats) {
    const auto id = create_error_alert(R"(, "for_seconds": 60)");
    requests(100, 500);
    evaluate(30s);
    EXPECT_EQ(state(id), "pending");
    server_.reset();
    reopen();
    start();
    clock_.advance(20s);
    evaluate(20s);
    EXPECT_EQ(state(id), "firing");
    for (int i = 0; i < 3; ++i) {
        server_.reset();
        reopen();
        start();
        clock_.advance(20s);
        evaluate();
    }
    EXPECT_THAT(told(id), ElementsAre("firing"));
    EXPECT_THAT(events(id), ElementsAre("created", "pending", "firing"));
}

TEST_P(Evaluation, two_servers_tell_once) {
    const auto id = create_error_alert();
    requests(100, 500);
    const auto other = new_server();
    clock_.advance(10s);
    std::thread first{[&] { server_->evaluator.step(); }};
    std::thread second{[&] { other->evaluator.step(); }};
    first.join();
    second.join();
    EXPECT_EQ(server_->evaluator.counters().evaluations + other->evaluator.counters().evaluations,
              1u);
    EXPECT_THAT(told(id), ElementsAre("firing"));
}

TEST_P(Evaluation, another_server_goes_on_when_one_dies) {
    const auto id = create_error_alert();
    evaluate();
    server_.reset();  // dies with the lease in its hand
    server_ = new_server();
    requests(100, 500);
    evaluate(10s);
    EXPECT_EQ(state(id), "no_data");
    evaluate(20s);
    EXPECT_EQ(state(id), "firing");
}

TEST_P(Evaluation, people_and_the_evaluator_at_once_lose_nothing) {
    const auto id = create_error_alert(R"(, "repeat_interval_seconds": 60)");
    requests(100, 500);
    evaluate();
    std::thread evaluator{[&] { evaluate(120s); }};
    std::vector<std::thread> people;
    for (int i = 0; i < 7; ++i)
        people.emplace_back([&] {
            for (int round = 0; round < 4; ++round) {
                send("POST", "/alerts/" + id + "/acknowledge");
                send("PATCH", "/alerts/" + id, R"({"severity": "critical"})");
            }
        });
    for (auto& person : people) person.join();
    evaluator.join();
    evaluate();
    EXPECT_EQ(state(id), "firing");
    EXPECT_EQ(alert(id).at("status"), "acknowledged");
    EXPECT_EQ(alert(id).at("severity"), "critical");
}

TEST_P(Evaluation, what_a_silence_holds_back_is_told_when_it_ends) {
    const auto id = create_error_alert(R"(, "labels": {"team": "risk"})");
    send("POST", "/silences",
         R"({"matchers": [{"label": "team", "value": "ri.*", "is_regex": true},
                          {"label": "severity", "value": "critical", "is_equal": false}],
             "duration_minutes": 2})");
    requests(100, 500);
    evaluate(60s);
    EXPECT_EQ(state(id), "firing");
    EXPECT_THAT(told(id), IsEmpty());
    const auto event = get("/alerts/" + id + "/events").at("items").at(0);
    EXPECT_THAT(text(event.at("not_told_because")), HasSubstr("silence"));
    evaluate(70s);
    EXPECT_THAT(told(id), ElementsAre("firing"));
    const auto late = get("/alerts/" + id + "/events").at("items").at(0);
    EXPECT_EQ(late.at("event"), "told");
    EXPECT_EQ(late.at("told"), "firing");
    EXPECT_EQ(late.at("not_told_because"), "");
}

TEST_P(Evaluation, an_end_that_nobody_is_told_says_that_its_beginning_was_not_told) {
    const auto id = create_error_alert();
    send("POST", "/silences", R"({"matchers": [{"label": "alert_id", "value": ")" + id + R"("}],
             "duration_minutes": 60})");
    requests(100, 500);
    evaluate();
    evaluate(360s);
    EXPECT_THAT(told(id), IsEmpty());
    const auto end = get("/alerts/" + id + "/events").at("items").at(0);
    EXPECT_EQ(end.at("event"), "resolved");
    EXPECT_EQ(end.at("told"), nullptr);
    EXPECT_EQ(end.at("not_told_because"), "nobody was told that it fired");
}

TEST_P(Evaluation, what_flapping_holds_back_says_so_and_the_late_end_is_told_in_an_event) {
    const auto id = create(R"("alert_type": "traffic", "threshold": 1, "window_minutes": 1)");
    for (int i = 0; i < 6; ++i) {
        if (i % 2 == 0) requests(100, 200);
        evaluate(70s);
    }
    const auto page = get("/alerts/" + id + "/events?limit=1000");
    int held_back = 0;
    for (const auto& event : page.at("items").as_array()) {
        const auto kind = text(event.at("event"));
        if (kind != "firing" && kind != "resolved") continue;
        const bool is_told = !event.at("told").is_null();
        EXPECT_EQ(text(event.at("not_told_because")), is_told ? "" : "it is flapping") << event;
        if (!is_told) ++held_back;
    }
    EXPECT_GE(held_back, 2);
    evaluate(31min);
    EXPECT_EQ(told(id).back(), "resolved");
    const auto later = get("/alerts/" + id + "/events");
    int told_late = 0;
    for (const auto& event : later.at("items").as_array())
        if (event.at("event") == "told" && event.at("told") == "resolved") ++told_late;
    EXPECT_EQ(told_late, 1);
}

TEST_P(Evaluation, a_mute_window_and_a_firing_alert_hold_back_too) {
    const auto cause = create_error_alert();
    const auto held = create_error_alert(R"(, "inhibited_by": [")" + cause + "\"]");
    const auto muted = create_error_alert(
        R"(, "mute_windows": [{"days": ["mon"], "from": "13:00", "to": "13:05",
                              "time_zone": "Europe/Berlin"}])");
    requests(100, 500);
    evaluate(20s);
    EXPECT_THAT(told(cause), ElementsAre("firing"));
    EXPECT_THAT(told(held), IsEmpty());
    EXPECT_THAT(told(muted), IsEmpty());
    send("POST", "/alerts/" + cause + "/resolve");
    evaluate();
    EXPECT_THAT(told(held), ElementsAre("firing"));
}

TEST_P(Evaluation, alerts_of_a_deleted_endpoint_resolve) {
    const auto id = create_error_alert();
    const auto quiet = create(R"("alert_type": "latency", "threshold": 1000)");
    requests(100, 500);
    evaluate();
    database().write([&](sql::Transaction& tx) {
        auto endpoint = *find_endpoint_by_id(tx, series_.endpoint.text);
        endpoint.deleted_at = clock_.now();
        endpoint.live_name.reset();
        update_endpoint(tx, endpoint);
    });
    evaluate();
    for (const auto& one : {id, quiet}) {
        EXPECT_EQ(alert(one).at("status"), "resolved");
        EXPECT_EQ(alert(one).at("resolved_by"), "ontos");
        const auto event = get("/alerts/" + one + "/events").at("items").at(0);
        EXPECT_EQ(event.at("by"), "ontos");
        EXPECT_THAT(text(event.at("message")), HasSubstr("endpoint iris was deleted"));
    }
    EXPECT_EQ(state(id), "inactive");
    EXPECT_THAT(told(id), ElementsAre("firing", "resolved"));
    EXPECT_THAT(told(quiet), IsEmpty());
    evaluate(60s);
    EXPECT_THAT(told(id), ElementsAre("firing", "resolved"));
}

TEST_P(Evaluation, a_deleted_endpoint_is_not_waited_for) {
    const auto id = create_error_alert();
    requests(100, 500);
    evaluate();
    server_->alerts.deleted(series_.endpoint);
    EXPECT_EQ(alert(id).at("status"), "resolved");
    EXPECT_THAT(told(id), ElementsAre("firing", "resolved"));
}

TEST_P(Evaluation, a_missed_evaluation_is_seen) {
    const auto id = create_error_alert();
    evaluate();
    clock_.advance(10min);
    EXPECT_EQ(alert(id).at("last_evaluated_at"), "2026-03-02T12:00:13.000000Z");
    PrometheusText before;
    write_alert_metrics(before, database(), clock_.now(), server_->evaluator.counters());
    EXPECT_THAT(before.text(), HasSubstr("ontos_alert_evaluation_age_seconds 600"));
    EXPECT_THAT(before.text(), HasSubstr("ontos_alerts{state=\"no_data\"} 1"));
    evaluate();
    EXPECT_THAT(events(id), ElementsAre("created", "no_data", "missed"));
    EXPECT_EQ(server_->evaluator.counters().missed, 1u);
}

TEST_P(Evaluation, latency_traffic_and_burn_rate_are_measured) {
    const auto slow = create(R"("alert_type": "latency", "threshold": 100, "metric": "p99")");
    const auto mean = create(R"("alert_type": "latency", "threshold": 100, "metric": "mean")");
    const auto silent = create(R"("alert_type": "traffic", "threshold": 0, "condition": "eq")");
    const auto burn = create(R"("alert_type": "burn_rate", "threshold": 1)");
    evaluate();
    EXPECT_EQ(state(slow), "no_data");
    EXPECT_EQ(state(silent), "firing");
    EXPECT_EQ(state(burn), "no_data");
    requests(97, 200, 10ms);
    requests(3, 503, 500ms);
    evaluate();
    EXPECT_EQ(state(slow), "firing");
    EXPECT_NEAR(alert(slow).at("current_value").as_double(), 500, 500 * 0.0055);
    EXPECT_EQ(state(mean), "inactive");
    EXPECT_NEAR(alert(mean).at("current_value").as_double(), 24.7, 1e-6);
    EXPECT_EQ(state(silent), "inactive");
    EXPECT_EQ(state(burn), "inactive");  // 3 failures are too few
    EXPECT_EQ(alert(burn).at("current_value"), 0);
    requests(7, 503);
    evaluate();
    EXPECT_EQ(state(burn), "firing");  // 10 of 107 at 99.9 %: 93 times, 6.5 times the limit
    EXPECT_NEAR(alert(burn).at("current_value").as_double(), 10.0 / 107 / 0.001 / 6, 0.01);
}

TEST_P(Evaluation, what_nothing_measures_yet_has_no_data_and_what_fails_is_an_error) {
    asked_[AlertType::drift] = [](const AlertRule&, const EndpointId&, Interval) -> Measurement {
        throw std::runtime_error{"the baseline is gone"};
    };
    start();
    const auto quality = create(R"("alert_type": "quality", "threshold": 0.5, "condition": "lt")");
    const auto drift = create(R"("alert_type": "drift", "threshold": 0.2)");
    evaluate();
    EXPECT_EQ(state(quality), "no_data");
    EXPECT_EQ(state(drift), "error");
    EXPECT_THAT(text(alert(drift).at("message")), HasSubstr("the baseline is gone"));
}

TEST_P(Evaluation, a_disabled_alert_is_not_evaluated_and_ends) {
    const auto id = create_error_alert();
    requests(100, 500);
    evaluate();
    EXPECT_EQ(send("PATCH", "/alerts/" + id, R"({"enabled": false})").status, 200);
    EXPECT_THAT(told(id), ElementsAre("firing", "resolved"));
    const auto evaluated = alert(id).at("last_evaluated_at");
    evaluate(60s);
    EXPECT_EQ(alert(id).at("last_evaluated_at"), evaluated);
}

TEST_P(Evaluation, old_events_are_forgotten) {
    const auto id = create_error_alert();
    clock_.advance(std::chrono::days{91});
    requests(100, 500);
    evaluate();
    server_->evaluator.forget_old();
    EXPECT_THAT(events(id), ElementsAre("firing"));
}

}  // namespace
}  // namespace ontos
