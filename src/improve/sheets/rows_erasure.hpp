#pragma once
// Training rows of a person, with their originals: found and erased.

#include "platform/erasure/erasable_store.hpp"

namespace ontos {

class RowsErasure final : public ErasableStore {
public:
    explicit RowsErasure(const Clock& clock) : clock_{clock} {}

    std::string_view name() const override { return "training_rows"; }
    std::vector<ErasureLink> scan(sql::Transaction& tx,
                                  const ErasedSubject& subject) const override;
    std::int64_t link(sql::Transaction& tx, const ErasedSubject& subject) const override;
    HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) const override;
    std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                    const std::string& after, std::int64_t limit) const override;
    /// Takes them out of the counts of their sheets too. Their places stay empty.
    std::int64_t erase(sql::Transaction& tx, const ErasedSubject& subject,
                       std::int64_t limit) const override;

private:
    const Clock& clock_;
};

}  // namespace ontos
