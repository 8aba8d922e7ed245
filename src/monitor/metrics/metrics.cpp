// From the threads' counts to durable time buckets, and back to answers.

#include "monitor/metrics/metrics.hpp"

#include <algorithm>
#include <exception>

#include "monitor/metrics/metrics_store.hpp"

namespace ontos {

namespace {

/// Tells this process from every other that writes to the database: 16 hexadecimal digits.
std::string new_writer(Random& random) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string name;
    for (auto bits = random.next(); name.size() < 16; bits >>= 4) name += digits[bits & 15];
    return name;
}

bool is_in(Timestamp started_at, std::span<const Tile> tiles) {
    return std::ranges::any_of(tiles, [&](const Tile& tile) {
        return started_at >= tile.span.from && started_at < tile.span.to;
    });
}

}  // namespace

Metrics::Metrics(sql::Database& database, const Clock& clock, Random& random)
    : database_{database}, clock_{clock}, writer_{new_writer(random)} {}

void Metrics::add(const Series& series, Counts&& counts, Timestamp now) {
    if (series.number >= totals_.size()) totals_.resize(series.number + 1);
    totals_[series.number].series = series;
    totals_[series.number].counts.merge(counts);
    pending_.open.cells[{0, round_down(now, levels[0].length), &series}].merge(counts);
}

void Metrics::collect() {
    const auto now = clock_.now();
    const std::lock_guard lock{mutex_};
    recorder_.collect(
        [&](const Series& series, Counts&& counts) { add(series, std::move(counts), now); });
    make_coarser(pending_.open.cells, now);
}

/// While the database cannot be written, old seconds become longer buckets, as they would in it:
/// memory stays bounded.
void Metrics::make_coarser(Cells& cells, Timestamp now) {
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

std::shared_ptr<const Metrics::Batch> Metrics::seal() {
    const std::lock_guard lock{mutex_};
    if (pending_.sealed == nullptr && !pending_.open.cells.empty()) {
        const auto next = pending_.open.number + 1;
        pending_.sealed = std::make_shared<const Batch>(std::move(pending_.open));
        pending_.open = Batch{.number = next, .cells = {}};
    }
    return pending_.sealed;
}

void Metrics::write(const Batch& batch) {
    const auto now = clock_.now();
    const auto part = writer_ + "." + std::to_string(next_part_++);
    database_.write([&, now, part](sql::Transaction& tx) {
        if (!metrics_store::claim_batch(tx, writer_, batch.number, now)) return;
        for (const auto& [key, counts] : batch.cells)
            metrics_store::insert_bucket(
                tx,
                {key.level, key.started_at, key.series->endpoint_id, key.series->served_entity,
                 key.series->model_version, counts},
                part);
    });
}

void Metrics::flush() {
    const std::lock_guard one_at_a_time{flush_mutex_};
    collect();
    // Twice at most: the batch that failed before, and what has come since.
    while (const auto batch = seal()) {
        write(*batch);
        const std::lock_guard lock{mutex_};
        pending_.sealed.reset();
    }
}

void Metrics::roll_up() {
    {
        const auto now = clock_.now();
        const std::lock_guard lock{mutex_};
        recorder_.retire_idle(
            [&](const Series& series, Counts&& counts) { add(series, std::move(counts), now); });
    }
    std::vector<std::string> with_work;
    database_.read([&](sql::Transaction& tx) {
        with_work.clear();
        const auto now = clock_.now();
        std::string id;
        while (!(id = metrics_store::next_endpoint(tx, id)).empty())
            if (metrics_store::has_work(tx, id, now)) with_work.push_back(id);
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
        database_.write(
            [now = clock_.now()](sql::Transaction& tx) { metrics_store::forget_writers(tx, now); });
    if (failure) std::rethrow_exception(failure);
}

void Metrics::roll_up_endpoint(const std::string& endpoint_id) {
    const auto now = clock_.now();
    for (bool has_more = true; has_more;) {
        const auto part = writer_ + "." + std::to_string(next_part_++);
        has_more = database_.write([&, now, part](sql::Transaction& tx) {
            const bool is_unfinished = metrics_store::roll_up(tx, endpoint_id, now, part);
            if (!is_unfinished) metrics_store::forget(tx, endpoint_id, now);
            return is_unfinished;
        });
    }
}

void Metrics::copy_cells(const Batch& batch, const std::string& endpoint_id,
                         std::span<const Tile> tiles, std::vector<Bucket>& out) {
    for (const auto& [key, counts] : batch.cells)
        if (key.series->endpoint_id == endpoint_id && is_in(key.started_at, tiles))
            out.push_back({key.level, key.started_at, endpoint_id, key.series->served_entity,
                           key.series->model_version, counts});
}

std::vector<Bucket> Metrics::read_endpoint(const std::string& endpoint_id,
                                           std::span<const Tile> tiles) {
    // Memory first, then the database: a batch that is committed in between is seen in both, and
    // its number tells. The other way round it would be seen in neither.
    std::shared_ptr<const Batch> sealed;
    std::vector<Bucket> open_cells, found;
    std::uint64_t open_number = 0;
    {
        const std::lock_guard lock{mutex_};
        sealed = pending_.sealed;
        open_number = pending_.open.number;
        copy_cells(pending_.open, endpoint_id, tiles, open_cells);
    }
    std::uint64_t durable = 0;
    database_.read([&](sql::Transaction& tx) {
        found = metrics_store::read_tiles(tx, endpoint_id, tiles);
        durable = metrics_store::newest_batch(tx, writer_);
    });
    if (sealed != nullptr && sealed->number > durable)
        copy_cells(*sealed, endpoint_id, tiles, found);
    if (open_number > durable) std::ranges::move(open_cells, std::back_inserter(found));
    return found;
}

void Metrics::read(std::span<const std::string> endpoint_ids, std::span<const Tile> tiles,
                   const VisitBuckets& visit) {
    collect();
    for (std::size_t i = 0; i < endpoint_ids.size(); ++i)
        visit(i, read_endpoint(endpoint_ids[i], tiles));
}

std::vector<Metrics::Total> Metrics::totals() {
    collect();
    const std::lock_guard lock{mutex_};
    auto out = totals_;
    // A series whose first request is only just being counted has no name here yet.
    std::erase_if(out, [](const Total& total) { return total.series.endpoint_id.empty(); });
    return out;
}

}  // namespace ontos
