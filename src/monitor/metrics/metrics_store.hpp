#pragma once
// Time buckets in the database: written, read back, rolled up, forgotten.

#include <span>
#include <string>
#include <vector>

#include "monitor/metrics/counts.hpp"
#include "monitor/metrics/levels.hpp"
#include "platform/sql/database.hpp"

namespace ontos::metrics_store {

/// False if this batch of this writer, or a newer one, is there already. Batches count from 1.
bool claim_batch(sql::Transaction& tx, const std::string& writer, std::uint64_t batch,
                 Timestamp now);
/// The newest batch of the writer that this transaction sees; 0 if there is none.
std::uint64_t newest_batch(sql::Transaction& tx, const std::string& writer);

/// `part` must not have been used for this bucket before.
void insert_bucket(sql::Transaction& tx, const Bucket& bucket, const std::string& part);

/// Each request of the endpoint in these tiles is in exactly one of the buckets. They are in no
/// order, and without model and queue time.
std::vector<Bucket> read_tiles(sql::Transaction& tx, const std::string& endpoint_id,
                               std::span<const Tile> tiles);

/// The first endpoint that has buckets, in order of id, behind the given one; "" at the end.
std::string next_endpoint(sql::Transaction& tx, const std::string& after);

/// Whether roll_up or forget has something to do.
bool has_work(sql::Transaction& tx, const std::string& endpoint_id, Timestamp now);

/// Adds finished buckets to those of the next length, some hours' worth at most: true if there
/// are more. A bucket is finished some seconds after its end; what comes later is added later.
bool roll_up(sql::Transaction& tx, const std::string& endpoint_id, Timestamp now,
             const std::string& part);
/// Removes what is kept no longer, and is in longer buckets by now.
void forget(sql::Transaction& tx, const std::string& endpoint_id, Timestamp now);
/// Removes writers that wrote nothing for 30 days.
void forget_writers(sql::Transaction& tx, Timestamp now);

}  // namespace ontos::metrics_store
