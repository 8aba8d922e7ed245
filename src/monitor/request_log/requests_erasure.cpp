// Logged requests of a person, found and erased.
#include "monitor/request_log/requests_erasure.hpp"

#include "monitor/request_log/requests_erasure_store.hpp"

namespace ontos {

std::vector<ErasureLink> RequestsErasure::scan(sql::Transaction& tx,
                                               const ErasedSubject& subject) const {
    return requests_erasure_store::scan(tx, subject);
}

std::int64_t RequestsErasure::link(sql::Transaction& tx, const ErasedSubject& subject) const {
    return requests_erasure_store::link(tx, subject);
}

HeldRecords RequestsErasure::held(sql::Transaction& tx, const ErasedSubject& subject) const {
    return requests_erasure_store::held(tx, subject);
}

std::vector<HeldRecord> RequestsErasure::records(sql::Transaction& tx, const ErasedSubject& subject,
                                                 const std::string& after,
                                                 std::int64_t limit) const {
    return requests_erasure_store::records(tx, subject, after, limit);
}

std::int64_t RequestsErasure::erase(sql::Transaction& tx, const ErasedSubject& subject,
                                    std::int64_t limit) const {
    const auto requests = requests_erasure_store::linked(tx, subject, limit);
    for (const auto& request : requests) request_log_store::remove(tx, request);
    // With the requests, not after them: a repeat of what is half gone would count twice.
    const auto ingested = requests_erasure_store::remove_ingested(tx, subject, limit);
    return std::max<std::int64_t>(std::ssize(requests), ingested);
}

}  // namespace ontos
