#pragma once
// From what clients send to items that can be written: endpoint, rules of the score, redaction.

#include <map>
#include <memory>

#include "improve/feedback/feedback_parts.hpp"
#include "improve/feedback/score_config.hpp"
#include "platform/api/schema.hpp"

namespace ontos {

/// The schema of NewFeedback for JSON that no route has checked; unknown members are refused.
/// Constant after construction.
class NewFeedbackSchema {
public:
    NewFeedbackSchema();

    /// `root` is where the value stands: "/body/items/3".
    std::vector<Violation> violations_of(const api::json::value& sent,
                                         const std::string& root) const;

private:
    api::json::object components_;
    api::Schemas schemas_;
    const api::Schema* schema_;
};

/// What one request sends. Looks up each endpoint and score configuration once; owned by one
/// thread.
class FeedbackIntake {
public:
    /// Of so many items. Throws Failure{rate_limited} for a token that has sent too many.
    FeedbackIntake(const FeedbackParts& parts, const api::Caller& caller, std::size_t count);

    /// With its id, not joined. `root` begins the names of members: "/body". Throws
    /// Failure{not_found} for an unknown endpoint, Failure{invalid} for broken rules.
    FeedbackItem item(const NewFeedback& sent, const std::string& root);

private:
    const EndpointInfo& endpoint(const std::string& reference);
    const std::optional<ScoreConfig>& config(const std::string& name);
    std::optional<LoggedRequest> request_of(const FeedbackItem& item);
    void keep_other_columns(const NewFeedback& sent, FeedbackItem& item);

    const FeedbackParts& parts_;
    const api::Caller& caller_;
    const Timestamp now_;
    std::string only_endpoint_id_;  ///< of a token; empty: any
    std::map<std::string, EndpointInfo> endpoints_;
    std::map<std::string, std::optional<ScoreConfig>> configs_;
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> columns_;
    bool is_flushed_ = false;
};

}  // namespace ontos
