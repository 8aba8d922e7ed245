#pragma once
// What trainers wrote while they had rows of a person: found and erased.

#include "platform/erasure/erasable_store.hpp"

namespace ontos {

/// Which line of a log is about whom, nobody knows: so the logs, and what trainers said, of all
/// jobs of a sheet go with one of its rows.
class JobsErasure final : public ErasableStore {
public:
    std::string_view name() const override { return "training_job_logs"; }
    HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) const override;
    std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                    const std::string& after, std::int64_t limit) const override;
    std::int64_t erase(sql::Transaction& tx, const ErasedSubject& subject,
                       std::int64_t limit) const override;
};

}  // namespace ontos
