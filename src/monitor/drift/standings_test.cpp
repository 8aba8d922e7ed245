// What stands while windows have too few rows, and from when on evidence is counted.
#include "monitor/drift/standings.hpp"

#include "monitor/drift/asked_windows.hpp"
#include "monitor/drift/test_baselines.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

/// A baseline of 398 rows, and windows of 900: more than evidence may be counted of, so that the
/// rule of two windows decides alone.
class StandingsTest : public BaselinesTest {
protected:
    static constexpr int few = 3, many = 900;

    std::unique_ptr<Server> serve_small_baseline() {
        auto server = serve();
        send(*server, csv_of(398));
        return server;
    }
    void pass_windows(Server& server, int windows, int rows, float age_factor = 1) {
        for (int i = 0; i < windows; ++i) pass_window(server, people_, rows, age_factor);
    }
    static void make_traffic_the_baseline(Server& server) {
        api::Form<NewBaseline> form;
        form.endpoint_id = "people";
        form.hours = 1;
        server.baselines.create_baseline(form, {{}, {"ann", "req-1"}}, {});
    }
    static DriftStanding standing(Server& server) {
        return server.standings.standing(TestPeopleSeries{}.endpoint);
    }
    static std::string what_moved(const DriftStanding& standing) {
        return std::ranges::find(standing.features, "age", &DriftStanding::Feature::name)
            ->explanation;
    }
    bool is_confirmed_in_5_minutes() {
        const auto rows = database().read([](sql::Transaction& tx) {
            return standings_store::list(tx, TestPeopleSeries{}.endpoint.text);
        });
        return rows.front().confirmed;
    }
    DriftStanding asked(Server& server, StandingTime time) {
        AskedWindows windows{server.comparer, server.standings, clock_, Server::find()};
        const auto until = round_down(clock_.now(), 10s);
        return *windows.standing(TestPeopleSeries{}.endpoint, {until - 5min, until}, time);
    }

    TestPeople people_{77};
};
INSTANTIATE_TEST_SUITE_P(on, StandingsTest, sql::engines(), sql::engine_name);

TEST_P(StandingsTest, two_windows_are_in_a_row_if_only_windows_with_few_rows_are_between) {
    auto server = serve_small_baseline();
    pass_windows(*server, 3, many);
    pass_windows(*server, 1, many, 2.1f);
    EXPECT_FALSE(standing(*server).confirmed);
    pass_windows(*server, 1, few);
    EXPECT_FALSE(standing(*server).confirmed);
    pass_windows(*server, 1, many, 2.1f);
    EXPECT_TRUE(standing(*server).confirmed);
    const auto then = server->standings.standing_at(*Server::find()("people"), clock_.now());
    EXPECT_TRUE(then.confirmed) << "asked of the same time later on";
}

TEST_P(StandingsTest, of_the_past_is_confirmed_from_the_window_on_that_confirmed_it_live) {
    auto server = serve();
    send(*server, csv_of(5'000));
    std::vector<std::pair<Timestamp, bool>> live;
    const auto pass = [&](int windows, int rows, float age_factor) {
        for (int i = 0; i < windows; ++i) {
            pass_window(*server, people_, rows, age_factor);
            live.emplace_back(clock_.now(), standing(*server).confirmed);
        }
    };
    pass(4, 60, 1);
    pass(16, 60, 1.08f);  // too little for a window: the evidence of the day finds it
    clock_.advance(20min);
    const auto first = std::ranges::find(live, true, &std::pair<Timestamp, bool>::second);
    ASSERT_NE(first, live.end());
    EXPECT_GT(first - live.begin(), 5);
    for (const auto& [at, confirmed] : live)
        EXPECT_EQ(server->standings.standing_at(*Server::find()("people"), at).confirmed, confirmed)
            << to_rfc3339(at);
}

TEST_P(StandingsTest, two_windows_with_an_hour_of_few_rows_between_are_not_in_a_row) {
    auto server = serve_small_baseline();
    pass_windows(*server, 2, many);
    pass_windows(*server, 1, many, 2.1f);
    pass_windows(*server, 13, few);
    pass_windows(*server, 1, many, 2.1f);
    EXPECT_FALSE(standing(*server).confirmed);
}

TEST_P(StandingsTest, confirmed_drift_stands_for_an_hour_of_few_rows_and_then_nobody_knows) {
    auto server = serve_small_baseline();
    pass_windows(*server, 2, many);
    pass_windows(*server, 2, many, 2.1f);
    for (int window = 1; window <= 12; ++window) {
        pass_windows(*server, 1, few);
        const auto now = standing(*server);
        ASSERT_TRUE(now.confirmed) << window;
        ASSERT_EQ(now.verdict, DriftVerdict::drift) << window;
        ASSERT_THAT(what_moved(now), testing::EndsWith("times larger: looks like a unit change"));
        for (const auto time : {StandingTime::now, StandingTime::window_end}) {
            const auto window_now = asked(*server, time);
            ASSERT_EQ(window_now.verdict, DriftVerdict::insufficient_data);
            ASSERT_TRUE(window_now.confirmed) << window;
            ASSERT_GT(window_now.drift_score, 0.3) << window;
            ASSERT_GE(window_now.rows, 50u) << "of the windows that confirmed it";
        }
    }
    pass_windows(*server, 1, few);
    const auto late = standing(*server);
    EXPECT_FALSE(late.confirmed);
    EXPECT_TRUE(late.faded);
    EXPECT_EQ(what_moved(late), "");
    EXPECT_EQ(late.verdict, DriftVerdict::insufficient_data);
    EXPECT_TRUE(asked(*server, StandingTime::now).faded);
    pass_windows(*server, 1, many);
    EXPECT_FALSE(standing(*server).faded);
    EXPECT_FALSE(standing(*server).confirmed);
    EXPECT_TRUE(is_judged(standing(*server).verdict));
}

TEST_P(StandingsTest, confirmed_drift_is_over_with_a_window_or_an_hour_that_shows_none) {
    auto server = serve_small_baseline();
    pass_windows(*server, 2, many);
    pass_windows(*server, 2, many, 2.1f);
    pass_windows(*server, 1, many);
    EXPECT_FALSE(standing(*server).confirmed);
    pass_windows(*server, 2, many, 2.1f);
    EXPECT_TRUE(standing(*server).confirmed);
    // Six rows are too few in five minutes, and enough in an hour that began after the drift.
    while (round_down(clock_.now(), 5min) < *parse_rfc3339("2026-03-01T14:00:00Z"))
        pass_windows(*server, 1, 6);
    EXPECT_FALSE(standing(*server).confirmed);
    EXPECT_FALSE(standing(*server).faded);
    EXPECT_EQ(standing(*server).verdict, DriftVerdict::no_drift);
}

TEST_P(StandingsTest,
       what_moved_is_told_by_the_window_that_shows_it_and_not_by_the_day_s_mixed_rows) {
    auto server = serve_small_baseline();
    pass_windows(*server, 1, 171);
    pass_windows(*server, 1, 171, 10);
    ASSERT_TRUE(standing(*server).confirmed) << "by the evidence of the day";
    const auto is_of_the_window =
        testing::StartsWith("`age` 10.4 times larger: looks like a unit change");
    EXPECT_THAT(what_moved(standing(*server)), is_of_the_window);
    EXPECT_THAT(what_moved(asked(*server, StandingTime::now)), is_of_the_window);
    pass_windows(*server, 1, few);
    EXPECT_THAT(what_moved(standing(*server)), is_of_the_window);
    pass_windows(*server, 1, 171);
    ASSERT_TRUE(standing(*server).confirmed) << "the day still shows it";
    EXPECT_THAT(what_moved(standing(*server)), is_of_the_window) << "of the last window that did";
}

TEST_P(StandingsTest, what_evidence_of_small_windows_confirms_has_the_rows_that_it_is_of) {
    auto server = serve_small_baseline();
    pass_windows(*server, 3, 40, 10);
    ASSERT_TRUE(standing(*server).confirmed);
    EXPECT_EQ(standing(*server).rows, 120u);
    pass_windows(*server, 2, 0);
    ASSERT_TRUE(standing(*server).confirmed);
    EXPECT_EQ(asked(*server, StandingTime::now).rows, 120u) << "an alert needs 50 to go on";
}

TEST_P(StandingsTest,
       evidence_is_counted_anew_when_the_day_has_more_than_twice_the_baseline_s_rows) {
    auto server = serve_small_baseline();
    pass_windows(*server, 7, 300);
    EXPECT_FALSE(standing(*server).confirmed);
    pass_windows(*server, 1, 300, 2.1f);
    EXPECT_TRUE(standing(*server).confirmed) << "2,100 rows of the day say nothing any more";
}

TEST_P(StandingsTest, what_evidence_has_confirmed_stands_when_the_counting_begins_anew) {
    auto server = serve_small_baseline();
    // The day begins at midnight: a few minutes before it, drift that one window shows.
    clock_.set(*parse_rfc3339("2026-03-01T23:50:01Z"));
    pass_windows(*server, 1, 300, 2.1f);
    EXPECT_TRUE(is_confirmed_in_5_minutes());
    pass_windows(*server, 1, few);
    pass_windows(*server, 3, few);
    EXPECT_TRUE(is_confirmed_in_5_minutes()) << "after midnight there are nine rows";
    pass_windows(*server, 2, 300);
    EXPECT_FALSE(is_confirmed_in_5_minutes());
}

TEST_P(StandingsTest, the_same_rows_again_and_again_look_like_drift_and_fresh_rows_do_not) {
    auto server = serve();
    send(*server, csv_of(5'000));
    pass_windows(*server, 20, 100);
    EXPECT_FALSE(standing(*server).confirmed);
    for (int window = 0; window < 20; ++window) {
        TestPeople same{78};
        pass_window(*server, same, 100);
    }
    EXPECT_TRUE(standing(*server).confirmed);
}

TEST_P(StandingsTest, what_was_confirmed_against_a_baseline_is_not_said_of_the_next) {
    auto server = serve();
    send(*server, csv_of(5'000));
    pass_windows(*server, 12, 300, 2.1f);
    ASSERT_TRUE(standing(*server).confirmed);
    ASSERT_TRUE(asked(*server, StandingTime::now).confirmed);
    make_traffic_the_baseline(*server);
    EXPECT_FALSE(standing(*server).confirmed);
    EXPECT_FALSE(asked(*server, StandingTime::now).confirmed);
    EXPECT_FALSE(server->queries.show_drift({{"people"}}, {}).confirmed);
    pass_windows(*server, 2, 900);
    EXPECT_TRUE(standing(*server).confirmed) << "against the new normal, the old one is drift";
    EXPECT_TRUE(server->queries.show_drift({{"people"}}, {}).confirmed);
}

TEST_P(StandingsTest, rows_from_before_a_baseline_held_are_no_evidence_against_it) {
    auto server = serve();
    send(*server, csv_of(5'000));
    pass_windows(*server, 12, 300, 2.1f);
    ASSERT_TRUE(standing(*server).confirmed);
    make_traffic_the_baseline(*server);
    pass_windows(*server, 3, 300, 2.1f);
    EXPECT_FALSE(standing(*server).confirmed) << "this is the new normal";
}

}  // namespace
}  // namespace ontos
