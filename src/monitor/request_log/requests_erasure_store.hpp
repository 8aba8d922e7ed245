#pragma once
// Logged requests that are tied to the subject of an erasure, in the database.

#include "monitor/request_log/request_log_store.hpp"
#include "platform/erasure/erasable_store.hpp"

namespace ontos::requests_erasure_store {

std::vector<ErasureLink> scan(sql::Transaction& tx, const ErasedSubject& subject);
/// Requests that are named.
std::int64_t link(sql::Transaction& tx, const ErasedSubject& subject);
HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject);
std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                const std::string& after, std::int64_t limit);
std::vector<LoggedRequest> linked(sql::Transaction& tx, const ErasedSubject& subject,
                                  std::int64_t limit);
/// That linked requests were ingested, at most `limit`; how many it were.
std::int64_t remove_ingested(sql::Transaction& tx, const ErasedSubject& subject,
                             std::int64_t limit);

}  // namespace ontos::requests_erasure_store
