// Feedback of a person, found and erased.
#include "improve/feedback/feedback_erasure.hpp"

#include "improve/feedback/feedback_changes.hpp"
#include "improve/feedback/feedback_counts_store.hpp"
#include "improve/feedback/feedback_erasure_store.hpp"
#include "improve/feedback/feedback_search_store.hpp"

namespace ontos {

std::vector<ErasureLink> FeedbackErasure::scan(sql::Transaction& tx,
                                               const ErasedSubject& subject) const {
    return feedback_erasure_store::scan(tx, subject);
}

std::int64_t FeedbackErasure::link(sql::Transaction& tx, const ErasedSubject& subject) const {
    return feedback_erasure_store::link(tx, subject);
}

HeldRecords FeedbackErasure::held(sql::Transaction& tx, const ErasedSubject& subject) const {
    return feedback_erasure_store::held(tx, subject);
}

std::vector<HeldRecord> FeedbackErasure::records(sql::Transaction& tx, const ErasedSubject& subject,
                                                 const std::string& after,
                                                 std::int64_t limit) const {
    return feedback_erasure_store::records(tx, subject, after, limit);
}

std::int64_t FeedbackErasure::erase(sql::Transaction& tx, const ErasedSubject& subject,
                                    std::int64_t limit) const {
    const FeedbackChange change{tx, parts_};
    const auto items = feedback_erasure_store::linked(tx, subject, limit);
    for (const auto& item : items) change.erase(item);
    return std::ssize(items);
}

bool FeedbackErasure::tidy(sql::Transaction& tx, std::int64_t piece) const {
    constexpr std::int64_t counts_at_once = 1'000, pages_at_once = 500;
    if (feedback_counts_store::fold(tx, counts_at_once) == counts_at_once) return true;
    if (feedback_counts_store::remove_unused_tags(tx, counts_at_once) == counts_at_once)
        return true;
    return feedback_search_store::merge(tx, pages_at_once, piece == 0);
}

}  // namespace ontos
