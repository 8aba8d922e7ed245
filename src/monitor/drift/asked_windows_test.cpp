// What endpoints show in windows that rules ask about.
#include "monitor/drift/asked_windows.hpp"

#include "monitor/drift/test_baselines.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

class AskedWindowsTest : public BaselinesTest {
protected:
    /// The numbers of the window that ends `ago`; of a clock that stands at a bucket's end.
    DriftStanding ask(Server& server, std::chrono::hours length, std::chrono::seconds ago = 0s,
                      StandingTime time = StandingTime::now) {
        AskedWindows windows{server.comparer, server.standings, clock_, Server::find()};
        const auto until = round_down(clock_.now() - ago, 10s);
        return *windows.standing(TestPeopleSeries{}.endpoint, {until - length, until}, time);
    }
    static const DriftStanding::Feature& age(const DriftStanding& standing) {
        return *std::ranges::find(standing.features, "age", &DriftStanding::Feature::name);
    }
};
INSTANTIATE_TEST_SUITE_P(on, AskedWindowsTest, sql::engines(), sql::engine_name);

TEST_P(AskedWindowsTest, have_their_own_rows_and_scores) {
    auto server = serve();
    send(*server, csv_of(5'000));
    TestPeople people{77};
    for (int window = 0; window < 36; ++window) pass_window(*server, people, 100);
    for (int window = 0; window < 12; ++window) pass_window(*server, people, 100, 1.3f);
    const auto hour = ask(*server, 1h), three = ask(*server, 3h), week = ask(*server, 168h);
    EXPECT_EQ(hour.rows, 1'200u);
    EXPECT_EQ(three.rows, 3'600u);
    EXPECT_EQ(week.rows, 4'800u);
    EXPECT_EQ(hour.verdict, DriftVerdict::drift);
    EXPECT_TRUE(age(hour).confirmed && age(three).confirmed);
    EXPECT_GT(age(hour).drift_score, age(three).drift_score);
    EXPECT_GT(age(three).drift_score, age(week).drift_score);
    EXPECT_EQ(hour.drift_score, age(hour).drift_score);
    for (const auto& feature : hour.features)
        EXPECT_EQ(feature.confirmed, feature.name == "age") << feature.name;
}

TEST_P(AskedWindowsTest, confirm_a_prediction_that_drifted_in_two_of_them_in_a_row) {
    auto server = serve();
    send(*server, csv_of(5'000));
    TestPeople people{77};
    const auto drift_for = [&](int windows, float factor) {
        for (int window = 0; window < windows; ++window) pass_window(*server, people, 100, factor);
        const auto found = ask(*server, 1h);
        EXPECT_EQ(found.results.size(), 1u);
        EXPECT_EQ(found.results.at(0).name, "score");
        return found.results.at(0);
    };
    EXPECT_FALSE(drift_for(24, 1).confirmed);
    const auto once = drift_for(12, 1.3f);
    EXPECT_GT(once.drift_score, 0.1);
    EXPECT_FALSE(once.confirmed);
    const auto twice = drift_for(12, 1.3f);
    EXPECT_TRUE(twice.confirmed);
    EXPECT_NE(twice.explanation, "") << "what moved";
    EXPECT_NE(age(ask(*server, 1h)).explanation, "") << "of what stands, too";
    EXPECT_FALSE(drift_for(12, 1).confirmed);
}

TEST_P(AskedWindowsTest, of_the_past_are_confirmed_by_the_rows_of_their_time) {
    auto server = serve();
    send(*server, csv_of(5'000));
    TestPeople people{77};
    for (int window = 0; window < 48; ++window)
        pass_window(*server, people, 100, window >= 24 && window < 36 ? 2.1f : 1.0f);
    clock_.advance(50h);
    EXPECT_FALSE(ask(*server, 1h, 52h, StandingTime::now).confirmed)
        << "what stands now says nothing of then";
    const auto then = ask(*server, 1h, 51h, StandingTime::window_end);
    EXPECT_TRUE(then.confirmed);
    EXPECT_TRUE(age(then).confirmed);
    const auto before = ask(*server, 1h, 53h, StandingTime::window_end);
    EXPECT_EQ(before.verdict, DriftVerdict::no_drift);
    EXPECT_FALSE(before.confirmed);
}

TEST_P(AskedWindowsTest, are_computed_once_for_all_rules_of_a_tick) {
    auto server = serve();
    send(*server, csv_of(5'000));
    TestPeople people{77};
    pass_window(*server, people, 100);
    AskedWindows windows{server->comparer, server->standings, clock_, Server::find()};
    const auto until = round_down(clock_.now(), 10s);
    const auto again = [&] {
        return windows.standing(TestPeopleSeries{}.endpoint, {until - 1h, until},
                                StandingTime::now);
    };
    const auto first = again();
    EXPECT_EQ(again(), first);
    clock_.advance(10s);
    EXPECT_NE(again(), first) << "rows that were told late are seen";
}

TEST_P(AskedWindowsTest, without_rows_or_a_baseline_have_no_verdict) {
    auto server = serve();
    EXPECT_EQ(ask(*server, 1h).verdict, DriftVerdict::no_baseline);
    send(*server, csv_of(5'000));
    TestPeople people{77};
    pass_window(*server, people, 49, 9);
    EXPECT_EQ(ask(*server, 1h).verdict, DriftVerdict::insufficient_data);
    EXPECT_FALSE(ask(*server, 1h).confirmed);
    AskedWindows windows{server->comparer, server->standings, clock_, Server::find()};
    EXPECT_EQ(
        windows.standing({"nobody"}, {clock_.now() - 1h, clock_.now()}, StandingTime::now)->verdict,
        DriftVerdict::no_baseline);
}

}  // namespace
}  // namespace ontos
