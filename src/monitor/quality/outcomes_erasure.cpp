// Predictions and labels of a person's requests, found and erased.
#include "monitor/quality/outcomes_erasure.hpp"

#include "monitor/quality/outcomes_erasure_store.hpp"

namespace ontos {

HeldRecords OutcomesErasure::held(sql::Transaction& tx, const ErasedSubject& subject) const {
    return outcomes_erasure_store::held(tx, subject);
}

std::int64_t OutcomesErasure::erase(sql::Transaction& tx, const ErasedSubject& subject,
                                    std::int64_t limit) const {
    return outcomes_erasure_store::remove(tx, subject, limit) +
           outcomes_erasure_store::remove_waiting(tx, subject, limit);
}

}  // namespace ontos
