// The SQL of metric_buckets.

#include "monitor/metrics/metrics_store.hpp"

#include <map>
#include <tuple>

#include "monitor/metrics/bucket_table_store.hpp"

namespace ontos::metrics_store {

namespace {

using sketches::LatencyHistogram;
using std::chrono::seconds;

/// A row of metric_buckets.
struct StoredBucket {
    std::string endpoint_id;
    std::int64_t bucket_seconds = 0;
    Timestamp started_at;
    std::string served_entity, model_version, part;
    bool rolled = false;
    std::string successful, failed, timed_out, model_time, queue_time;
    std::int64_t client_errors = 0, rate_limited = 0, rows_scored = 0;
    std::int64_t bytes_in = 0, bytes_out = 0, not_finite = 0;
    std::int64_t input_tokens = 0, output_tokens = 0, cost_nanos = 0;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&StoredBucket::endpoint_id>("Endpoint."),
            api::field<&StoredBucket::bucket_seconds>("Length."),
            api::field<&StoredBucket::started_at>("Start."),
            api::field<&StoredBucket::served_entity>("Served entity."),
            api::field<&StoredBucket::model_version>("Model version."),
            api::option<&StoredBucket::part>("Who wrote it, and when."),
            api::option<&StoredBucket::rolled>("Whether it is in a longer bucket too."),
            api::field<&StoredBucket::successful>("Histogram."),
            api::field<&StoredBucket::failed>("Histogram."),
            api::field<&StoredBucket::timed_out>("Histogram."),
            api::option<&StoredBucket::model_time>("Histogram."),
            api::option<&StoredBucket::queue_time>("Histogram."),
            api::field<&StoredBucket::client_errors>("Requests."),
            api::field<&StoredBucket::rate_limited>("Requests."),
            api::field<&StoredBucket::rows_scored>("Rows."),
            api::field<&StoredBucket::bytes_in>("Bytes."),
            api::field<&StoredBucket::bytes_out>("Bytes."),
            api::field<&StoredBucket::not_finite>("Values."),
            api::field<&StoredBucket::input_tokens>("Tokens."),
            api::field<&StoredBucket::output_tokens>("Tokens."),
            api::field<&StoredBucket::cost_nanos>("Billionths of a dollar.")};
    }
};

constexpr std::string_view read_sql =
    "select endpoint_id, bucket_seconds, started_at, served_entity, model_version, successful, "
    "failed, timed_out, client_errors, rate_limited, rows_scored, bytes_in, bytes_out, not_finite, "
    "input_tokens, output_tokens, cost_nanos "
    "from metric_buckets "
    "where endpoint_id = $1 and bucket_seconds = $2 and started_at >= $3 and started_at < $4 "
    "union all "
    "select endpoint_id, bucket_seconds, started_at, served_entity, model_version, successful, "
    "failed, timed_out, client_errors, rate_limited, rows_scored, bytes_in, bytes_out, not_finite, "
    "input_tokens, output_tokens, cost_nanos "
    "from metric_buckets "
    // The + keeps SQLite from choosing the primary key over the index of rows not rolled up.
    "where endpoint_id = $1 and rolled = 0 and +bucket_seconds < $2 "
    "and started_at >= $3 and started_at < $4";

std::int64_t to_column(std::uint64_t number) { return static_cast<std::int64_t>(number); }
std::uint64_t from_column(std::int64_t number) { return static_cast<std::uint64_t>(number); }

LatencyHistogram histogram_of(const std::string& text) {
    auto found = LatencyHistogram::from_text(text);
    if (!found)
        throw Failure{FailureKind::internal, "Stored metrics cannot be read.",
                      Cause{"metric_buckets has a histogram that is none: " + text.substr(0, 200)}};
    return std::move(*found);
}

std::size_t level_of(std::int64_t bucket_seconds) {
    std::size_t level = 0;
    while (level + 1 < levels.size() && levels[level].length.count() < bucket_seconds) ++level;
    return level;
}

Bucket from_row(const StoredBucket& row) {
    Bucket bucket{level_of(row.bucket_seconds),
                  row.started_at,
                  row.endpoint_id,
                  row.served_entity,
                  row.model_version,
                  {}};
    auto& counts = bucket.counts;
    counts.successful = histogram_of(row.successful);
    counts.failed = histogram_of(row.failed);
    counts.timed_out = histogram_of(row.timed_out);
    counts.model_time = histogram_of(row.model_time);
    counts.queue_time = histogram_of(row.queue_time);
    counts.client_errors = from_column(row.client_errors);
    counts.rate_limited = from_column(row.rate_limited);
    counts.rows_scored = from_column(row.rows_scored);
    counts.bytes_in = from_column(row.bytes_in);
    counts.bytes_out = from_column(row.bytes_out);
    counts.not_finite = from_column(row.not_finite);
    counts.input_tokens = from_column(row.input_tokens);
    counts.output_tokens = from_column(row.output_tokens);
    counts.cost_nanos = from_column(row.cost_nanos);
    return bucket;
}

StoredBucket to_row(const Bucket& bucket, const std::string& part) {
    const auto& counts = bucket.counts;
    return {.endpoint_id = bucket.endpoint_id,
            .bucket_seconds = levels[bucket.level].length.count(),
            .started_at = bucket.started_at,
            .served_entity = bucket.served_entity,
            .model_version = bucket.model_version,
            .part = part,
            .rolled = bucket.level + 1 == levels.size(),
            .successful = counts.successful.to_text(),
            .failed = counts.failed.to_text(),
            .timed_out = counts.timed_out.to_text(),
            .model_time = counts.model_time.to_text(),
            .queue_time = counts.queue_time.to_text(),
            .client_errors = to_column(counts.client_errors),
            .rate_limited = to_column(counts.rate_limited),
            .rows_scored = to_column(counts.rows_scored),
            .bytes_in = to_column(counts.bytes_in),
            .bytes_out = to_column(counts.bytes_out),
            .not_finite = to_column(counts.not_finite),
            .input_tokens = to_column(counts.input_tokens),
            .output_tokens = to_column(counts.output_tokens),
            .cost_nanos = to_column(counts.cost_nanos)};
}

/// The rows of one level between two times as buckets of the next one.
std::vector<Bucket> rolled_up(const std::vector<StoredBucket>& rows, std::size_t level) {
    std::map<std::tuple<Timestamp, std::string, std::string>, Bucket> sums;
    for (const auto& row : rows) {
        auto bucket = from_row(row);
        bucket.level = level + 1;
        bucket.started_at = round_down(bucket.started_at, levels[level + 1].length);
        const std::tuple key{bucket.started_at, bucket.served_entity, bucket.model_version};
        const auto [found, is_new] = sums.try_emplace(key, bucket);
        if (!is_new) found->second.counts.merge(bucket.counts);
    }
    std::vector<Bucket> out;
    for (auto& entry : sums) out.push_back(std::move(entry.second));
    return out;
}

bool roll_up_level(sql::Transaction& tx, const std::string& endpoint_id, std::size_t level,
                   Timestamp now, const std::string& part) {
    const auto step = bucket_table_store::next_step(tx, table, endpoint_id, level, now);
    if (!step) return false;
    const auto rows = tx.rows<StoredBucket>(
        "select * from metric_buckets where endpoint_id = $1 and rolled = 0 "
        "and +bucket_seconds = $2 and started_at < $3",
        endpoint_id, levels[level].length.count(), step->until);
    for (const auto& bucket : rolled_up(rows, level)) insert_bucket(tx, bucket, part);
    bucket_table_store::mark_rolled(tx, table, endpoint_id, level, step->until);
    return step->has_more;
}

}  // namespace

void insert_bucket(sql::Transaction& tx, const Bucket& bucket, const std::string& part) {
    tx.insert("metric_buckets", to_row(bucket, part));
}

std::vector<Bucket> read_tiles(sql::Transaction& tx, const std::string& endpoint_id,
                               std::span<const Tile> tiles) {
    std::vector<Bucket> out;
    for (const auto& tile : tiles)
        for (const auto& row :
             tx.rows<StoredBucket>(read_sql, endpoint_id, levels[tile.level].length.count(),
                                   tile.span.from, tile.span.to))
            out.push_back(from_row(row));
    return out;
}

bool roll_up(sql::Transaction& tx, const std::string& endpoint_id, Timestamp now,
             const std::string& part) {
    bool has_more = false;
    for (std::size_t level = 0; level + 1 < levels.size(); ++level)
        has_more |= roll_up_level(tx, endpoint_id, level, now, part);
    return has_more;
}

}  // namespace ontos::metrics_store
