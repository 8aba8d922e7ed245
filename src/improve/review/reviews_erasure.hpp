#pragma once
// What reviewers were given of a person and what they said of it: found and erased.

#include "platform/erasure/erasable_store.hpp"

namespace ontos {

class ReviewsErasure final : public ErasableStore {
public:
    std::string_view name() const override { return "review_items"; }
    /// Feedback that judgements of linked items became.
    std::int64_t link(sql::Transaction& tx, const ErasedSubject& subject) const override;
    HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) const override;
    std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                    const std::string& after, std::int64_t limit) const override;
    /// With their judgements; the counts of their queues follow.
    std::int64_t erase(sql::Transaction& tx, const ErasedSubject& subject,
                       std::int64_t limit) const override;
    /// Filters lose tags and words that nobody's feedback has any more, and find nothing then.
    bool tidy(sql::Transaction& tx, std::int64_t piece) const override;
};

}  // namespace ontos
