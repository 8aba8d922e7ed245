// From requests to durable buckets: flush, restart, several servers.

#include "monitor/metrics/metrics.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "monitor/metrics/metrics_store.hpp"
#include "monitor/metrics/test_stored_metrics.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

INSTANTIATE_TEST_SUITE_P(on, StoredMetrics, sql::engines(), sql::engine_name);

TEST_P(StoredMetrics, a_request_is_in_the_next_answer_before_any_flush) {
    const auto metrics = start();
    EXPECT_EQ(requests(*metrics, 5min), 0u);
    for (int i = 1; i <= 3; ++i) {
        TestSeries{}.tell(*metrics, 200, 5ms);
        EXPECT_EQ(requests(*metrics, 5min), static_cast<std::uint64_t>(i));
    }
    EXPECT_EQ(rows("1 = 1"), 0);
}

TEST_P(StoredMetrics, what_was_flushed_survives_a_kill_and_what_was_stopped_all_of_it) {
    auto metrics = start();
    for (int i = 0; i < 10; ++i) TestSeries{}.tell(*metrics, i < 8 ? 200 : 503, 5ms);
    metrics->flush();
    const auto before = counts(*metrics, 5min);
    TestSeries{}.tell(*metrics, 200, 5ms);
    metrics.reset();  // killed: the last second is lost
    reopen();
    metrics = start();
    const auto after = counts(*metrics, 5min);
    EXPECT_EQ(after.successful, before.successful);
    EXPECT_EQ(after.failed, before.failed);
    EXPECT_EQ(after.total_requests(), 10u);

    TestSeries{}.tell(*metrics, 200, 5ms);
    metrics->stop();
    metrics.reset();
    reopen();
    EXPECT_EQ(requests(*start(), 5min), 11u);
}

TEST_P(StoredMetrics, all_that_is_counted_comes_back) {
    auto metrics = start();
    const TestSeries series;
    for (const int status : {200, 404, 429, 500, 504}) series.tell(*metrics, status, 3ms, 1ms, 7);
    metrics->stop();
    std::vector<Bucket> stored;
    database().read([&](sql::Transaction& tx) {
        stored = metrics_store::read_tiles(tx, series.endpoint.text,
                                           std::array{Tile{0, window_of(clock_.now(), 1min)}});
    });
    ASSERT_EQ(stored.size(), 1u);
    EXPECT_EQ(stored[0].started_at, round_down(clock_.now(), 1s));
    EXPECT_EQ(stored[0].served_entity, "iris-1");
    EXPECT_EQ(stored[0].model_version, "1");
    auto expected = metrics->totals().at(0).counts;
    expected.model_time = expected.queue_time = {};
    EXPECT_EQ(stored[0].counts, expected);
}

TEST_P(StoredMetrics, an_idle_second_writes_nothing) {
    const auto metrics = start();
    TestSeries{}.tell(*metrics, 200, 5ms);
    metrics->flush();
    const auto batch = [&] {
        return *database().read([](sql::Transaction& tx) {
            return tx.value<std::int64_t>("select flushed_batch from metric_writers");
        });
    };
    EXPECT_EQ(batch(), 1);
    metrics->flush();
    EXPECT_EQ(batch(), 1);
}

TEST_P(StoredMetrics, a_flush_that_failed_is_tried_again_and_counted_once) {
    const auto metrics = start();
    const auto rename = [&](std::string_view from, std::string_view to) {
        database().write([&](sql::Transaction& tx) {
            tx.run("alter table " + std::string{from} + " rename to " + std::string{to});
        });
    };
    TestSeries{}.tell(*metrics, 200, 5ms);
    rename("metric_buckets", "hidden");
    EXPECT_ANY_THROW(metrics->flush());
    TestSeries{}.tell(*metrics, 200, 5ms);
    EXPECT_ANY_THROW(metrics->flush());
    rename("hidden", "metric_buckets");
    EXPECT_EQ(requests(*metrics, 5min), 2u);
    metrics->flush();
    metrics->flush();
    EXPECT_EQ(requests(*metrics, 5min), 2u);
    EXPECT_EQ(requests(*start(), 5min), 2u);
}

TEST_P(StoredMetrics, a_batch_whose_commit_was_not_answered_is_not_written_twice) {
    const Bucket bucket{0, round_down(clock_.now(), 1s), "e", "s", "1", {}};
    const auto write = [&](std::uint64_t batch, const std::string& part) {
        return database().write([&](sql::Transaction& tx) {
            if (!bucket_table_store::claim_batch(tx, "writer", batch, clock_.now())) return false;
            metrics_store::insert_bucket(tx, bucket, part);
            return true;
        });
    };
    EXPECT_TRUE(write(1, "writer.1"));
    EXPECT_FALSE(write(1, "writer.2"));
    EXPECT_TRUE(write(2, "writer.3"));
    EXPECT_FALSE(write(1, "writer.4"));
    EXPECT_EQ(rows("endpoint_id = 'e'"), 2);
}

TEST_P(StoredMetrics, a_late_collection_counts_requests_when_it_comes) {
    const auto metrics = start();
    clock_.set(*parse_rfc3339("2026-03-01T23:59:59.9Z"));
    TestSeries{}.tell(*metrics, 200, 5ms);
    clock_.advance(200ms);
    const auto found = buckets(*metrics, 5min);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].started_at, *parse_rfc3339("2026-03-02T00:00:00Z"));
}

TEST_P(StoredMetrics, servers_on_one_database_add_up) {
    auto first = start(), second = start();
    for (int i = 0; i < 5; ++i) {
        TestSeries{}.tell(*first, 200, 5ms);
        TestSeries{}.tell(*second, 500, 50ms);
        first->flush();
        second->flush();
    }
    TestSeries{}.tell(*second, 200, 5ms);
    EXPECT_EQ(requests(*second, 5min), 11u);
    EXPECT_EQ(requests(*first, 5min), 10u) << "a request in another server's memory is not seen";
    second->flush();
    clock_.advance(2h);
    first->roll_up();
    second->roll_up();
    EXPECT_EQ(counts(*first, 24h).successful_requests(), 6u);
    EXPECT_EQ(counts(*first, 24h).failed_requests(), 5u);
}

TEST_P(StoredMetrics, readers_see_no_request_twice_and_miss_none_while_flushes_run) {
    const auto metrics = start();
    constexpr int reads = 40;
    std::atomic<std::uint64_t> told{0};
    std::atomic<bool> done{false};
    std::jthread flusher{[&] {
        while (!done) {
            metrics->flush();
            metrics->roll_up();
        }
    }};
    std::jthread writer{[&] {
        for (int i = 1; !done; ++i) {
            TestSeries{}.tell(*metrics, 200, 5ms);
            ++told;
            if (i % 100 != 0) continue;
            clock_.advance(i % 1000 == 0 ? 1s : 0s);
            std::this_thread::yield();
        }
    }};
    for (int i = 0; i < reads; ++i) {
        const auto least = told.load();
        const auto seen = requests(*metrics, 24h);
        EXPECT_GE(seen, least);
        EXPECT_LE(seen, told.load() + 1) << "the writer counts after it has told";
    }
    done = true;
    writer.join();
    flusher.join();
    EXPECT_EQ(requests(*metrics, 24h), told.load());
    metrics->stop();
    EXPECT_EQ(requests(*start(), 24h), told.load());
}

TEST_P(StoredMetrics, a_damaged_row_is_an_error_and_not_a_wrong_number) {
    const auto metrics = start();
    TestSeries{}.tell(*metrics, 200, 5ms);
    metrics->flush();
    database().write(
        [](sql::Transaction& tx) { tx.run("update metric_buckets set successful = '1AAAA'"); });
    EXPECT_THROW(requests(*metrics, 5min), Failure);
}

}  // namespace
}  // namespace ontos
