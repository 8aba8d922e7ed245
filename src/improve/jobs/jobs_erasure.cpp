// What trainers wrote while they had rows of a person.
#include "improve/jobs/jobs_erasure.hpp"

#include "improve/jobs/jobs_erasure_store.hpp"

namespace ontos {

HeldRecords JobsErasure::held(sql::Transaction& tx, const ErasedSubject& subject) const {
    return jobs_erasure_store::held(tx, subject);
}

std::vector<HeldRecord> JobsErasure::records(sql::Transaction& tx, const ErasedSubject& subject,
                                             const std::string& after, std::int64_t limit) const {
    return jobs_erasure_store::records(tx, subject, after, limit);
}

std::int64_t JobsErasure::erase(sql::Transaction& tx, const ErasedSubject& subject,
                                std::int64_t limit) const {
    const auto found = jobs_erasure_store::records(tx, subject, "", limit);
    for (const auto& log : found) jobs_erasure_store::forget_words(tx, log.id);
    return std::ssize(found);
}

}  // namespace ontos
