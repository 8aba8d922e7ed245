// What reviewers were given of a person and what they said of it, found and erased.
#include "improve/review/reviews_erasure.hpp"

#include <map>

#include "improve/feedback/feedback_list_store.hpp"
#include "improve/review/review_queues_store.hpp"
#include "improve/review/reviews_erasure_store.hpp"
#include "platform/erasure/erasure_links_store.hpp"

namespace ontos {
namespace {

/// Searches that each piece makes are at most twice as many.
constexpr std::int64_t queues_of_piece = 20;

bool is_found(sql::Transaction& tx, const feedback_list_store::Filter& filter) {
    return !feedback_list_store::list(tx, filter, {{}, 0, 1}).items.empty();
}

/// Whether anything of the filter went.
bool forget_gone_words(sql::Transaction& tx, FeedbackFilter& filter) {
    feedback_list_store::Filter by_tag, by_words;
    by_tag.tag = filter.tag;
    by_words.q = filter.q;
    const bool has_gone_tag = filter.tag && !is_found(tx, by_tag);
    const bool has_gone_words = filter.q && !is_found(tx, by_words);
    if (has_gone_words) filter.q.reset();
    if (has_gone_tag || has_gone_words) filter.tag = "[ERASED]";
    return has_gone_tag || has_gone_words;
}

}  // namespace

std::int64_t ReviewsErasure::link(sql::Transaction& tx, const ErasedSubject& subject) const {
    std::vector<ErasureLink> links;
    for (auto& id : reviews_erasure_store::feedback_of(tx, subject))
        links.push_back({subject.erasure_id, LinkKind::feedback, {}, std::move(id)});
    return erasure_links_store::insert(tx, links);
}

HeldRecords ReviewsErasure::held(sql::Transaction& tx, const ErasedSubject& subject) const {
    return reviews_erasure_store::held(tx, subject);
}

std::vector<HeldRecord> ReviewsErasure::records(sql::Transaction& tx, const ErasedSubject& subject,
                                                const std::string& after,
                                                std::int64_t limit) const {
    return reviews_erasure_store::records(tx, subject, after, limit);
}

std::int64_t ReviewsErasure::erase(sql::Transaction& tx, const ErasedSubject& subject,
                                   std::int64_t limit) const {
    const auto items = reviews_erasure_store::linked(tx, subject, limit);
    std::map<std::string, ReviewCounts> changes;
    for (const auto& item : items) {
        const auto gone = reviews_erasure_store::remove(tx, item);
        auto& change = changes[item.queue_id];
        change.item_count -= 1;
        change.judgement_count -= gone.judgement_count;
        change.skip_count -= gone.skip_count;
        switch (item.status) {
            case ReviewItemStatus::pending:
                change.pending_count -= 1;
                break;
            case ReviewItemStatus::completed:
                change.completed_count -= 1;
                break;
            case ReviewItemStatus::withdrawn:
                change.withdrawn_count -= 1;
                break;
        }
    }
    for (const auto& [queue_id, change] : changes)
        review_queues_store::add_counts(tx, queue_id, change);
    return std::ssize(items);
}

bool ReviewsErasure::tidy(sql::Transaction& tx, std::int64_t piece) const {
    auto queues = reviews_erasure_store::of_feedback(tx, queues_of_piece, piece * queues_of_piece);
    for (auto& queue : queues)
        if (queue.filter && forget_gone_words(tx, *queue.filter))
            reviews_erasure_store::set_filter(tx, queue);
    return std::ssize(queues) == queues_of_piece;
}

}  // namespace ontos
