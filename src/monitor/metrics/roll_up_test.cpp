// Buckets that become longer ones: every request stays in exactly one answer.

#include <gmock/gmock.h>

#include <thread>

#include "monitor/metrics/metrics_store.hpp"
#include "monitor/metrics/test_stored_metrics.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

using RolledUpMetrics = StoredMetrics;
INSTANTIATE_TEST_SUITE_P(on, RolledUpMetrics, sql::engines(), sql::engine_name);

TEST_P(RolledUpMetrics, every_window_counts_each_request_once_while_they_are_rolled_up) {
    const auto metrics = start();
    serve(*metrics, 15 * 60);  // over midnight
    for (const seconds window : {seconds{16min}, seconds{2h}, seconds{24h}, seconds{168h},
                                 seconds{720h}, seconds{24h * 400}})
        EXPECT_EQ(requests(*metrics, window), 900u) << window.count();
    EXPECT_EQ(requests(*metrics, 1min), 60u);
    EXPECT_EQ(requests(*metrics, 2min), 120u);
    EXPECT_EQ(requests(*metrics, 5min), 300u);
}

TEST_P(RolledUpMetrics, three_days_keep_each_request_once_and_only_the_rows_that_they_should) {
    const auto metrics = start();
    serve(*metrics, 3 * 24 * 3600, 600);
    const auto all = 3u * 24 * 6;
    EXPECT_EQ(requests(*metrics, 24h * 4), all);
    EXPECT_EQ(requests(*metrics, 720h), all);
    EXPECT_EQ(requests(*metrics, 24h), all / 3);
    EXPECT_EQ(requests(*metrics, 30min), 3u);
    clock_.advance(10min);
    metrics->roll_up();
    EXPECT_EQ(rows("bucket_seconds = 1"), 0);
    EXPECT_LE(rows("bucket_seconds = 10"), 13);
    EXPECT_LE(rows("bucket_seconds = 60"), 26 * 6);
    EXPECT_EQ(rows("bucket_seconds = 300"), all);
    EXPECT_EQ(rows("bucket_seconds = 86400"), 3);
    EXPECT_EQ(requests(*metrics, 720h), all);
}

TEST_P(RolledUpMetrics, what_is_older_than_three_years_is_gone) {
    const auto metrics = start();
    serve(*metrics, 60);
    clock_.advance(std::chrono::days{2});
    metrics->roll_up();
    EXPECT_EQ(rows("bucket_seconds = 86400"), 1);
    clock_.advance(std::chrono::days{1100});
    metrics->roll_up();
    EXPECT_EQ(rows("1 = 1"), 0);
}

TEST_P(RolledUpMetrics, a_flush_that_comes_late_is_added_to_what_was_rolled_up_before) {
    const auto metrics = start(), slow = start();
    TestSeries{}.tell(*metrics, 200, 5ms);
    TestSeries{}.tell(*slow, 200, 7ms);
    metrics->flush();
    slow->collect();
    clock_.advance(90s);
    metrics->roll_up();
    slow->flush();
    EXPECT_EQ(requests(*metrics, 5min), 2u);
    metrics->roll_up();
    for (const auto window : {5min, 120min, 1440min, 10'000min})
        EXPECT_EQ(requests(*metrics, window), 2u);
    clock_.advance(std::chrono::days{2});
    metrics->roll_up();
    EXPECT_EQ(requests(*metrics, 168h), 2u);
    EXPECT_EQ(rows("bucket_seconds = 86400"), 1);
}

TEST_P(RolledUpMetrics, a_database_that_is_away_for_hours_costs_little_memory_and_no_request) {
    const auto metrics = start();
    for (int i = 0; i < 4 * 360; ++i) {
        TestSeries{}.tell(*metrics, 200, 5ms);
        metrics->collect();
        clock_.advance(10s);
    }
    metrics->flush();
    EXPECT_EQ(requests(*metrics, 24h), 1440u);
    EXPECT_LE(rows("1 = 1"), 18 + 130 * 6 + 24 * 6);
    EXPECT_LE(rows("bucket_seconds = 1"), 18);
    metrics->roll_up();
    EXPECT_EQ(requests(*metrics, 24h), 1440u);
    EXPECT_EQ(requests(*metrics, 168h), 1440u);
}

TEST_P(RolledUpMetrics, eight_threads_rolling_up_at_once_count_nothing_twice) {
    const auto metrics = start();
    for (int i = 0; i < 120; ++i) {
        TestSeries{}.tell(*metrics, 200, 5ms);
        metrics->flush();
        clock_.advance(1s);
    }
    clock_.advance(2h);
    {
        std::vector<std::jthread> servers;
        for (int i = 0; i < 8; ++i)
            servers.emplace_back([&] {
                try {
                    metrics->roll_up();
                } catch (const Failure&) {
                    // Too many conflicts: the next minute tries again.
                }
            });
    }
    metrics->roll_up();
    EXPECT_EQ(requests(*metrics, 24h), 120u);
    EXPECT_EQ(requests(*metrics, 168h), 120u);
}

TEST_P(RolledUpMetrics, an_endpoint_that_cannot_be_rolled_up_does_not_hold_up_the_others) {
    const auto metrics = start();
    const TestSeries broken{.number = 1, .endpoint = EndpointId{"0"}};
    broken.tell(*metrics, 200, 5ms);
    TestSeries{}.tell(*metrics, 200, 5ms);
    metrics->flush();
    database().write([](sql::Transaction& tx) {
        tx.run("update metric_buckets set successful = '1AAAA' where endpoint_id = '0'");
    });
    clock_.advance(1h);
    EXPECT_THROW(metrics->roll_up(), Failure);
    EXPECT_EQ(rows("bucket_seconds = 10 and endpoint_id <> '0'"), 1);
}

}  // namespace
}  // namespace ontos
