#pragma once
// Queues, items and what is judged, that must be there; and the sentence for where they are not.

#include "improve/review/review_item.hpp"
#include "platform/api/caller.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// Begins the identifier of the feedback that judgements of feedback become; the id of what was
/// judged follows.
inline constexpr std::string_view review_identifier = "review:";

/// Throws Failure{not_found}.
ReviewQueue require_review_queue(sql::Transaction& tx, const std::string& id);
ReviewItemRecord require_review_item(sql::Transaction& tx, const ReviewItemPath& path);

/// Throws Failure{conflict} for a closed one.
void require_open(const ReviewQueue& queue);

/// Who reviews: the caller, unless it speaks for others. Throws Failure{forbidden} for a person
/// that says to be another.
std::string reviewer_of(const std::optional<std::string>& said, const api::Caller& caller);
/// Throws Failure{forbidden} for who is none of the queue's.
void require_reviewer(const ReviewQueue& queue, const std::string& reviewer);

/// What is judged.
struct ReviewTarget {
    std::optional<TrainingRowRecord> row;
    std::optional<FeedbackItem> feedback;

    std::int64_t revision() const { return row ? row->revision : feedback->revision; }
};

/// The row while it is pending, or the active feedback; nullopt if it is not to be judged any more.
std::optional<ReviewTarget> target_of(sql::Transaction& tx, const ReviewQueue& queue,
                                      const std::string& target_id);

/// The item as it is answered, to this reviewer.
ReviewItem answered(sql::Transaction& tx, const ReviewQueue& queue, ReviewItemRecord item,
                    const std::string& reviewer);

}  // namespace ontos
