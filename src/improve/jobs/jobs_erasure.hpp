#pragma once
// What trainers wrote while they had rows of a person: found and erased.

#include "platform/erasure/erasable_store.hpp"

namespace ontos {

/// Which line of a log is about whom, nobody knows: so the logs, and what trainers said, of all
/// jobs of a sheet go with one of its rows; of a job that runs here, once it has ended. Jobs whose
/// trainers have rows that were erased since are waited for, so that it is known what comes of
/// them.
class JobsErasure final : public ErasableStore {
public:
    std::string_view name() const override { return "training_job_logs"; }
    HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) const override;
    std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                    const std::string& after, std::int64_t limit) const override;
    std::int64_t erase(sql::Transaction& tx, const ErasedSubject& subject,
                       std::int64_t limit) const override;
    std::vector<std::string> waits_for(sql::Transaction& tx,
                                       const ErasedSubject& subject) const override;
};

}  // namespace ontos
