// What alerts and health hear of drift.
#include "app/alert_measures.hpp"

#include <gmock/gmock.h>

#include "monitor/alerts/backtest.hpp"
#include "monitor/drift/test_baselines.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

DriftStanding standing(DriftVerdict verdict, bool confirmed) {
    DriftStanding out;
    out.verdict = verdict;
    out.confirmed = confirmed;
    out.drift_score = 0.4;
    out.rows = 900;
    out.features = {{"age", 0.4, 0.0, 0.0, confirmed}, {"city", 0.01, 0.12, 0.03, false}};
    out.results = {{"prediction", 0.3, 0.02, 0.0, confirmed}};
    return out;
}

Measurement measure(const DriftStanding& now, AlertType type, std::string metric) {
    AlertRule rule;
    rule.alert_type = type;
    rule.metric = std::move(metric);
    const auto measures = with_drift({}, [&](const EndpointId&, Interval) {
        return std::make_shared<const DriftStanding>(now);
    });
    return measures.at(type)(rule, {"e"}, {});
}

TEST(DriftMeasures, only_drift_that_is_confirmed_has_a_value_above_zero) {
    const auto confirmed = standing(DriftVerdict::drift, true);
    EXPECT_EQ(measure(confirmed, AlertType::drift, "max").value, 0.4);
    EXPECT_EQ(measure(confirmed, AlertType::drift, "age").value, 0.4);
    EXPECT_EQ(measure(confirmed, AlertType::drift, "city").value, 0);
    EXPECT_EQ(measure(confirmed, AlertType::drift, "max").sample_count, 900);
    EXPECT_THAT(measure(confirmed, AlertType::drift, "max").explanation, HasSubstr("`age`"));
    const auto once = standing(DriftVerdict::drift, false);
    EXPECT_EQ(measure(once, AlertType::drift, "max").value, 0);
    EXPECT_EQ(measure(once, AlertType::drift, "age").value, 0);
}

TEST(DriftMeasures, rates_are_those_of_a_feature_or_the_largest) {
    const auto now = standing(DriftVerdict::no_drift, false);
    EXPECT_EQ(measure(now, AlertType::null_rate, "max").value, 0.12);
    EXPECT_EQ(measure(now, AlertType::null_rate, "max").explanation, "most in `city`");
    EXPECT_EQ(measure(now, AlertType::null_rate, "age").value, 0);
    EXPECT_EQ(measure(now, AlertType::unseen_rate, "city").value, 0.03);
}

TEST(DriftMeasures, predictions_have_values_by_their_name_and_are_not_in_the_largest) {
    const auto confirmed = standing(DriftVerdict::drift, true);
    const auto measured = measure(confirmed, AlertType::drift, "prediction");
    EXPECT_EQ(measured.value, 0.3);
    EXPECT_EQ(measured.explanation, "drift is confirmed: `prediction`");
    EXPECT_EQ(
        measure(standing(DriftVerdict::no_drift, false), AlertType::drift, "prediction").value, 0);
    EXPECT_EQ(measure(confirmed, AlertType::null_rate, "prediction").value, 0.02);
    const auto without_rows =
        measure(standing(DriftVerdict::insufficient_data, true), AlertType::drift, "prediction");
    EXPECT_FALSE(without_rows.value) << "what stands is of features only";
}

TEST(DriftMeasures, too_few_rows_no_baseline_and_an_unknown_feature_are_no_data) {
    for (const auto verdict : {DriftVerdict::insufficient_data, DriftVerdict::no_baseline}) {
        const auto measured = measure(standing(verdict, false), AlertType::drift, "max");
        EXPECT_FALSE(measured.value);
        EXPECT_FALSE(measured.has_failed);
        EXPECT_FALSE(measured.explanation.empty());
    }
    EXPECT_FALSE(
        measure(standing(DriftVerdict::drift, true), AlertType::null_rate, "height").value);
}

TEST(DriftMeasures, confirmed_drift_stands_without_rows_and_rates_do_not) {
    const auto stands = standing(DriftVerdict::insufficient_data, true);
    EXPECT_EQ(measure(stands, AlertType::drift, "max").value, 0.4);
    EXPECT_EQ(measure(stands, AlertType::drift, "age").value, 0.4);
    EXPECT_THAT(measure(stands, AlertType::drift, "max").explanation, HasSubstr("since then"));
    EXPECT_FALSE(measure(stands, AlertType::null_rate, "city").value);
}

TEST(DriftMeasures, a_window_that_shows_none_of_what_is_confirmed_says_so) {
    const auto over = standing(DriftVerdict::no_drift, true);
    EXPECT_THAT(measure(over, AlertType::drift, "max").explanation,
                testing::EndsWith("`age`; this window shows none"));
    EXPECT_THAT(measure(standing(DriftVerdict::drift, true), AlertType::drift, "max").explanation,
                testing::EndsWith("`age`"));
    EXPECT_THAT(
        measure(standing(DriftVerdict::no_drift, false), AlertType::drift, "max").explanation,
        testing::EndsWith("no drift is confirmed"));
}

TEST(DriftMeasures, drift_that_nobody_can_see_any_more_is_no_data_and_not_zero) {
    auto faded = standing(DriftVerdict::no_drift, false);
    faded.faded = true;
    faded.features[0].faded = true;
    EXPECT_FALSE(measure(faded, AlertType::drift, "max").value);
    EXPECT_FALSE(measure(faded, AlertType::drift, "age").value);
    EXPECT_EQ(measure(faded, AlertType::drift, "city").value, 0);
    EXPECT_THAT(measure(faded, AlertType::drift, "max").explanation, HasSubstr("was confirmed"));
    EXPECT_EQ(measure(faded, AlertType::null_rate, "max").value, 0.12);
}

TEST(DriftStatus, health_hears_of_confirmed_drift_and_its_severity) {
    const auto status = [](const DriftStanding& now) {
        return drift_status_by([now](const EndpointId&) { return now; })({"e"});
    };
    EXPECT_EQ(status(standing(DriftVerdict::drift, true))->severity, "high");
    EXPECT_TRUE(status(standing(DriftVerdict::drift, true))->detected);
    EXPECT_FALSE(status(standing(DriftVerdict::no_drift, false))->detected);
    for (const auto verdict : {DriftVerdict::insufficient_data, DriftVerdict::no_baseline})
        EXPECT_FALSE(status(standing(verdict, false)));
}

class DriftBacktest : public BaselinesTest {};
INSTANTIATE_TEST_SUITE_P(on, DriftBacktest, sql::engines(), sql::engine_name);

TEST_P(DriftBacktest, finds_the_hours_in_which_rows_were_in_other_units) {
    auto server = serve();
    send(*server, csv_of(5'000));
    TestPeople people{77};
    const auto start = round_down(clock_.now(), 5min);
    for (int window = 0; window < 72; ++window)
        pass_window(*server, people, 60, window >= 24 && window < 42 ? 2.1f : 1.0f);
    clock_.advance(30h);

    AlertRule rule;
    rule.alert_type = AlertType::drift;
    rule.threshold = 0.5;
    rule.metric = "age";
    rule.window_minutes = 60;
    rule.min_samples = 0;
    AskedWindows windows{server->comparer, server->standings, clock_, Server::find()};
    Metrics metrics{database(), clock_, random_};
    const auto measures = with_drift({}, windows_of(windows, StandingTime::window_end));
    const auto report = backtest(rule, TestPeopleSeries{}.endpoint, {start, start + 6h},
                                 clock_.now(), metrics, measures);
    EXPECT_EQ(report.step_seconds, 300);
    ASSERT_EQ(report.fired, 1);
    const auto& episode = report.episodes.front();
    EXPECT_GT(episode.fired_at, start + 2h);
    EXPECT_LE(episode.fired_at, start + 3h);
    ASSERT_TRUE(episode.resolved_at);
    EXPECT_GT(*episode.resolved_at, start + 3h + 30min);
    EXPECT_LE(*episode.resolved_at, start + 5h);
    EXPECT_GT(*episode.peak_value, 0.5);
    EXPECT_THAT(episode.message, HasSubstr("`age`"));
}

}  // namespace
}  // namespace ontos
