#pragma once
// Baselines in which the subject's id is a category of a text column, found and made nameless.

#include "platform/erasure/erasable_store.hpp"

namespace ontos {

/// Counts, and what is counted from now on, stay as they are: see sketches::erase_name. A record is
/// a layout, which equal baselines share, or what was said of drift in the last window.
class BaselinesErasure final : public ErasableStore {
public:
    std::string_view name() const override { return "drift_baselines"; }
    std::vector<ErasureLink> scan(sql::Transaction& tx,
                                  const ErasedSubject& subject) const override;
    HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) const override;
    std::int64_t erase(sql::Transaction& tx, const ErasedSubject& subject,
                       std::int64_t limit) const override;
    /// A baseline whose file is still read has no layout yet.
    std::vector<std::string> waits_for(sql::Transaction& tx,
                                       const ErasedSubject& subject) const override;
};

}  // namespace ontos
