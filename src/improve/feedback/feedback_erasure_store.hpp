#pragma once
// Feedback that is tied to the subject of an erasure, in the database.

#include "improve/feedback/feedback_item.hpp"
#include "platform/erasure/erasable_store.hpp"

namespace ontos::feedback_erasure_store {

std::vector<ErasureLink> scan(sql::Transaction& tx, const ErasedSubject& subject);
/// Items about the subject or of a linked request, and the requests of linked items.
std::int64_t link(sql::Transaction& tx, const ErasedSubject& subject);
HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject);
std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                const std::string& after, std::int64_t limit);
std::vector<FeedbackItem> linked(sql::Transaction& tx, const ErasedSubject& subject,
                                 std::int64_t limit);

}  // namespace ontos::feedback_erasure_store
