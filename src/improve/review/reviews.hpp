#pragma once
// Review queues as people make, fill and work through them.

#include "improve/feedback/feedback.hpp"
#include "improve/feedback/feedback_list_store.hpp"
#include "improve/review/review_lookup.hpp"
#include "improve/review/review_report.hpp"
#include "improve/sheets/sheets.hpp"

namespace ontos {

/// What it works with; all of it outlives it.
struct ReviewsParts {
    sql::Database& database;
    const Clock& clock;
    Random& random;
    const Redactor& redactor;
    Feedback& feedback;
    const Sheets& sheets;
    EndpointDirectory endpoints;
};

/// Thread safe; its functions block.
class Reviews {
public:
    static constexpr std::int64_t queues_max = 1'000;

    explicit Reviews(ReviewsParts parts) : parts_{std::move(parts)} {}

    api::Created<ReviewQueue> create_review_queue(const api::Body<NewReviewQueue>& body,
                                                  const access::ActorInput& actor,
                                                  const access::Once& once);
    ReviewQueuePage list_review_queues(const api::Query<ReviewQueuesQuery>& query) const;
    ReviewQueue show_review_queue(const api::Path<ReviewQueuePath>& path) const;
    ReviewQueue update_review_queue(const api::Path<ReviewQueuePath>& path,
                                    const api::Body<ReviewQueueChange>& body,
                                    const api::IfMatch& condition, const access::ActorInput& actor);
    /// What was judged stays where it was written.
    void delete_review_queue(const api::Path<ReviewQueuePath>& path, const api::IfMatch& condition,
                             const access::ActorInput& actor);
    ReviewFed feed_review_queue(const api::Path<ReviewQueuePath>& path,
                                const api::OptionalBody<ReviewFeeding>& body,
                                const access::ActorInput& actor, const access::Once& once);
    ReviewProgress show_review_progress(const api::Path<ReviewQueuePath>& path) const;
    ReviewAgreement show_review_agreement(const api::Path<ReviewQueuePath>& path) const;
    ReviewItemPage list_review_items(const api::Path<ReviewQueuePath>& path,
                                     const api::Query<ReviewItemsQuery>& query) const;
    ReviewItem show_review_item(const api::Path<ReviewItemPath>& path,
                                const api::Query<Reviewer>& query,
                                const api::CallerInput& caller) const;

    /// The same item while the reviewer has one, as it is now; else the next.
    ReviewReservation reserve_review_item(const api::Path<ReviewQueuePath>& path,
                                          const api::OptionalBody<Reviewer>& body,
                                          const api::CallerInput& caller);
    /// A judgement of a row takes the way of its review, once as many as the overlap have judged;
    /// one of feedback becomes feedback of the same answer.
    ReviewItem submit_review(const api::Path<ReviewItemPath>& path,
                             const api::Body<NewJudgement>& body, const api::CallerInput& caller,
                             const access::ActorInput& actor, const access::Once& once);
    /// The reviewer does not get it again; others do.
    ReviewItem skip_review_item(const api::Path<ReviewItemPath>& path,
                                const api::OptionalBody<Reviewer>& body,
                                const api::CallerInput& caller, const access::Once& once);
    /// Back into the queue, for whomever.
    ReviewItem release_review_item(const api::Path<ReviewItemPath>& path,
                                   const api::OptionalBody<Reviewer>& body,
                                   const api::CallerInput& caller, const access::Once& once);

    /// In the transaction that deletes an item of feedback: it and its rows are not to be judged
    /// any more, and what was said of them is forgotten.
    void feedback_changed(sql::Transaction& tx, const FeedbackItem& after) const;
    /// The same of one row or item.
    void target_gone(sql::Transaction& tx, const std::string& target_id) const;
    /// Removes items of deleted queues, in small jobs: called each minute.
    void forget_deleted();

private:
    std::string make_id() const;
    void audit(sql::Transaction& tx, const access::Actor& actor,
               const access::Change& change) const;
    feedback_list_store::Filter filter_of(const ReviewQueue& queue) const;
    ReviewFed feed(sql::Transaction& tx, const ReviewQueue& queue,
                   const feedback_list_store::Filter& filter, const ReviewFeeding& wanted) const;
    std::optional<ReviewReservation> try_to_reserve(sql::Transaction& tx,
                                                    const std::string& queue_id,
                                                    const std::string& reviewer) const;
    NewJudgement redacted(NewJudgement judgement) const;
    ReviewQueue redacted(ReviewQueue queue) const;
    std::vector<FeedbackItem> assessments(const ReviewItemPath& path, const NewJudgement& judgement,
                                          const std::string& reviewer, const api::Caller& caller);
    void complete(sql::Transaction& tx, const ReviewTarget& target, const std::string& reviewer,
                  const access::Actor& actor, ReviewItemRecord& item) const;

    ReviewsParts parts_;
};

void mount(api::Router& router, Reviews& reviews);

}  // namespace ontos
