#pragma once
// Review queues in the database.

#include "improve/review/review_report.hpp"
#include "platform/sql/database.hpp"

namespace ontos::review_queues_store {

void insert(sql::Transaction& tx, const ReviewQueue& queue);
/// Not a deleted one.
std::optional<ReviewQueue> find(sql::Transaction& tx, const std::string& id);
/// Newest first, before this id ("": from the newest), without deleted ones.
std::vector<ReviewQueue> list(sql::Transaction& tx, std::optional<ReviewQueueStatus> status,
                              const std::string& before, std::int64_t limit);
std::int64_t count(sql::Transaction& tx);
/// All but the counts.
void update(sql::Transaction& tx, const ReviewQueue& queue);
/// Transactions that do it for one queue come one after the other.
void add_counts(sql::Transaction& tx, const std::string& id, const ReviewCounts& added);

/// Deleted queues that still have a row.
std::vector<std::string> deleted(sql::Transaction& tx);
/// At most so many items with what belongs to them; how many went.
std::int64_t remove_items(sql::Transaction& tx, const std::string& id, std::int64_t limit);
void remove(sql::Transaction& tx, const std::string& id);

/// By reviewer, most judgements first.
std::vector<ReviewerProgress> reviewers(sql::Transaction& tx, const std::string& id, Timestamp now,
                                        std::int64_t limit);

}  // namespace ontos::review_queues_store
