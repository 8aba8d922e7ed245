// What is said of windows, and which of it stands.
#include "monitor/drift/drift_queries.hpp"
#include "monitor/drift/test_baselines.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class DriftTest : public BaselinesTest {};
INSTANTIATE_TEST_SUITE_P(on, DriftTest, sql::engines(), sql::engine_name);

TEST_P(DriftTest, is_not_there_in_rows_like_the_baseline_s_and_is_confirmed_within_two_windows) {
    auto server = serve();
    send(*server, csv_of(5'000));
    TestPeople people{77};
    for (int window = 0; window < 12; ++window) {
        pass_window(*server, people, 300);
        const auto standing = server->standings.standing(TestPeopleSeries{}.endpoint);
        ASSERT_FALSE(standing.confirmed) << window;
        ASSERT_EQ(standing.rows, window < 11 ? 300u : standing.rows) << window;
    }
    EXPECT_EQ(server->queries.show_drift({{"people"}}, {}).verdict, DriftVerdict::no_drift);

    pass_window(*server, people, 300, 2.1f);
    pass_window(*server, people, 300, 2.1f);
    const auto standing = server->standings.standing(TestPeopleSeries{}.endpoint);
    EXPECT_TRUE(standing.confirmed);
    EXPECT_EQ(standing.verdict, DriftVerdict::drift);
    for (const auto& feature : standing.features)
        EXPECT_EQ(feature.confirmed, feature.name == "age") << feature.name;
    api::Query<DriftQuery> query;
    query.level = "5m";
    const auto report = server->queries.show_drift({{"people"}}, query);
    EXPECT_TRUE(report.confirmed);
    EXPECT_EQ(report.verdict, DriftVerdict::drift);
    EXPECT_THAT(report.affected_features, ElementsAre("age"));
    EXPECT_THAT(report.feature_details.front().explanation, HasSubstr("`age`"));
    ASSERT_EQ(report.prediction_drift.size(), 1u);
    EXPECT_TRUE(report.prediction_drift[0].drifted);
}

TEST_P(DriftTest, of_a_standing_that_is_old_does_not_count) {
    auto server = serve();
    send(*server, csv_of(5'000));
    TestPeople people{77};
    pass_window(*server, people, 300, 2.1f);
    pass_window(*server, people, 300, 2.1f);
    EXPECT_TRUE(server->standings.standing(TestPeopleSeries{}.endpoint).confirmed);
    clock_.advance(72h);
    EXPECT_FALSE(server->standings.standing(TestPeopleSeries{}.endpoint).confirmed);
}

TEST_P(DriftTest, is_judged_against_live_traffic_where_there_is_no_baseline) {
    auto server = serve();
    TestPeople people{3};
    for (int hour = 0; hour < 30; ++hour) {
        for (int i = 0; i < 100; ++i)
            TestPeopleSeries{}.tell(*server->process->profiles, {people.next()});
        server->process->profiles->flush();
        server->process->profiles->roll_up();
        clock_.advance(1h);
    }
    api::Query<DriftQuery> query;
    query.comparison_hours = 6;
    const auto same = server->queries.show_drift({{"people"}}, query);
    EXPECT_EQ(same.baseline, "window");
    EXPECT_EQ(same.verdict, DriftVerdict::no_drift);
    EXPECT_GE(same.baseline_rows, 2'000);
    EXPECT_EQ(same.baseline_rows + same.comparison_rows, 3'000) << "the windows do not overlap";
    for (int i = 0; i < 500; ++i)
        TestPeopleSeries{}.tell(*server->process->profiles, {people.next(1.5f)});
    EXPECT_EQ(server->queries.show_drift({{"people"}}, query).verdict, DriftVerdict::drift);
}

TEST_P(DriftTest, of_few_rows_is_not_judged) {
    auto server = serve();
    send(*server, csv_of(5'000));
    TestPeople people{3};
    for (int i = 0; i < 49; ++i)
        TestPeopleSeries{}.tell(*server->process->profiles, {people.next(9)});
    const auto report = server->queries.show_drift({{"people"}}, {});
    EXPECT_EQ(report.verdict, DriftVerdict::insufficient_data);
    EXPECT_FALSE(report.drift_detected);
    EXPECT_THAT(*report.warning, HasSubstr("49 rows"));
}

TEST_P(DriftTest, is_told_window_by_window_with_gaps_where_rows_are_few) {
    auto server = serve();
    send(*server, csv_of(5'000));
    TestPeople people{77};
    pass_window(*server, people, 300);
    pass_window(*server, people, 20);
    pass_window(*server, people, 300, 2.1f);
    api::Query<WindowsQuery> query;
    query.level = "5m";
    query.windows = 4;
    const auto told = server->queries.show_windows({{"people"}}, query);
    EXPECT_EQ(told.baseline, "training");
    std::vector<DriftVerdict> verdicts;
    for (const auto& window : told.windows) verdicts.push_back(window.verdict);
    using enum DriftVerdict;
    EXPECT_THAT(verdicts, ElementsAre(insufficient_data, no_drift, insufficient_data, drift));
    EXPECT_EQ(told.windows[1].rows, 300);
    EXPECT_EQ(told.windows[2].drift_score, std::nullopt);
    EXPECT_EQ(told.windows[3].ended_at - told.windows[3].started_at, 5min);
    ASSERT_EQ(told.features.size(), 4u);
    const auto& age = told.features[0];
    EXPECT_EQ(age.feature, "age");
    EXPECT_THAT(age.drifted, ElementsAre(std::nullopt, false, std::nullopt, true));
    EXPECT_GT(*age.drift_score[3], *age.drift_score[1]);
    EXPECT_EQ(told.features[3].role, FeatureRole::prediction);
    EXPECT_TRUE(told.features[3].drifted[3].value());

    api::Query<DriftQuery> at;
    at.level = "5m";
    at.until = api::Moment{to_rfc3339(told.windows[1].ended_at)};
    const auto earlier = server->queries.show_feature_drift({{"people", "age"}}, at);
    EXPECT_EQ(earlier.detail->drift_score, *age.drift_score[1]) << "the same window";
    query.windows = 2;
    query.until = at.until;
    const auto before = server->queries.show_windows({{"people"}}, query);
    EXPECT_EQ(before.windows[1].ended_at, told.windows[1].ended_at);
    EXPECT_THAT(before.features[0].drift_score, ElementsAre(std::nullopt, age.drift_score[1]));
}

TEST_P(DriftTest, is_judged_of_hours_that_have_ended) {
    auto server = serve();
    send(*server, csv_of(5'000));
    TestPeople people{77};
    for (int window = 0; window < 13; ++window) pass_window(*server, people, 100);
    const auto turn = clock_.now();
    for (int window = 0; window < 13; ++window) pass_window(*server, people, 100, 2.1f);
    api::Query<DriftQuery> query;
    query.comparison_hours = 1;
    const auto lately = server->queries.show_drift({{"people"}}, query);
    EXPECT_EQ(lately.verdict, DriftVerdict::drift);
    EXPECT_TRUE(lately.confirmed);
    query.until = api::Moment{to_rfc3339(round_down(turn, 5min))};
    const auto before = server->queries.show_drift({{"people"}}, query);
    EXPECT_EQ(before.verdict, DriftVerdict::no_drift);
    EXPECT_FALSE(before.confirmed);
    EXPECT_NEAR(static_cast<double>(before.comparison_rows), 1'200, 100);
    EXPECT_THAT(before.comparison_period, testing::EndsWith(query.until->text));
    clock_.advance(72h);
    EXPECT_EQ(server->queries.show_drift({{"people"}}, query).comparison_rows,
              before.comparison_rows);
}

TEST_P(DriftTest, window_by_window_is_refused_where_such_windows_are_no_longer_kept) {
    auto server = serve();
    send(*server, csv_of(5'000));
    api::Query<WindowsQuery> windows;
    api::Query<DriftQuery> one;
    windows.level = "5m";
    one.level = "5m";
    windows.until = one.until = api::Moment{"now-13d"};
    EXPECT_EQ(server->queries.show_windows({{"people"}}, windows).windows.size(), 24u);
    EXPECT_NO_THROW(server->queries.show_drift({{"people"}}, one));
    windows.until = one.until = api::Moment{"now-20d"};
    EXPECT_THROW(server->queries.show_windows({{"people"}}, windows), Failure);
    EXPECT_THROW(server->queries.show_drift({{"people"}}, one), Failure);
    windows.level = "1h";
    EXPECT_EQ(server->queries.show_windows({{"people"}}, windows).windows.size(), 24u);
}

TEST_P(DriftTest, window_by_window_is_asked_of_an_endpoint_with_something_to_compare) {
    auto server = serve();
    const auto told = server->queries.show_windows({{"people"}}, {});
    EXPECT_EQ(told.windows.size(), 24u);
    EXPECT_TRUE(told.features.empty());
    EXPECT_TRUE(told.warning);
    const auto missing = failure_of([&] { server->queries.show_windows({{"peopel"}}, {}); });
    EXPECT_EQ(missing.kind(), FailureKind::not_found);
    EXPECT_EQ(missing.hint(), "Did you mean people? There are people.");
}

}  // namespace
}  // namespace ontos
