#pragma once
// Counts requests, keeps them by time bucket, and answers how many there were and how long they
// took.

#include <map>
#include <memory>
#include <mutex>
#include <span>

#include "monitor/metrics/bucket_log.hpp"
#include "monitor/metrics/recorder.hpp"

namespace ontos {

/// A request belongs to the second in which it was collected: at most one second after its answer,
/// while `collect` is called each second. Thread safe. Several servers may share one database.
class Metrics final : public PredictionObserver {
public:
    /// All must outlive it.
    Metrics(sql::Database& database, const Clock& clock, Random& random);
    ~Metrics() override;

    /// Takes a lock only at a thread's first request of a series.
    void observed(const PredictionSeen& seen) noexcept override { recorder_.record(seen); }

    /// Each second, and before a read: takes what the threads have counted into memory. Never waits
    /// for the database. Answers when that was: a window that ends then has all that was told
    /// before the call.
    Timestamp collect();
    /// Each second: writes what is not durable yet, in one transaction. What fails is kept and
    /// tried again.
    void flush();
    /// Each minute: adds finished buckets to longer ones, removes what is kept no longer, frees
    /// memory of what is idle.
    void roll_up();
    /// The last flush: after the last request, before the database closes.
    void stop() { flush(); }

    using VisitBuckets = std::function<void(std::size_t which, std::vector<Bucket> buckets)>;
    /// All that was collected before the call, flushed or not, of each endpoint: every request of
    /// the window is in exactly one bucket. Buckets are in no order; model and queue time are only
    /// in those not flushed. `tiles` as tiles_of makes them.
    void read(std::span<const std::string> endpoint_ids, std::span<const Tile> tiles,
              const VisitBuckets& visit);

    /// Requests that were served elsewhere, at their own time: in the transaction of the caller.
    /// `part` must be new. Whoever reads after the commit has them.
    static void insert_ingested(sql::Transaction& tx, std::span<const Bucket> buckets,
                                const std::string& part);
    /// After that commit: they are in `totals` too.
    void count_ingested(const std::string& endpoint_name, const Bucket& bucket);

    /// What this process counted since it started, by series in the order of their first requests;
    /// only grows.
    struct Total {
        Series series;
        Counts counts;
    };
    std::vector<Total> totals();
    std::uint64_t lost_requests() const { return recorder_.lost(); }

private:
    /// What BucketLog needs to know of metric_buckets.
    struct Table;

    void add(const Series& series, Counts&& counts, Timestamp now);

    const Clock& clock_;
    Recorder recorder_;
    std::unique_ptr<BucketLog<Table>> log_;
    std::mutex mutex_;           ///< of what follows; taken before the recorder's and the log's
    std::vector<Total> totals_;  ///< by the number of the series
    std::map<std::pair<std::string, std::string>, Total> ingested_;  ///< by endpoint and version
};

}  // namespace ontos
