// Queues, items and what is judged, that must be there.
#include "improve/review/review_lookup.hpp"

#include <algorithm>

#include "improve/feedback/feedback_store.hpp"
#include "improve/review/review_items_store.hpp"
#include "improve/review/review_queues_store.hpp"
#include "improve/sheets/rows_store.hpp"
#include "improve/sheets/sheets_store.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

/// Whatever its state.
std::optional<TrainingRowRecord> row_of(sql::Transaction& tx, const ReviewQueue& queue,
                                        const std::string& id) {
    if (!sheets_store::find(tx, *queue.training_sheet_id)) return std::nullopt;
    return rows_store::find(tx, *queue.training_sheet_id, id);
}

std::optional<FeedbackItem> active_feedback(sql::Transaction& tx, const std::string& id) {
    auto found = feedback_store::find(tx, id);
    if (!found || found->state != FeedbackState::active) return std::nullopt;
    return found;
}

}  // namespace

ReviewQueue require_review_queue(sql::Transaction& tx, const std::string& id) {
    if (auto found = review_queues_store::find(tx, id)) return *std::move(found);
    throw Failure{FailureKind::not_found, "There is no review queue \"" + shortened(id) + "\"."}
        .code("review_queue_not_found")
        .hint("GET /api/v1/review/queues lists them.");
}

ReviewItemRecord require_review_item(sql::Transaction& tx, const ReviewItemPath& path) {
    if (auto found = review_items_store::find(tx, path.queue_id, path.item_id))
        return *std::move(found);
    throw Failure{FailureKind::not_found,
                  "The review queue has no item \"" + shortened(path.item_id) + "\"."}
        .code("review_item_not_found")
        .hint("GET /api/v1/review/queues/" + path.queue_id + "/items lists them.");
}

void require_open(const ReviewQueue& queue) {
    if (queue.status == ReviewQueueStatus::open) return;
    throw Failure{FailureKind::conflict, "The review queue \"" + queue.name + "\" is closed."}
        .code("review_queue_closed")
        .hint("PATCH its status to open.");
}

std::string reviewer_of(const std::optional<std::string>& said, const api::Caller& caller) {
    if (!said || *said == caller.name) return caller.name;
    if (caller.kind != api::CallerKind::proxy) return *said;
    throw Failure{FailureKind::forbidden, "You are signed in as \"" + caller.name +
                                              "\" and cannot review as another person."}
        .code("another_reviewer")
        .hint("Leave `reviewer` out.");
}

void require_reviewer(const ReviewQueue& queue, const std::string& reviewer) {
    if (queue.reviewers.empty() ||
        std::ranges::find(queue.reviewers, reviewer) != queue.reviewers.end())
        return;
    throw Failure{FailureKind::forbidden,
                  "\"" + shortened(reviewer) + "\" is no reviewer of \"" + queue.name + "\"."}
        .code("not_a_reviewer")
        .hint("PATCH the queue's `reviewers`.");
}

std::optional<ReviewTarget> target_of(sql::Transaction& tx, const ReviewQueue& queue,
                                      const std::string& target_id) {
    ReviewTarget out;
    if (queue.source == ReviewSource::training_sheet) {
        out.row = row_of(tx, queue, target_id);
        if (!out.row || out.row->review.review_status != ReviewStatus::pending) return std::nullopt;
    } else {
        out.feedback = active_feedback(tx, target_id);
        if (!out.feedback) return std::nullopt;
    }
    return out;
}

ReviewItem answered(sql::Transaction& tx, const ReviewQueue& queue, ReviewItemRecord item,
                    const std::string& reviewer) {
    ReviewItem out;
    if (queue.source == ReviewSource::training_sheet) {
        if (auto row = row_of(tx, queue, item.target_id)) out.row = answered(*std::move(row));
    } else {
        out.feedback = active_feedback(tx, item.target_id);
    }
    out.assignment = review_items_store::assignment(tx, item.id, reviewer);
    if (item.status == ReviewItemStatus::completed)
        out.judged = review_items_store::submitted(tx, item.id);
    out.record = std::move(item);
    return out;
}

}  // namespace ontos
