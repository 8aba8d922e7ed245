#pragma once
// Time buckets of metrics in the database: written, read back, rolled up.

#include <span>
#include <string>
#include <vector>

#include "monitor/metrics/counts.hpp"
#include "monitor/metrics/levels.hpp"
#include "platform/sql/database.hpp"

namespace ontos::metrics_store {

inline constexpr std::string_view table = "metric_buckets";

/// `part` must not have been used for this bucket before.
void insert_bucket(sql::Transaction& tx, const Bucket& bucket, const std::string& part);

/// Each request of the endpoint in these tiles is in exactly one of the buckets. They are in no
/// order, and without model and queue time.
std::vector<Bucket> read_tiles(sql::Transaction& tx, const std::string& endpoint_id,
                               std::span<const Tile> tiles);

/// Adds finished buckets to those of the next length, some hours' worth at most: true if there
/// are more.
bool roll_up(sql::Transaction& tx, const std::string& endpoint_id, Timestamp now,
             const std::string& part);

}  // namespace ontos::metrics_store
