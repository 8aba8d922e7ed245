// From the threads' counts to durable time buckets, and back to answers.

#include "monitor/metrics/metrics.hpp"

#include <algorithm>

#include "monitor/metrics/metrics_store.hpp"

namespace ontos {

struct Metrics::Table {
    using Series = ontos::Series;
    using Counts = ontos::Counts;
    using Bucket = ontos::Bucket;
    static constexpr std::string_view name = metrics_store::table;

    static Bucket bucket(std::size_t level, Timestamp started_at, const Series& series,
                         const Counts& counts) {
        return {level, started_at, series.endpoint_id, series.served_entity, series.model_version,
                counts};
    }
    static void insert(sql::Transaction& tx, const Bucket& bucket, const std::string& part) {
        metrics_store::insert_bucket(tx, bucket, part);
    }
    static std::vector<Bucket> read_tiles(sql::Transaction& tx, const std::string& endpoint_id,
                                          std::span<const Tile> tiles) {
        return metrics_store::read_tiles(tx, endpoint_id, tiles);
    }
    static bool roll_up(sql::Transaction& tx, const std::string& endpoint_id, Timestamp now,
                        const std::string& part) {
        return metrics_store::roll_up(tx, endpoint_id, now, part);
    }
};

Metrics::Metrics(sql::Database& database, const Clock& clock, Random& random)
    : clock_{clock}, log_{std::make_unique<BucketLog<Table>>(database, clock, random)} {}

Metrics::~Metrics() = default;

void Metrics::add(const Series& series, Counts&& counts, Timestamp now) {
    if (series.number >= totals_.size()) totals_.resize(series.number + 1);
    totals_[series.number].series = series;
    totals_[series.number].counts.merge(counts);
    log_->add(series, counts, now);
}

Timestamp Metrics::collect() {
    const std::lock_guard lock{mutex_};
    // Not before the lock: who collected meanwhile would have counted at a later time.
    const auto now = clock_.now();
    recorder_.collect(
        [&](const Series& series, Counts&& counts) { add(series, std::move(counts), now); });
    log_->make_coarser(now);
    return now;
}

void Metrics::flush() {
    collect();
    log_->flush();
}

void Metrics::roll_up() {
    {
        const std::lock_guard lock{mutex_};
        const auto now = clock_.now();
        recorder_.retire_idle(
            [&](const Series& series, Counts&& counts) { add(series, std::move(counts), now); });
    }
    log_->roll_up();
}

void Metrics::read(std::span<const std::string> endpoint_ids, std::span<const Tile> tiles,
                   const VisitBuckets& visit) {
    for (std::size_t i = 0; i < endpoint_ids.size(); ++i)
        visit(i, log_->read(endpoint_ids[i], tiles));
}

void Metrics::insert_ingested(sql::Transaction& tx, std::span<const Bucket> buckets,
                              const std::string& part) {
    for (const auto& bucket : buckets) metrics_store::insert_bucket(tx, bucket, part);
}

void Metrics::count_ingested(const std::string& endpoint_name, const Bucket& bucket) {
    const std::lock_guard lock{mutex_};
    const auto [found, is_new] =
        ingested_.try_emplace({bucket.endpoint_id, bucket.model_version},
                              Total{{ingested_.size(), bucket.endpoint_id, endpoint_name,
                                     bucket.served_entity, bucket.model_version},
                                    {}});
    found->second.counts.merge(bucket.counts);
}

std::vector<Metrics::Total> Metrics::totals() {
    collect();
    const std::lock_guard lock{mutex_};
    auto out = totals_;
    // A series whose first request is only just being counted has no name here yet.
    std::erase_if(out, [](const Total& total) { return total.series.endpoint_id.empty(); });
    for (const auto& entry : ingested_) out.push_back(entry.second);
    return out;
}

}  // namespace ontos
