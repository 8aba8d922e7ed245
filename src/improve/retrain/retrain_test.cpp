// Retrain triggers: when they fire, once, and what follows.
#include <algorithm>
#include <thread>

#include "improve/feedback/feedback_counts_store.hpp"
#include "improve/gaps/gaps.hpp"
#include "improve/retrain/retrain_evaluator.hpp"
#include "improve/retrain/retrain_triggers.hpp"
#include "improve/sheets/test_sheets.hpp"
#include "monitor/request_log/request_log.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

class RetrainFixture : public SheetsTest {
protected:
    void SetUp() override {
        SheetsTest::SetUp();
        if (IsSkipped()) return;
        feedback_ = std::make_unique<Feedback>(FeedbackParts{.database = database(),
                                                             .clock = clock_,
                                                             .random = random_,
                                                             .redactor = redactor_,
                                                             .request_log = log_(),
                                                             .endpoints = directory()});
        measuring_ = std::make_unique<RetrainMeasuring>(RetrainMeasuringParts{
            .database = database(),
            .feedback = *feedback_,
            .endpoints = measured_directory(),
            .drift_window =
                [this](const EndpointId&, Interval window) {
                    DriftWindowSeen seen;
                    seen.is_judged = true;
                    seen.confirmed = window.to > drifts_from_;
                    seen.rows = 500;
                    return seen;
                },
            .revision = [](const EndpointId&) { return std::optional<std::int64_t>{7}; }});
        notifications_ = std::make_unique<Notifications>(database(), clock_, random_,
                                                         ChannelLimits{.guard = AddressGuard{}});
        triggers_ = std::make_unique<RetrainTriggers>(
            RetrainTriggersParts{.database = database(),
                                 .clock = clock_,
                                 .random = random_,
                                 .redactor = redactor_,
                                 .notifications = *notifications_,
                                 .measuring = *measuring_,
                                 .endpoints = directory(),
                                 .check_job = [](const api::json::value&, const std::string&) {
                                     return std::vector<Violation>{};
                                 }});
        gaps_ = std::make_unique<Gaps>(database(), clock_, random_, redactor_, directory());
        mount(router_, *triggers_);
        mount(router_, *gaps_);
        evaluator_ = new_evaluator();
    }

    /// The endpoint serves `serving_`; "": served elsewhere, and the registry does not say what.
    EndpointDirectory measured_directory() const {
        auto out = directory();
        out.find_live = [this, find = out.find](std::string_view name) {
            auto found = find(name);
            if (found) found->model_version = serving_;
            return found;
        };
        return out;
    }
    RequestLog& log_() {
        if (!request_log_)
            request_log_ = std::make_unique<RequestLog>(database(), redactor_, clock_, random_,
                                                        RequestLogConfig{});
        return *request_log_;
    }
    std::unique_ptr<RetrainEvaluator> new_evaluator() {
        return std::make_unique<RetrainEvaluator>(
            RetrainEvaluatorParts{.database = database(),
                                  .clock = clock_,
                                  .random = random_,
                                  .notifications = *notifications_,
                                  .measuring = *measuring_,
                                  .create_job =
                                      [this](const api::json::value&, const std::string& key) {
                                          if (job_failures_ > 0 && job_failures_-- > 0)
                                              throw Failure{FailureKind::unavailable, "not now"};
                                          jobs_.push_back(key);
                                          return "job of " + key;
                                      },
                                  .public_url = "https://ontos.example"});
    }
    /// Its path.
    std::string trigger(const std::string& condition, const std::string& more = {}) {
        const auto made = ask(201, "POST", "/retrain/triggers",
                              R"({"name": "t", "condition": )" + condition +
                                  (more.empty() ? R"(, "action": {"type": "open_gap"})" : "") +
                                  (more.empty() ? "" : ", " + more) + "}");
        return "/retrain/triggers/" + text(made.at("id"));
    }
    std::string rows_trigger(const std::string& sheet, const std::string& more = {}) {
        return trigger(R"({"type": "approved_rows", "min_rows": 2, "training_sheet_id": ")" +
                           sheet.substr(sheet.rfind('/') + 1) + "\"}",
                       more);
    }
    void approve(const std::string& sheet, int count) {
        for (int i = 0; i < count; ++i)
            add(sheet, R"({"prompt": "p", "response": "r", "review_status": "approved"})");
    }
    Json firings(const std::string& path) { return get(path + "/firings").at("items"); }
    std::size_t fired(const std::string& path) { return firings(path).as_array().size(); }
    void step() {
        clock_.advance(15s);
        evaluator_->step();
    }
    void rate_version(const std::string& version, int positive, int negative) {
        for (int i = 0; i < positive + negative; ++i) {
            FeedbackItem item;
            item.rating = i < positive ? Rating::positive : Rating::negative;
            item.model_version = version;
            const auto id = give(item);
            database().write([&](sql::Transaction& tx) {
                const auto kept = feedback_store::find(tx, id);
                const feedback_counts_store::ItemChange change{nullptr, &*kept};
                feedback_counts_store::count(tx, {&change, 1},
                                             [&] { return new_id(clock_, random_); });
            });
        }
    }
    void rate(int positive, int negative) {
        for (int i = 0; i < positive + negative; ++i) {
            FeedbackItem item;
            item.rating = i < positive ? Rating::positive : Rating::negative;
            give(item);
        }
    }

    std::string serving_ = "1";
    Timestamp drifts_from_ = Timestamp::max();
    int job_failures_ = 0;
    std::vector<std::string> jobs_;
    std::unique_ptr<RequestLog> request_log_;
    std::unique_ptr<Feedback> feedback_;
    std::unique_ptr<RetrainMeasuring> measuring_;
    std::unique_ptr<Notifications> notifications_;
    std::unique_ptr<RetrainTriggers> triggers_;
    std::unique_ptr<Gaps> gaps_;
    std::unique_ptr<RetrainEvaluator> evaluator_;
};

class Retraining : public RetrainFixture {};
INSTANTIATE_TEST_SUITE_P(on, Retraining, sql::engines(), sql::engine_name);

TEST_P(Retraining, approved_rows_since_it_fired_last) {
    const auto sheet = new_sheet();
    approve(sheet, 3);
    const auto path = rows_trigger(sheet, R"("cooldown_minutes": 0,
                                             "action": {"type": "open_gap"})");
    step();
    EXPECT_EQ(fired(path), 0u) << "they were approved before it was made";
    clock_.advance(1s);
    approve(sheet, 1);
    step();
    EXPECT_EQ(fired(path), 0u);
    approve(sheet, 1);
    EXPECT_EQ(ask(200, "POST", path + "/test").at("fires"), true);
    EXPECT_EQ(fired(path), 0u) << "a test changes nothing";
    step();
    step();
    ASSERT_EQ(fired(path), 1u);
    const auto firing = firings(path).at(0);
    EXPECT_EQ(firing.at("evidence").at("evidence").at("approved_rows"), 2);
    EXPECT_EQ(firing.at("evidence").at("evidence").at("wanted_rows"), 2);
    const auto gap = get("/gaps/" + text(firing.at("gap_id")));
    EXPECT_EQ(text(gap.at("gap_type")), "retrain");
    approve(sheet, 2);
    step();
    EXPECT_EQ(fired(path), 2u);
    EXPECT_EQ(firings(path).at(0).at("gap_id"), gap.at("id")) << "the same gap again";
    EXPECT_EQ(get("/gaps/" + text(gap.at("id"))).at("occurrence_count"), 2);
}

TEST_P(Retraining, what_is_approved_as_it_fires_counts_once) {
    const auto sheet = new_sheet();
    const auto path = rows_trigger(sheet, R"("cooldown_minutes": 0,
                                             "action": {"type": "open_gap"})");
    clock_.advance(10s);
    approve(sheet, 2);
    clock_.advance(10s);
    approve(sheet, 2);  // Another server may see them only after it has fired.
    evaluator_->step();
    ASSERT_EQ(fired(path), 1u);
    EXPECT_EQ(firings(path).at(0).at("evidence").at("evidence").at("approved_rows"), 2);
    step();
    ASSERT_EQ(fired(path), 2u);
    EXPECT_EQ(firings(path).at(0).at("evidence").at("evidence").at("approved_rows"), 2);
    step();
    EXPECT_EQ(fired(path), 2u);
}

TEST_P(Retraining, it_does_not_fire_again_before_its_cooldown_is_over) {
    const auto sheet = new_sheet();
    const auto path = rows_trigger(sheet, R"("cooldown_minutes": 60,
                                             "action": {"type": "open_gap"})");
    clock_.advance(1s);
    approve(sheet, 2);
    step();
    clock_.advance(1s);
    approve(sheet, 2);
    step();
    EXPECT_EQ(fired(path), 1u);
    EXPECT_THAT(text(get(path).at("last_reason")), testing::HasSubstr("cooldown ends"));
    clock_.advance(1h);
    step();
    EXPECT_EQ(fired(path), 2u);
}

TEST_P(Retraining, what_a_trigger_is_called_is_redacted) {
    const auto path = trigger(R"({"type": "schedule", "cron": "30 13 * * *"})",
                              R"("action": {"type": "open_gap"},
                                 "description": "Asked for by ann@example.org.")");
    EXPECT_EQ(text(get(path).at("description")), "Asked for by [REDACTED:email].");
    const auto changed = ask(
        200, "PATCH", path, R"({"name": "For bob@example.org", "description": "eva@example.org"})");
    EXPECT_EQ(text(changed.at("name")), "For [REDACTED:email]");
    EXPECT_EQ(text(changed.at("description")), "[REDACTED:email]");
    const auto made =
        ask(201, "POST", "/retrain/triggers",
            R"({"name": "ann@example.org", "condition": {"type": "schedule", "cron": "* * * * *"},
                "action": {"type": "open_gap"}})");
    EXPECT_EQ(text(made.at("name")), "[REDACTED:email]");
    const std::string job = R"({"action": {"type": "create_job", "job": {"model_name": "a",
        "parameters": {"salary": 7, "tell": ["ann@example.org"], "rate": 0.5}}}})";
    EXPECT_EQ(text(ask(200, "PATCH", path, job).at("action").at("job").at("parameters")),
              R"({"salary":"[REDACTED:column]","tell":["[REDACTED:email]"],"rate":5E-1})");
}

TEST_P(Retraining, a_dry_run_is_kept_and_does_nothing) {
    const auto sheet = new_sheet();
    const auto path = rows_trigger(sheet, R"("dry_run": true, "action": {"type": "open_gap"})");
    clock_.advance(1s);
    approve(sheet, 2);
    step();
    EXPECT_EQ(text(firings(path).at(0).at("status")), "dry_run");
    EXPECT_TRUE(get("/gaps").at("gaps").as_array().empty());
}

TEST_P(Retraining, a_drop_of_satisfaction_must_be_beyond_its_interval) {
    const auto path =
        trigger(R"({"type": "satisfaction_drop", "endpoint_id": "iris", "window_hours": 24})");
    rate(45, 5);
    clock_.advance(24h);
    rate(20, 4);
    EXPECT_THAT(text(ask(200, "POST", path + "/test").at("reason")),
                testing::HasSubstr("of 30 wanted of each"));
    rate(22, 4);
    auto verdict = ask(200, "POST", path + "/test");
    EXPECT_EQ(verdict.at("holds"), false) << "84 % of 50 is no drop from 90 %";
    rate(0, 25);
    clock_.advance(1s);  // A window ends before now.
    verdict = ask(200, "POST", path + "/test");
    EXPECT_EQ(verdict.at("holds"), true);
    EXPECT_EQ(verdict.at("evidence").at("now_side").at("negative"), 33);
    EXPECT_GT(verdict.at("evidence").at("drop_interval").at(0).as_double(), 0);
    step();
    const auto firing = firings(path).at(0);
    EXPECT_EQ(firing.at("evidence").at("evidence").at("endpoint_revision"), 7);
}

TEST_P(Retraining, a_version_that_serves_elsewhere_is_compared_with_the_one_before) {
    const auto path =
        trigger(R"({"type": "satisfaction_drop", "endpoint_id": "iris", "compare": "versions"})");
    serving_ = "";
    EXPECT_EQ(ask(200, "POST", path + "/test").at("holds"), false) << "no version is known";
    rate_version("1", 36, 4);
    rate_version("2", 12, 28);
    const auto expect_second = [&] {
        const auto verdict = ask(200, "POST", path + "/test");
        EXPECT_EQ(verdict.at("holds"), true);
        const auto& evidence = verdict.at("evidence");
        EXPECT_EQ(text(evidence.at("model_version")), "2");
        EXPECT_EQ(text(evidence.at("now_side").at("model_version")), "2");
        EXPECT_EQ(evidence.at("now_side").at("positive"), 12);
        EXPECT_EQ(text(evidence.at("before_side").at("model_version")), "1");
    };
    expect_second();
    serving_ = "2";
    rate_version("1", 1, 0);  // It came late: the registry knows better.
    expect_second();
    step();
    EXPECT_EQ(fired(path), 1u);
}

TEST_P(Retraining, drift_must_be_confirmed_in_each_of_its_windows) {
    const auto path = trigger(R"({"type": "drift", "endpoint_id": "iris", "windows": 2})");
    drifts_from_ = clock_.now();
    clock_.advance(1h);
    step();
    EXPECT_EQ(fired(path), 0u);
    clock_.advance(1h);
    step();
    ASSERT_EQ(fired(path), 1u);
    EXPECT_EQ(
        firings(path).at(0).at("evidence").at("evidence").at("drift_windows").as_array().size(),
        2u);
}

TEST_P(Retraining, a_schedule_fires_once_for_each_of_its_times) {
    // 12:00 UTC is 13:00 in Berlin in March.
    const auto path =
        trigger(R"({"type": "schedule", "cron": "30 13 * * *", "time_zone": "Europe/Berlin"})");
    const auto of_iris =
        trigger(R"({"type": "schedule", "cron": "30 13 * * *", "endpoint_id": "iris"})");
    EXPECT_NE(text(get(of_iris).at("condition").at("endpoint_id")), "iris") << "kept as its id";
    for (int minute = 0; minute < 29; ++minute) {
        clock_.advance(1min);
        evaluator_->step();
    }
    EXPECT_EQ(fired(path), 0u);
    for (int i = 0; i < 10; ++i) step();
    EXPECT_EQ(fired(path), 1u);
    clock_.advance(24h - 150s);
    for (int i = 0; i < 10; ++i) step();
    EXPECT_EQ(fired(path), 2u);
}

TEST_P(Retraining, a_job_is_made_under_the_firings_id_until_it_is) {
    const auto sheet = new_sheet();
    const auto path =
        rows_trigger(sheet, R"("action": {"type": "create_job", "job": {"model_name": "a"}})");
    clock_.advance(1s);
    approve(sheet, 2);
    job_failures_ = 2;
    step();
    EXPECT_EQ(text(firings(path).at(0).at("status")), "waiting");
    for (int i = 0; i < 5; ++i) step();
    const auto firing = firings(path).at(0);
    EXPECT_EQ(text(firing.at("status")), "done");
    EXPECT_EQ(firing.at("attempts"), 3);
    EXPECT_EQ(text(firing.at("training_job_id")), "job of " + text(firing.at("id")));
    EXPECT_EQ(jobs_.size(), 1u);
}

TEST_P(Retraining, channels_are_told_in_the_same_transaction) {
    const auto sheet = new_sheet();
    const auto path = rows_trigger(sheet, R"("action": {"type": "notify"},
        "notification_channels": ["https://hooks.example/abc"])");
    clock_.advance(1s);
    approve(sheet, 2);
    step();
    EXPECT_EQ(firings(path).at(0).at("delivery_ids").as_array().size(), 1u);
    const auto queued = database().read([](sql::Transaction& tx) {
        return tx.value<std::int64_t>("select count(*) from notification_outbox");
    });
    EXPECT_EQ(queued, 1);
}

TEST_P(Retraining, eight_servers_fire_it_once) {
    const auto sheet = new_sheet();
    const auto path = rows_trigger(sheet);
    clock_.advance(1s);
    approve(sheet, 2);
    clock_.advance(settling_time);
    std::vector<std::unique_ptr<RetrainEvaluator>> servers;
    for (int i = 0; i < 8; ++i) servers.push_back(new_evaluator());
    std::vector<std::thread> threads;
    for (auto& server : servers)
        threads.emplace_back([&server] {
            for (int i = 0; i < 3; ++i) try {
                    server->step();
                } catch (const sql::LeaseLost&) {
                } catch (const Failure& failure) {
                    EXPECT_EQ(failure.kind(), FailureKind::unavailable) << failure.message();
                }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(fired(path), 1u);
}

TEST_P(Retraining, who_comes_too_late_fires_nothing) {
    const auto sheet = new_sheet();
    const auto path = rows_trigger(sheet);
    clock_.advance(1s);
    approve(sheet, 2);
    clock_.advance(settling_time);
    evaluator_->step();
    clock_.advance(1min);  // Its lease has ended, and it does not know.
    const auto other = new_evaluator();
    other->step();
    EXPECT_EQ(fired(path), 1u);
}

TEST(ShareDifference, is_newcombes_method_10) {
    // Newcombe 1998, table II, 56/70 and 48/80: 0.0524 to 0.3339.
    const auto interval = share_difference_interval(56, 70, 48, 80);
    EXPECT_NEAR(interval[0], 0.0524, 0.00005);
    EXPECT_NEAR(interval[1], 0.3339, 0.00005);
}

}  // namespace
}  // namespace ontos
