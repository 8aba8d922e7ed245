// What a thread counts of a series, and how it is collected.

#include "monitor/metrics/recorder.hpp"

#include <algorithm>

#include "monitor/metrics/tally.hpp"
#include "monitor/metrics/thread_shards.hpp"

namespace ontos {

/// One thread's counts of one series. `record` belongs to that thread, the rest to the recorder
/// under its mutex.
class Recorder::SeriesShard {
public:
    explicit SeriesShard(const Series& series) : series_{series} {}

    const Series& series() const { return series_; }

    void record(const PredictionSeen& seen) noexcept {
        const auto count = [](std::chrono::nanoseconds time) {
            return static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0));
        };
        if (seen.status < 400)
            successful_.add(count(seen.total));
        else if (seen.status == 429)
            rate_limited_.add(1);
        else if (seen.status < 500)
            client_errors_.add(1);
        else if (seen.status == 504)
            timed_out_.add(count(seen.total));
        else
            failed_.add(count(seen.total));
        const bool was_served = seen.status < 400 || seen.status >= 500;
        if (seen.model.count() > 0) model_time_.add(count(seen.model));
        if (was_served && !seen.served_entity.empty()) queue_time_.add(count(seen.queue));
        if (seen.status < 400) rows_scored_.add(seen.rows);
        bytes_in_.add(seen.bytes_in);
        bytes_out_.add(seen.bytes_out);
        if (seen.not_finite > 0) not_finite_.add(seen.not_finite);
        changes_.store(changes_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    }

    bool has_changed() const { return changes_.load(std::memory_order_acquire) != collected_; }

    Counts collect() {
        collected_ = changes_.load(std::memory_order_acquire);
        Counts counts;
        successful_.collect(counts.successful);
        failed_.collect(counts.failed);
        timed_out_.collect(counts.timed_out);
        model_time_.collect(counts.model_time);
        queue_time_.collect(counts.queue_time);
        counts.client_errors = client_errors_.collect();
        counts.rate_limited = rate_limited_.collect();
        counts.rows_scored = rows_scored_.collect();
        counts.bytes_in = bytes_in_.collect();
        counts.bytes_out = bytes_out_.collect();
        counts.not_finite = not_finite_.collect();
        idle_rounds = 0;
        return counts;
    }

    int idle_rounds = 0;

private:
    const Series& series_;
    HistogramTally successful_, failed_, timed_out_, model_time_, queue_time_;
    Tally client_errors_, rate_limited_, rows_scored_, bytes_in_, bytes_out_, not_finite_;
    std::atomic<std::uint64_t> changes_{0};
    std::uint64_t collected_ = 0;
};

struct Recorder::Shards : ThreadShards<SeriesShard> {};

Recorder::Recorder() : shards_{std::make_unique<Shards>()} {}
Recorder::~Recorder() = default;

void Recorder::record(const PredictionSeen& seen) noexcept {
    try {
        const bool is_counted = shards_->use(
            seen.series, [&] { return std::make_unique<SeriesShard>(series_of(seen)); },
            [&](SeriesShard& shard) { shard.record(seen); });
        if (!is_counted) lost_.fetch_add(1, std::memory_order_relaxed);
    } catch (const std::exception&) {
        lost_.fetch_add(1, std::memory_order_relaxed);
    }
}

const Series& Recorder::series_of(const PredictionSeen& seen) {
    const std::lock_guard lock{mutex_};
    auto& series = series_[seen.series];
    if (series == nullptr)
        series = std::make_unique<Series>(
            Series{series_.size() - 1, seen.endpoint_id.text, std::string{seen.endpoint_name},
                   std::string{seen.served_entity}, std::string{seen.model_version}});
    return *series;
}

void Recorder::collect(const Visit& visit) {
    shards_->for_each([&](SeriesShard& shard) {
        if (shard.has_changed()) visit(shard.series(), shard.collect());
    });
}

void Recorder::retire_idle(const Visit& visit) {
    constexpr int rounds = 10;
    shards_->retire(
        [](SeriesShard& shard) { return !shard.has_changed() && ++shard.idle_rounds > rounds; },
        [&](SeriesShard& shard) {
            if (shard.has_changed()) visit(shard.series(), shard.collect());
        });
}

}  // namespace ontos
