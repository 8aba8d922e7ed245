#pragma once
// What tables of time buckets have in common: who wrote which batch, what waits to be rolled up,
// what is kept no longer.

#include <optional>
#include <string>
#include <string_view>

#include "monitor/metrics/levels.hpp"
#include "platform/sql/database.hpp"

/// `table` has endpoint_id, bucket_seconds, started_at, part and rolled, as metric_buckets does,
/// and is a name of ours.
namespace ontos::bucket_table_store {

/// False if this batch of this writer, or a newer one, is there already. Batches count from 1.
bool claim_batch(sql::Transaction& tx, const std::string& writer, std::uint64_t batch,
                 Timestamp now);
/// The newest batch of the writer that this transaction sees; 0 if there is none.
std::uint64_t newest_batch(sql::Transaction& tx, const std::string& writer);
/// Removes writers that wrote nothing for 30 days.
void forget_writers(sql::Transaction& tx, Timestamp now);

/// The first endpoint that has buckets, in order of id, behind the given one; "" at the end.
std::string next_endpoint(sql::Transaction& tx, std::string_view table, const std::string& after);

/// Whether buckets of the endpoint wait to be rolled up or forgotten.
bool has_work(sql::Transaction& tx, std::string_view table, const std::string& endpoint_id,
              Timestamp now);

/// Up to where buckets of a level are to be rolled up in one step, some hours' worth at most;
/// nullopt if there are none. A bucket is finished some seconds after its end; what comes later is
/// added later.
struct Step {
    Timestamp until;
    bool has_more;
};
std::optional<Step> next_step(sql::Transaction& tx, std::string_view table,
                              const std::string& endpoint_id, std::size_t level, Timestamp now);
void mark_rolled(sql::Transaction& tx, std::string_view table, const std::string& endpoint_id,
                 std::size_t level, Timestamp until);

/// Removes what is kept no longer, and is in longer buckets by now.
void forget(sql::Transaction& tx, std::string_view table, const std::string& endpoint_id,
            Timestamp now);

}  // namespace ontos::bucket_table_store
