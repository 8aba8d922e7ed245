#pragma once
// Items of review queues that are tied to the subject of an erasure, in the database.

#include "improve/review/review_item.hpp"
#include "platform/erasure/erasable_store.hpp"

namespace ontos::reviews_erasure_store {

/// The ids of feedback that judgements of linked items became.
std::vector<std::string> feedback_of(sql::Transaction& tx, const ErasedSubject& subject);
HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject);
std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                const std::string& after, std::int64_t limit);
std::vector<ReviewItemRecord> linked(sql::Transaction& tx, const ErasedSubject& subject,
                                     std::int64_t limit);
/// With its assignments and labels: how many of the assignments were submitted, and skipped.
ReviewCounts remove(sql::Transaction& tx, const ReviewItemRecord& item);

/// Queues of feedback, deleted ones too.
std::vector<ReviewQueue> of_feedback(sql::Transaction& tx, std::int64_t limit, std::int64_t offset);

void set_filter(sql::Transaction& tx, const ReviewQueue& queue);

}  // namespace ontos::reviews_erasure_store
