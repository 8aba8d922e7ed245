#pragma once
// Predictions that are tied to the subject of an erasure, in the database.

#include "platform/erasure/erasable_store.hpp"

namespace ontos::outcomes_erasure_store {

HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject);
/// At most `limit` rows, and what is known of how many there are in their hours; how many it were.
std::int64_t remove(sql::Transaction& tx, const ErasedSubject& subject, std::int64_t limit);
/// At most `limit` labels that wait; how many it were.
std::int64_t remove_waiting(sql::Transaction& tx, const ErasedSubject& subject, std::int64_t limit);

}  // namespace ontos::outcomes_erasure_store
