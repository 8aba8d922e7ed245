// Counting on many threads at once.

#include "monitor/metrics/recorder.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <numeric>
#include <random>
#include <thread>

#include "monitor/metrics/tally.hpp"
#include "monitor/metrics/test_requests.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using sketches::LatencyHistogram;

/// A recorder as the observer that the test requests are told to.
struct Observed final : PredictionObserver {
    Recorder recorder;
    std::map<std::string, Counts> sums;
    int visits = 0;

    void observed(const PredictionSeen& seen) noexcept override { recorder.record(seen); }
    Recorder::Visit visit() {
        return [this](const Series& series, Counts&& counts) {
            sums[series.served_entity].merge(counts);
            ++visits;
        };
    }
    void collect() { recorder.collect(visit()); }
};

TEST(HistogramTally, collects_what_a_plain_histogram_would_hold) {
    std::mt19937_64 random{1};
    HistogramTally tally;
    LatencyHistogram expected, collected;
    for (int round = 0; round < 20; ++round) {
        LatencyHistogram part;
        for (int i = 0; i < 500; ++i) {
            const auto value = random() >> (16 + random() % 48);
            tally.add(value);
            expected.add(value);
            part.add(value);
        }
        LatencyHistogram found;
        tally.collect(found);
        EXPECT_EQ(found, part);
        collected.merge(found);
    }
    EXPECT_EQ(collected.to_text(), expected.to_text());
}

TEST(Recorder, puts_each_status_where_it_belongs) {
    Observed seen;
    const TestSeries series;
    for (const int status : {200, 400, 404, 429, 500, 503, 504})
        series.tell(seen, status, 1ms, 20us, 3);
    seen.collect();
    const auto& counts = seen.sums.at("iris-1");
    EXPECT_EQ(counts.successful.count(), 1u);
    EXPECT_EQ(counts.client_errors, 2u);
    EXPECT_EQ(counts.rate_limited, 1u);
    EXPECT_EQ(counts.failed.count(), 2u);
    EXPECT_EQ(counts.timed_out.count(), 1u);
    EXPECT_EQ(counts.total_requests(), 7u);
    EXPECT_EQ(counts.model_time.count(), 1u);
    EXPECT_EQ(counts.queue_time.count(), 4u);
    EXPECT_EQ(counts.rows_scored, 3u);
    EXPECT_EQ(counts.bytes_in, 700u);
    EXPECT_EQ(counts.bytes_out, 350u);
}

TEST(Recorder, visits_only_what_had_requests) {
    Observed seen;
    TestSeries{.number = 3, .served_entity = "a"}.tell(seen, 200, 1ms);
    TestSeries{.number = 70'000, .served_entity = "b"}.tell(seen, 200, 1ms);
    seen.collect();
    EXPECT_EQ(seen.visits, 2);
    TestSeries{.number = 3, .served_entity = "a"}.tell(seen, 200, 1ms);
    seen.collect();
    EXPECT_EQ(seen.visits, 3);
    seen.collect();
    EXPECT_EQ(seen.visits, 3);
    EXPECT_EQ(seen.sums.at("a").total_requests(), 2u);
}

TEST(Recorder, tells_of_requests_that_it_could_not_count) {
    Observed seen;
    TestSeries{.number = 262'144}.tell(seen, 200, 1ms);
    EXPECT_EQ(seen.recorder.lost(), 1u);
    seen.collect();
    EXPECT_TRUE(seen.sums.empty());
}

TEST(Recorder, loses_nothing_of_eight_threads_while_it_collects_and_retires) {
    constexpr int threads = 8, requests = 40'000, entities = 5;
    Observed seen;
    std::atomic<int> running{threads};
    std::atomic<std::uint64_t> sum_ns{0};
    {
        std::vector<std::jthread> writers;
        for (int thread = 0; thread < threads; ++thread)
            writers.emplace_back([&, thread] {
                std::mt19937_64 random{static_cast<std::uint64_t>(thread)};
                std::uint64_t sum = 0;
                for (int i = 0; i < requests; ++i) {
                    const auto entity = static_cast<std::uint32_t>(i % entities);
                    const auto took = std::chrono::nanoseconds{1000 + random() % 50'000'000};
                    sum += static_cast<std::uint64_t>(took.count());
                    TestSeries{.number = entity, .served_entity = std::to_string(entity)}.tell(
                        seen, i % 10 == 0 ? 500 : 200, took, 1us, 2);
                }
                sum_ns += sum;
                --running;
            });
        while (running > 0) {
            seen.collect();
            seen.recorder.retire_idle(seen.visit());
        }
    }
    seen.collect();
    Counts all;
    for (const auto& [name, counts] : seen.sums) {
        EXPECT_EQ(counts.total_requests(), threads * requests / entities) << name;
        all.merge(counts);
    }
    EXPECT_EQ(all.failed_requests(), threads * requests / 10);
    EXPECT_EQ(all.latency().sum_ns(), sum_ns.load());
    EXPECT_EQ(all.rows_scored, 2 * all.successful_requests());
    EXPECT_EQ(all.bytes_in, 100 * all.total_requests());
    EXPECT_EQ(seen.recorder.lost(), 0u);
}

TEST(Recorder, gives_idle_memory_back_and_counts_on_afterwards) {
    Observed seen;
    const TestSeries series;
    for (int round = 0; round < 3; ++round) {
        series.tell(seen, 200, 1ms);
        for (int minute = 0; minute < 15; ++minute) seen.recorder.retire_idle(seen.visit());
        seen.collect();
    }
    EXPECT_EQ(seen.sums.at("iris-1").total_requests(), 3u);
}

TEST(Recorder, takes_over_what_ended_threads_left) {
    Observed seen;
    const TestSeries series;
    for (int i = 0; i < 50; ++i) std::jthread{[&] { series.tell(seen, 200, 1ms); }};
    seen.collect();
    EXPECT_EQ(seen.sums.at("iris-1").total_requests(), 50u);
    EXPECT_EQ(seen.visits, 1) << "one shard after another, not fifty";
}

TEST(Recorder, keeps_apart_from_another_one_on_the_same_thread) {
    const TestSeries series;
    Observed first;
    series.tell(first, 200, 1ms);
    for (int i = 0; i < 3; ++i) {
        Observed second;
        series.tell(second, 200, 1ms);
        series.tell(first, 200, 1ms);
        second.collect();
        EXPECT_EQ(second.sums.at("iris-1").total_requests(), 1u);
    }
    first.collect();
    EXPECT_EQ(first.sums.at("iris-1").total_requests(), 4u);
}

TEST(Counts, merge_in_any_order_to_the_same) {
    std::mt19937_64 random{2};
    std::vector<Counts> parts(12);
    for (auto& part : parts) {
        for (int i = 0; i < 20; ++i) {
            part.successful.add(random() % 100'000'000);
            part.timed_out.add(random() % 100'000'000);
            part.model_time.add(random() % 100'000);
        }
        part.client_errors = random() % 9;
        part.bytes_out = random() % 9999;
    }
    const auto sum = [&] {
        Counts out;
        for (const auto& part : parts) out.merge(part);
        return out;
    };
    const auto expected = sum();
    for (int order = 0; order < 10; ++order) {
        std::ranges::shuffle(parts, random);
        EXPECT_EQ(sum(), expected);
        EXPECT_EQ(sum().latency().to_text(), expected.latency().to_text());
    }
}

}  // namespace
}  // namespace ontos
