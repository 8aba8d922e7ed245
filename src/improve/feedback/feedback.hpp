#pragma once
// Feedback as people give, read and change it.

#include "improve/feedback/feedback_list_store.hpp"
#include "improve/feedback/feedback_requests.hpp"
#include "monitor/metrics/model.hpp"
#include "monitor/request_log/request_log.hpp"
#include "platform/access/once.hpp"
#include "platform/api/router.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

/// What it works with; all of it outlives it.
struct FeedbackParts {
    sql::Database& database;
    const Clock& clock;
    Random& random;
    const Redactor& redactor;
    RequestLog& request_log;
    EndpointDirectory endpoints;
};

/// Thread safe; its functions block.
class Feedback {
public:
    explicit Feedback(FeedbackParts parts) : parts_{std::move(parts)} {}

    /// Throws Failure{not_found} for an unknown endpoint.
    api::Upserted<FeedbackItem> create_feedback(const api::Body<NewFeedback>& body,
                                                const api::CallerInput& caller,
                                                const access::Once& once);
    FeedbackPage list_feedback(const api::Query<FeedbackQuery>& query);
    FeedbackStats show_feedback_stats(const api::Query<FeedbackStatsQuery>& query);
    std::vector<FeedbackItem> list_recent_feedback(const api::Path<FeedbackEndpointPath>& path,
                                                   const api::Query<RecentFeedbackQuery>& query);
    FeedbackItem show_feedback(const api::Path<FeedbackPath>& path);
    void delete_feedback(const api::Path<FeedbackPath>& path, const api::IfMatch& condition,
                         const access::ActorInput& actor);
    FeedbackItem flag_feedback(const api::Path<FeedbackPath>& path, const api::IfMatch& condition,
                               const access::ActorInput& actor);
    FeedbackItem unflag_feedback(const api::Path<FeedbackPath>& path, const api::IfMatch& condition,
                                 const access::ActorInput& actor);

    /// Each second: what has been counted since is added up, so that reads stay short.
    void fold_counts();
    /// Each second: items that came before their request are joined to it. One is looked for again
    /// after as long as it has waited, for a day.
    void join_waiting();

private:
    EndpointInfo endpoint(const std::string& reference) const;
    /// Not by the name of one that is deleted.
    EndpointInfo endpoint_to_judge(const std::string& reference) const;
    void join(std::span<FeedbackItem> items);
    FeedbackItem set_flag(const std::string& id, bool flagged, const api::IfMatch& condition,
                          const access::Actor& actor, std::string_view action);
    std::string make_id() const;

    FeedbackParts parts_;
};

void mount(api::Router& router, Feedback& feedback);

}  // namespace ontos
