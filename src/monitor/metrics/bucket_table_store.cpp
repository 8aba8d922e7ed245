// The SQL that all tables of time buckets share.

#include "monitor/metrics/bucket_table_store.hpp"

namespace ontos::bucket_table_store {

namespace {

using std::chrono::seconds;

/// A bucket is rolled up once it is so far in the past: what other servers flush late comes before.
constexpr seconds grace{5};
/// How many buckets of the next length one transaction makes at most.
constexpr int buckets_per_step = 64;

std::string in(std::string_view before, std::string_view table, std::string_view after) {
    std::string sql{before};
    sql += table;
    return sql += after;
}

/// Up to where buckets of a level may be rolled up.
Timestamp finished_before(Timestamp now, std::size_t level) {
    return round_down(now - grace, levels[level + 1].length);
}

std::optional<Timestamp> first_not_rolled(sql::Transaction& tx, std::string_view table,
                                          const std::string& endpoint_id, std::size_t level) {
    // The + keeps SQLite from choosing the primary key over the index of rows not rolled up.
    return tx.value<Timestamp>(in("select min(started_at) from ", table,
                                  " where endpoint_id = $1 and rolled = 0 "
                                  "and +bucket_seconds = $2"),
                               endpoint_id, levels[level].length.count());
}

Timestamp kept_from(Timestamp now, std::size_t level) {
    return now - levels[level].kept - levels[level].slack;
}

}  // namespace

bool claim_batch(sql::Transaction& tx, const std::string& writer, std::uint64_t batch,
                 Timestamp now) {
    return tx.run(
               "insert into metric_writers (writer, flushed_batch, flushed_at) "
               "values ($1, $2, $3) on conflict (writer) do update "
               "set flushed_batch = excluded.flushed_batch, flushed_at = excluded.flushed_at "
               "where metric_writers.flushed_batch < excluded.flushed_batch",
               writer, static_cast<std::int64_t>(batch), now) == 1;
}

std::uint64_t newest_batch(sql::Transaction& tx, const std::string& writer) {
    return static_cast<std::uint64_t>(
        tx.value<std::int64_t>("select flushed_batch from metric_writers where writer = $1", writer)
            .value_or(0));
}

void forget_writers(sql::Transaction& tx, Timestamp now) {
    tx.run("delete from metric_writers where flushed_at < $1", now - std::chrono::days{30});
}

std::string next_endpoint(sql::Transaction& tx, std::string_view table, const std::string& after) {
    return tx
        .value<std::string>(in("select min(endpoint_id) from ", table, " where endpoint_id > $1"),
                            after)
        .value_or("");
}

bool has_work(sql::Transaction& tx, std::string_view table, const std::string& endpoint_id,
              Timestamp now) {
    for (std::size_t level = 0; level < levels.size(); ++level) {
        if (level + 1 < levels.size()) {
            const auto first = first_not_rolled(tx, table, endpoint_id, level);
            if (first && *first < finished_before(now, level)) return true;
        }
        const auto oldest = tx.value<Timestamp>(in("select min(started_at) from ", table,
                                                   " where endpoint_id = $1 and "
                                                   "bucket_seconds = $2"),
                                                endpoint_id, levels[level].length.count());
        if (oldest && *oldest < kept_from(now, level)) return true;
    }
    return false;
}

std::optional<Step> next_step(sql::Transaction& tx, std::string_view table,
                              const std::string& endpoint_id, std::size_t level, Timestamp now) {
    const auto next = levels[level + 1].length;
    const auto finished = finished_before(now, level);
    const auto first = first_not_rolled(tx, table, endpoint_id, level);
    if (!first || *first >= finished) return std::nullopt;
    const auto until = std::min(finished, round_down(*first, next) + buckets_per_step * next);
    return Step{until, until < finished};
}

void mark_rolled(sql::Transaction& tx, std::string_view table, const std::string& endpoint_id,
                 std::size_t level, Timestamp until) {
    tx.run(in("update ", table,
              " set rolled = 1 where endpoint_id = $1 and rolled = 0 "
              "and +bucket_seconds = $2 and started_at < $3"),
           endpoint_id, levels[level].length.count(), until);
}

void forget(sql::Transaction& tx, std::string_view table, const std::string& endpoint_id,
            Timestamp now) {
    for (std::size_t level = 0; level < levels.size(); ++level)
        tx.run(in("delete from ", table,
                  " where endpoint_id = $1 and bucket_seconds = $2 "
                  "and started_at < $3 and rolled = 1"),
               endpoint_id, levels[level].length.count(), kept_from(now, level));
}

}  // namespace ontos::bucket_table_store
