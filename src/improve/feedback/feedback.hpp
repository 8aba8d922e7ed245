#pragma once
// Feedback as people give, read and change it.

#include "improve/feedback/feedback_batch.hpp"
#include "improve/feedback/feedback_intake.hpp"
#include "platform/access/once.hpp"
#include "platform/api/router.hpp"

namespace ontos {

/// Thread safe; its functions block.
class Feedback {
public:
    explicit Feedback(FeedbackParts parts) : parts_{std::move(parts)} {}

    /// Throws Failure{not_found} for an unknown endpoint.
    api::Upserted<FeedbackItem> create_feedback(const api::Body<NewFeedback>& body,
                                                const api::CallerInput& caller,
                                                const access::Once& once);
    /// The same for another feature, in two steps: checked, redacted and joined before its
    /// transaction, where `root` begins the names of members in violations, and written in it.
    FeedbackItem prepare(const NewFeedback& sent, const api::Caller& caller,
                         const std::string& root);
    api::Upserted<FeedbackItem> put(sql::Transaction& tx, const FeedbackItem& item,
                                    const api::Caller& caller) const;
    /// All that is right is taken in one transaction; the rest is told of item by item.
    FeedbackReceipts create_feedback_batch(const api::Body<FeedbackBatch>& body,
                                           const api::CallerInput& caller,
                                           const access::Once& once);
    FeedbackPage list_feedback(const api::Query<FeedbackQuery>& query);
    FeedbackStats show_feedback_stats(const api::Query<FeedbackStatsQuery>& query);
    api::Linked<FeedbackItem> list_recent_feedback(const api::Path<FeedbackEndpointPath>& path,
                                                   const api::Query<RecentFeedbackQuery>& query);
    FeedbackItem show_feedback(const api::Path<FeedbackPath>& path);
    FeedbackRevisionPage list_feedback_revisions(const api::Path<FeedbackPath>& path,
                                                 const api::Query<FeedbackRevisionsQuery>& query);
    FeedbackItem update_feedback(const api::Path<FeedbackPath>& path,
                                 const api::Body<FeedbackPatch>& body,
                                 const api::IfMatch& condition, const access::ActorInput& actor);
    void delete_feedback(const api::Path<FeedbackPath>& path, const api::IfMatch& condition,
                         const access::ActorInput& actor);
    FeedbackItem flag_feedback(const api::Path<FeedbackPath>& path, const api::IfMatch& condition,
                               const access::ActorInput& actor);
    FeedbackItem unflag_feedback(const api::Path<FeedbackPath>& path, const api::IfMatch& condition,
                                 const access::ActorInput& actor);

    /// In one transaction. Throws Failure{invalid} for a filter that names nothing.
    FeedbackBulkResult change_feedback_in_bulk(const api::Body<FeedbackBulk>& body,
                                               const access::ActorInput& actor,
                                               const access::Once& once);

    /// Active, newest first, at most 100: of one request.
    std::vector<FeedbackItem> of_request(const std::string& endpoint_id,
                                         const std::string& request_id);
    /// Ratings and flags of an endpoint in a window.
    FeedbackCounts counts_in(const EndpointId& endpoint_id, Interval window);

    /// Each second: what has been counted since is added up, so that reads stay short.
    void fold_counts();
    /// Each minute: items that came before a time go, out of the counts too, in small pieces.
    void forget(Timestamp too_old);
    /// Each second: items that came before their request are joined to it. One is looked for again
    /// after as long as it has waited, for a day.
    void join_waiting();

private:
    void join(std::span<FeedbackItem> items);
    FeedbackItem set_flag(const std::string& id, bool flagged, const api::IfMatch& condition,
                          const access::Actor& actor, std::string_view action);

    FeedbackParts parts_;
    const NewFeedbackSchema schema_;
};

void mount(api::Router& router, Feedback& feedback);

}  // namespace ontos
