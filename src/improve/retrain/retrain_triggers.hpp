#pragma once
// Retrain triggers as people make, change, try and delete them.

#include "improve/retrain/retrain_inputs.hpp"
#include "monitor/notifications/notifications.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

/// What it works with; all of it outlives it.
struct RetrainTriggersParts {
    sql::Database& database;
    const Clock& clock;
    Random& random;
    const Redactor& redactor;
    const Notifications& notifications;
    const RetrainMeasuring& measuring;
    EndpointDirectory endpoints;
    CheckJob check_job;  ///< empty: create_job cannot be asked for
};

/// Thread safe; its functions block.
class RetrainTriggers {
public:
    static constexpr std::int64_t triggers_max = 200;

    explicit RetrainTriggers(RetrainTriggersParts parts) : parts_{std::move(parts)} {}

    api::Created<RetrainTrigger> create_retrain_trigger(const api::Body<NewRetrainTrigger>& body,
                                                        const access::ActorInput& actor,
                                                        const access::Once& once);
    RetrainTriggerPage list_retrain_triggers(const api::Query<RetrainTriggersQuery>& query) const;
    RetrainTrigger show_retrain_trigger(const api::Path<RetrainTriggerPath>& path) const;
    RetrainTrigger update_retrain_trigger(const api::Path<RetrainTriggerPath>& path,
                                          const api::Body<RetrainTriggerChange>& body,
                                          const api::IfMatch& condition,
                                          const access::ActorInput& actor);
    /// With its firings.
    void delete_retrain_trigger(const api::Path<RetrainTriggerPath>& path,
                                const api::IfMatch& condition, const access::ActorInput& actor);
    /// Whether it would fire now; changes nothing.
    RetrainVerdict test_retrain_trigger(const api::Path<RetrainTriggerPath>& path) const;
    RetrainFiringPage list_retrain_firings(const api::Path<RetrainTriggerPath>& path,
                                           const api::Query<RetrainTriggersQuery>& query) const;

private:
    RetrainCondition checked(RetrainCondition condition) const;
    void require_action(const RetrainTrigger& trigger) const;
    /// Only of an action that is sent: what is kept may name a trainer that is gone.
    void require_job(const RetrainAction& action) const;
    std::string make_id() const;

    RetrainTriggersParts parts_;
};

void mount(api::Router& router, RetrainTriggers& triggers);

/// Names and ids of triggers that tell a saved channel: for who deletes it.
std::vector<std::string> triggers_naming(sql::Transaction& tx, const SavedChannel& channel);

}  // namespace ontos
