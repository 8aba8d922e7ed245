#pragma once
// Keeps what was predicted, row by row, for the labels that come later.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>

#include "monitor/metrics/metrics_ingest.hpp"
#include "monitor/metrics/prometheus_text.hpp"
#include "monitor/metrics/thread_shards.hpp"
#include "monitor/quality/captured_outcome.hpp"
#include "monitor/quality/outcomes_store.hpp"
#include "monitor/request_log/capture_queue.hpp"
#include "monitor/request_log/kept_share.hpp"

namespace ontos {

struct OutcomeLogConfig {
    /// Above so many rows a second of an endpoint, a share of its requests by hash is kept; 0:
    /// nothing is.
    std::uint32_t rows_per_second = 2'000;
    /// Of all endpoints, of about 600 bytes each. Above it the fullest hours are thinned by halves,
    /// by the same hash.
    std::int64_t rows_max = 1'000'000;
    /// Between an answer and the next step, and of those that the database does not take.
    std::size_t queued_max = 32'768, queued_bytes_max = 64u << 20;
    std::size_t pending_rows_max = 200'000;
};

/// Thread safe. A prediction can be labelled at most half a second after its answer, or at once for
/// who calls `flush` before.
class OutcomeLog final : public PredictionObserver {
public:
    /// All must outlive it.
    OutcomeLog(sql::Database& database, const Redactor& redactor, const Clock& clock,
               const OutcomeLogConfig& config);
    ~OutcomeLog() override;

    /// Takes a lock for the time of a copy, and only for a request that is kept.
    void observed(const PredictionSeen& seen) noexcept override;

    /// After the commit that kept its prediction: the next flush adds it to the rows that `forget`
    /// bounds. What a crash keeps from being added is forgotten by its age.
    void ingested(const Ingested& request);

    /// Each half second, before labels are joined and at the end: all that was observed before is
    /// durable, and joined to labels that waited. Throws what the database throws; then it is tried
    /// again the next time.
    void flush();
    /// The same, then `job`, while nothing else of this process writes to the predictions: on
    /// PostgreSQL, labels that come at once would make each other's transactions fail.
    template <class Job>
    auto after_flush(Job&& job) {
        const std::lock_guard one_at_a_time{flush_mutex_};
        write_all();
        return job();
    }

    /// Each minute: removes what is older (nullopt: by its age nothing) or too much, and labels
    /// that have waited for 30 days, in small pieces.
    void forget(std::optional<Timestamp> too_old);

    /// Rows that were lost since the start, because the database did not keep up.
    std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }
    std::uint64_t written() const { return written_.load(std::memory_order_relaxed); }

private:
    /// This thread's way to a series.
    struct Known {
        int idle_rounds = 0;
        const OutcomeSeries* series;
        RequestRate* rate;  ///< of the endpoint
    };

    std::unique_ptr<Known> find(const PredictionSeen& seen);
    void keep(const PredictionSeen& seen, const Known& known);
    void take(CapturedOutcome& captured);
    void write_all();
    void write_shapes();
    void count_ingested();
    void thin();
    void thin(const outcomes_store::Hour& hour);

    sql::Database& database_;
    const Redactor& redactor_;
    const Clock& clock_;
    const OutcomeLogConfig config_;
    CaptureQueue<CapturedOutcome> queue_;
    std::atomic<std::uint64_t> dropped_{0}, written_{0};
    ThreadShards<Known> known_;

    std::mutex mutex_;  ///< of what follows, whose series and rates are never removed
    std::map<std::uint32_t, std::unique_ptr<OutcomeSeries>> series_;
    std::map<std::string, RequestRate> rates_;  ///< by endpoint
    outcomes_store::HourRows ingested_;         ///< not added yet

    std::mutex flush_mutex_;  ///< one flush at a time; of what follows
    std::vector<PredictionOutcome> pending_;
    std::size_t shapes_written_ = 0;  ///< of how many series
};

/// What this process kept and lost, for /metrics.
void write_outcome_metrics(PrometheusText& out, const OutcomeLog& log);

}  // namespace ontos
