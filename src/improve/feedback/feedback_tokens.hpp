#pragma once
// Makes, knows and bounds the tokens with which pages send feedback.

#include <map>

#include "improve/feedback/feedback_token.hpp"
#include "monitor/metrics/model.hpp"
#include "platform/access/access.hpp"
#include "platform/access/audit.hpp"
#include "platform/api/router.hpp"
#include "platform/base/guarded.hpp"
#include "platform/base/published.hpp"

namespace ontos {

/// Thread safe. Callers are identified from a snapshot in memory.
class FeedbackTokens {
public:
    static constexpr std::size_t tokens_max = 1'000;

    /// All must outlive it.
    FeedbackTokens(sql::Database& database, const Clock& clock, Random& random,
                   EndpointDirectory endpoints);

    api::Created<MadeFeedbackToken> create_feedback_token(const api::Body<NewFeedbackToken>& body,
                                                          const access::ActorInput& actor);
    FeedbackTokenPage list_feedback_tokens();
    void delete_feedback_token(const api::Path<FeedbackTokenPath>& path,
                               const api::IfMatch& condition, const access::ActorInput& actor);

    /// How it is asked who comes with a token. Lives no longer than this.
    access::TokenCallers callers();

    /// Counts so many items of a caller who came with a token; the endpoint that it may judge.
    /// Throws Failure{rate_limited}, and Failure{unauthorized} if it was revoked meanwhile.
    std::string admit(const api::Caller& caller, std::size_t count);

    /// Each second: reads the tokens again if they were changed, here or elsewhere.
    void refresh();

private:
    struct Snapshot;
    /// A minute that has begun with a token's first item.
    struct Minute {
        Timestamp ends{};
        std::size_t used = 0;
    };

    api::Caller identify(std::string_view token, const api::RequestHead& head) const;

    sql::Database& database_;
    const Clock& clock_;
    Random& random_;
    const EndpointDirectory endpoints_;
    std::mutex publishing_;
    Published<Snapshot> snapshot_;
    Guarded<std::map<std::string, Minute>> minutes_;  ///< by name of the caller
};

void mount(api::Router& router, FeedbackTokens& tokens);

}  // namespace ontos
