#pragma once
// Feedback of a person, with its history, words and counts: found and erased.

#include "improve/feedback/feedback_parts.hpp"
#include "platform/erasure/erasable_store.hpp"

namespace ontos {

class FeedbackErasure final : public ErasableStore {
public:
    explicit FeedbackErasure(FeedbackParts parts) : parts_{std::move(parts)} {}

    std::string_view name() const override { return "feedback_items"; }
    std::vector<ErasureLink> scan(sql::Transaction& tx,
                                  const ErasedSubject& subject) const override;
    std::int64_t link(sql::Transaction& tx, const ErasedSubject& subject) const override;
    HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) const override;
    std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                    const std::string& after, std::int64_t limit) const override;
    std::int64_t erase(sql::Transaction& tx, const ErasedSubject& subject,
                       std::int64_t limit) const override;
    /// Adds counts up, so that tags nobody uses any more can go; merges the index of words, whose
    /// segments keep words of what is gone.
    bool tidy(sql::Transaction& tx, std::int64_t piece) const override;

private:
    FeedbackParts parts_;
};

}  // namespace ontos
