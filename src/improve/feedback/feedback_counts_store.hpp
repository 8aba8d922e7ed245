#pragma once
// Counts of feedback in the database: changed with the items, added up in the background.

#include <functional>

#include "improve/feedback/feedback_item.hpp"
#include "improve/feedback/feedback_stats.hpp"
#include "platform/sql/database.hpp"

namespace ontos::feedback_counts_store {

/// An item before and after a change; null where there was or is none.
struct ItemChange {
    const FeedbackItem* before = nullptr;
    const FeedbackItem* after = nullptr;
};

/// Counts the changes, in the transaction that makes them. `make_id` names what it writes.
void count(sql::Transaction& tx, std::span<const ItemChange> changes,
           const std::function<std::string()>& make_id);

/// Adds the oldest changes up, at most `changes_max`; how many there were. Reads are the same
/// before and after.
std::int64_t fold(sql::Transaction& tx, std::int64_t changes_max);
bool has_changes(sql::Transaction& tx);
/// Rows of tags that no item has any more, at most `limit`; how many there were.
std::int64_t remove_unused_tags(sql::Transaction& tx, std::int64_t limit);

/// Of an endpoint, or of all ("").
FeedbackCounts total(sql::Transaction& tx, const std::string& endpoint_id);

/// By day, version and source, since the day of this time.
std::vector<CountRow> days(sql::Transaction& tx, const std::string& endpoint_id, Timestamp since);

/// By tag, most items first.
std::vector<CountRow> tags(sql::Transaction& tx, const std::string& endpoint_id, Timestamp since,
                           std::int64_t limit);

/// Ratings and flags of an endpoint's items that were made in the window, to the millisecond: whole
/// days from the counts, the rest from an index.
FeedbackCounts window(sql::Transaction& tx, const std::string& endpoint_id, Timestamp from,
                      Timestamp to);

}  // namespace ontos::feedback_counts_store
