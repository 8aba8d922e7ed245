#pragma once
// Counts requests, keeps them by time bucket, and answers how many there were and how long they
// took.

#include <map>
#include <memory>
#include <mutex>
#include <span>

#include "monitor/metrics/levels.hpp"
#include "monitor/metrics/recorder.hpp"
#include "platform/base/random.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// A request belongs to the second in which it was collected: at most one second after its answer,
/// while `collect` is called each second. Thread safe. Several servers may share one database.
class Metrics final : public PredictionObserver {
public:
    /// All must outlive it.
    Metrics(sql::Database& database, const Clock& clock, Random& random);

    /// Takes a lock only at a thread's first request of a series.
    void observed(const PredictionSeen& seen) noexcept override { recorder_.record(seen); }

    /// Each second: takes what the threads have counted into memory. Never waits for the database.
    void collect();
    /// Each second: writes what is not durable yet, in one transaction. What fails is kept and
    /// tried again, and is counted once even if the failed attempt was committed after all.
    void flush();
    /// Each minute: adds finished buckets to longer ones, removes what is kept no longer, frees
    /// memory of what is idle.
    void roll_up();
    /// The last flush: after the last request, before the database closes.
    void stop() { flush(); }

    using VisitBuckets = std::function<void(std::size_t which, std::vector<Bucket> buckets)>;
    /// All that was counted before the call, flushed or not, of each endpoint: every request of the
    /// window is in exactly one bucket. Buckets are in no order; model and queue time are only in
    /// those not flushed. `tiles` as tiles_of makes them.
    void read(std::span<const std::string> endpoint_ids, std::span<const Tile> tiles,
              const VisitBuckets& visit);

    /// What this process counted since it started, by series in the order of their first requests;
    /// only grows.
    struct Total {
        Series series;
        Counts counts;
    };
    std::vector<Total> totals();
    std::uint64_t lost_requests() const { return recorder_.lost(); }

private:
    struct CellKey {
        std::size_t level;
        Timestamp started_at;
        const Series* series;
        auto operator<=>(const CellKey&) const = default;
    };
    using Cells = std::map<CellKey, Counts>;
    struct Batch {
        std::uint64_t number = 0;
        Cells cells;
    };
    /// What is collected and not durable: `sealed` is being written and does not change.
    struct Pending {
        std::shared_ptr<const Batch> sealed;
        Batch open{.number = 1, .cells = {}};
    };

    void add(const Series& series, Counts&& counts, Timestamp now);
    std::shared_ptr<const Batch> seal();
    void write(const Batch& batch);
    void roll_up_endpoint(const std::string& endpoint_id);
    std::vector<Bucket> read_endpoint(const std::string& endpoint_id, std::span<const Tile> tiles);
    static void make_coarser(Cells& cells, Timestamp now);
    static void copy_cells(const Batch& batch, const std::string& endpoint_id,
                           std::span<const Tile> tiles, std::vector<Bucket>& out);

    sql::Database& database_;
    const Clock& clock_;
    const std::string writer_;
    std::atomic<std::uint64_t> next_part_{0};
    Recorder recorder_;
    std::mutex flush_mutex_;  ///< one flush at a time
    std::mutex mutex_;        ///< of what follows; taken before the recorder's
    Pending pending_;
    std::vector<Total> totals_;  ///< by the number of the series
};

}  // namespace ontos
