#pragma once
// From what is counted in memory to durable time buckets, and back: each count is in exactly one.

#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "monitor/metrics/bucket_table_store.hpp"
#include "platform/base/random.hpp"

namespace ontos {

/// Tells this process from every other that writes to the database: 16 hexadecimal digits.
std::string new_bucket_writer(Random& random);

/// Whether a bucket that starts then is one of these tiles.
bool is_in(Timestamp started_at, std::span<const Tile> tiles);

/// `Table` says what is counted and how it is stored:
///
///   using Series, Counts, Bucket          Series has endpoint_id and outlives the log; Counts has
///                                         `merge`, exact and commutative
///   static constexpr std::string_view name
///   Bucket bucket(level, started_at, const Series&, const Counts&) const
///   void insert(tx, const Bucket&, part) const
///   std::vector<Bucket> read_tiles(tx, endpoint_id, tiles) const
///   bool roll_up(tx, endpoint_id, now, part) const          true if there is more to do
///
/// What is written is tried again until it is durable, and is counted once even if a failed attempt
/// was committed after all. Thread safe. Several servers may share one database.
template <class Table>
class BucketLog {
public:
    using Series = typename Table::Series;
    using Counts = typename Table::Counts;
    using Bucket = typename Table::Bucket;

    /// All must outlive it.
    BucketLog(sql::Database& database, const Clock& clock, Random& random, Table table = {})
        : database_{database},
          clock_{clock},
          writer_{new_bucket_writer(random)},
          table_{std::move(table)} {}

    /// To the second of `now`.
    void add(const Series& series, const Counts& counts, Timestamp now) {
        const std::lock_guard lock{mutex_};
        open_.cells[{0, round_down(now, levels[0].length), &series}].merge(counts);
    }

    /// While the database cannot be written, old seconds become longer buckets, as they would in
    /// it: memory stays bounded.
    void make_coarser(Timestamp now);

    /// Writes what is not durable yet, in one transaction.
    void flush() {
        const std::lock_guard one_at_a_time{flush_mutex_};
        // Twice at most: the batch that failed before, and what has come since.
        while (const auto batch = seal()) {
            write(*batch);
            const std::lock_guard lock{mutex_};
            sealed_.reset();
        }
    }

    /// Adds finished buckets to longer ones, removes what is kept no longer.
    void roll_up();

    /// All that was added before the call, flushed or not: every count is in exactly one bucket, in
    /// no order. `tiles` as tiles_of makes them.
    std::vector<Bucket> read(const std::string& endpoint_id, std::span<const Tile> tiles);

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

    std::shared_ptr<const Batch> seal() {
        const std::lock_guard lock{mutex_};
        if (sealed_ == nullptr && !open_.cells.empty()) {
            const auto next = open_.number + 1;
            sealed_ = std::make_shared<const Batch>(std::move(open_));
            open_ = Batch{.number = next, .cells = {}};
        }
        return sealed_;
    }

    void write(const Batch& batch) {
        const auto now = clock_.now();
        const auto part = new_part();
        database_.write([&, now, part](sql::Transaction& tx) {
            if (!bucket_table_store::claim_batch(tx, writer_, batch.number, now)) return;
            for (const auto& [key, counts] : batch.cells)
                table_.insert(tx, table_.bucket(key.level, key.started_at, *key.series, counts),
                              part);
        });
    }

    std::string new_part() { return writer_ + "." + std::to_string(next_part_++); }
    void roll_up_endpoint(const std::string& endpoint_id);
    void copy_cells(const Batch& batch, const std::string& endpoint_id, std::span<const Tile> tiles,
                    std::vector<Bucket>& out) const {
        for (const auto& [key, counts] : batch.cells)
            if (key.series->endpoint_id == endpoint_id && is_in(key.started_at, tiles))
                out.push_back(table_.bucket(key.level, key.started_at, *key.series, counts));
    }

    sql::Database& database_;
    const Clock& clock_;
    const std::string writer_;
    const Table table_;
    std::atomic<std::uint64_t> next_part_{0};
    std::mutex flush_mutex_;  ///< one flush at a time
    std::mutex mutex_;        ///< of what follows
    /// What is not durable: `sealed` is being written and does not change.
    std::shared_ptr<const Batch> sealed_;
    Batch open_{.number = 1, .cells = {}};
};

template <class Table>
void BucketLog<Table>::make_coarser(Timestamp now) {
    const std::lock_guard lock{mutex_};
    auto& cells = open_.cells;
    for (std::size_t level = 0; level + 1 < levels.size(); ++level) {
        const auto kept_from = now - levels[level].kept - levels[level].slack;
        auto oldest = cells.lower_bound({level, Timestamp::min(), nullptr});
        while (oldest != cells.end() && oldest->first.level == level &&
               oldest->first.started_at < kept_from) {
            const auto started_at = round_down(oldest->first.started_at, levels[level + 1].length);
            cells[{level + 1, started_at, oldest->first.series}].merge(oldest->second);
            oldest = cells.erase(oldest);
        }
    }
}

template <class Table>
void BucketLog<Table>::roll_up() {
    std::vector<std::string> with_work;
    database_.read([&](sql::Transaction& tx) {
        with_work.clear();
        const auto now = clock_.now();
        std::string id;
        while (!(id = bucket_table_store::next_endpoint(tx, Table::name, id)).empty())
            if (bucket_table_store::has_work(tx, Table::name, id, now)) with_work.push_back(id);
    });
    // One endpoint that cannot be rolled up must not hold up the others.
    std::exception_ptr failure;
    for (const auto& id : with_work) {
        try {
            roll_up_endpoint(id);
        } catch (const std::exception&) {
            failure = std::current_exception();
        }
    }
    if (!with_work.empty())
        database_.write([now = clock_.now()](sql::Transaction& tx) {
            bucket_table_store::forget_writers(tx, now);
        });
    if (failure) std::rethrow_exception(failure);
}

template <class Table>
void BucketLog<Table>::roll_up_endpoint(const std::string& endpoint_id) {
    const auto now = clock_.now();
    for (bool has_more = true; has_more;) {
        const auto part = new_part();
        has_more = database_.write([&, now, part](sql::Transaction& tx) {
            const bool is_unfinished = table_.roll_up(tx, endpoint_id, now, part);
            if (!is_unfinished) bucket_table_store::forget(tx, Table::name, endpoint_id, now);
            return is_unfinished;
        });
    }
}

template <class Table>
std::vector<typename Table::Bucket> BucketLog<Table>::read(const std::string& endpoint_id,
                                                           std::span<const Tile> tiles) {
    // Memory first, then the database: a batch that is committed in between is seen in both, and
    // its number tells. The other way round it would be seen in neither.
    std::shared_ptr<const Batch> sealed;
    std::vector<Bucket> open_cells, found;
    std::uint64_t open_number = 0;
    {
        const std::lock_guard lock{mutex_};
        sealed = sealed_;
        open_number = open_.number;
        copy_cells(open_, endpoint_id, tiles, open_cells);
    }
    std::uint64_t durable = 0;
    database_.read([&](sql::Transaction& tx) {
        found = table_.read_tiles(tx, endpoint_id, tiles);
        durable = bucket_table_store::newest_batch(tx, writer_);
    });
    if (sealed != nullptr && sealed->number > durable)
        copy_cells(*sealed, endpoint_id, tiles, found);
    if (open_number > durable) std::ranges::move(open_cells, std::back_inserter(found));
    return found;
}

}  // namespace ontos
