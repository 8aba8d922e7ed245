#pragma once
// The fixture of tests with stored metrics: servers on one database and a clock that is told.

#include <gmock/gmock.h>

#include "monitor/metrics/test_requests.hpp"
#include "platform/base/time_text.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {

class StoredMetrics : public sql::DatabaseTest {
protected:
    /// A server process.
    std::unique_ptr<Metrics> start() {
        return std::make_unique<Metrics>(database(), clock_, random_);
    }

    std::vector<Bucket> buckets(Metrics& metrics, std::chrono::seconds window,
                                const TestSeries& series = {}) {
        std::vector<Bucket> found;
        const auto now = metrics.collect();
        metrics.read({&series.endpoint.text, 1},
                     tiles_of(window_of(now, window), finest_kept_for(window)),
                     [&](std::size_t, std::vector<Bucket> read) { found = std::move(read); });
        return found;
    }
    Counts counts(Metrics& metrics, std::chrono::seconds window, const TestSeries& series = {}) {
        Counts sum;
        for (const auto& bucket : buckets(metrics, window, series)) sum.merge(bucket.counts);
        return sum;
    }
    std::uint64_t requests(Metrics& metrics, std::chrono::seconds window,
                           const TestSeries& series = {}) {
        return counts(metrics, window, series).total_requests();
    }
    std::int64_t rows(std::string_view condition) {
        return *database().read([&](sql::Transaction& tx) {
            return tx.value<std::int64_t>("select count(*) from metric_buckets where " +
                                          std::string{condition});
        });
    }
    /// Seconds with one request each and a flush, and a roll-up each minute.
    void serve(Metrics& metrics, int duration, int seconds_between = 1) {
        for (int i = 0; i < duration; i += seconds_between) {
            TestSeries{}.tell(metrics, 200, std::chrono::milliseconds{5});
            metrics.flush();
            if (i % 60 < seconds_between) metrics.roll_up();
            clock_.advance(std::chrono::seconds{seconds_between});
        }
    }

    ManualClock clock_{*parse_rfc3339("2026-03-01T23:50:00.25Z")};
    SeededRandom random_{1};
};

}  // namespace ontos
