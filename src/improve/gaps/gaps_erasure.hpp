#pragma once
// What gaps know of a person's feedback: found and erased.

#include "platform/erasure/erasable_store.hpp"

namespace ontos {

/// Takes out of the gaps what their feedback said that is no more: erased since it was read. With
/// their tasks, gaps of tags that no feedback has any more.
void forget_gone_feedback(sql::Transaction& tx, const std::vector<std::string>& gap_ids);

class GapsErasure final : public ErasableStore {
public:
    std::string_view name() const override { return "gap_members"; }
    HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) const override;
    /// The tags of its gap go too, until the next analysis says them again.
    std::int64_t erase(sql::Transaction& tx, const ErasedSubject& subject,
                       std::int64_t limit) const override;
    /// Gaps of tags that no feedback has any more, with their tasks: a tag may name a person.
    bool tidy(sql::Transaction& tx, std::int64_t piece) const override;
};

}  // namespace ontos
