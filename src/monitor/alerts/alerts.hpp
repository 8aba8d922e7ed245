#pragma once
// Alerts as people see them: made, changed, acknowledged, resolved, silenced.

#include "deploy/endpoints/endpoints_store.hpp"
#include "deploy/endpoints/live.hpp"
#include "monitor/alerts/alert_journal.hpp"
#include "monitor/alerts/alert_requests.hpp"
#include "monitor/alerts/measurement.hpp"
#include "monitor/alerts/request_checks.hpp"
#include "monitor/alerts/silence.hpp"
#include "platform/access/once.hpp"
#include "platform/api/router.hpp"

namespace ontos {

/// The features, predictions and scores that are counted of an endpoint; empty: not known yet.
using AskFeatures = std::function<std::vector<std::string>(const std::string& endpoint)>;

/// What it works with; all of it outlives it.
struct AlertsParts {
    sql::Database& database;
    const Clock& clock;
    Random& random;
    Metrics& metrics;
    const Notifications& notifications;
    const AlertJournal& journal;
    Measures measures;
    AskFeatures features{};  ///< may be empty
};

/// Thread safe; its functions block.
class Alerts final : public EndpointObserver {
public:
    static constexpr std::int64_t alerts_max = 10'000, silences_max = 1'000;

    explicit Alerts(AlertsParts parts) : parts_{std::move(parts)} {}

    void went_live(const LiveEndpoint&) override {}
    /// Its alerts resolve. What a crash skips, the evaluator does.
    void deleted(const EndpointId& id) override;

    api::Created<Alert> create_alert(const api::Body<NewAlert>& body,
                                     const access::ActorInput& actor, const access::Once& once);
    api::Linked<Alert> list_alerts(const api::Query<AlertsQuery>& query) const;
    Alert show_alert(const api::Path<AlertPath>& path) const;
    Alert update_alert(const api::Path<AlertPath>& path, const api::Body<AlertChange>& body,
                       const api::IfMatch& condition, const access::ActorInput& actor);
    void delete_alert(const api::Path<AlertPath>& path, const api::IfMatch& condition,
                      const access::ActorInput& actor);
    Alert acknowledge_alert(const api::Path<AlertPath>& path, const api::IfMatch& condition,
                            const access::ActorInput& actor, const access::Once& once);
    Alert resolve_alert(const api::Path<AlertPath>& path, const api::IfMatch& condition,
                        const access::ActorInput& actor, const access::Once& once);
    Alert test_alert(const api::Path<AlertPath>& path, const access::ActorInput& actor,
                     const access::Once& once);
    AlertEventPage list_alert_events(const api::Path<AlertPath>& path,
                                     const api::Query<AlertEventsQuery>& query) const;
    BacktestReport backtest_alert(const api::Body<BacktestRequest>& body) const;

    api::Created<MadeSilence> create_silence(const api::Body<NewSilence>& body,
                                             const access::ActorInput& actor,
                                             const access::Once& once);
    SilencePage list_silences(const api::Query<SilenceQuery>& query) const;
    Silence show_silence(const api::Path<SilencePath>& path) const;
    MadeSilence update_silence(const api::Path<SilencePath>& path,
                               const api::Body<SilenceChange>& body, const api::IfMatch& condition,
                               const access::ActorInput& actor);
    void delete_silence(const api::Path<SilencePath>& path, const api::IfMatch& condition,
                        const access::ActorInput& actor);

private:
    /// `before`: the rule that it changes; null: it is new.
    void check_rule(RequestChecks& checks, const AlertRule& rule, const std::string& endpoint,
                    const AlertRule* before) const;
    Channels checked_channels(RequestChecks& checks, sql::Transaction& tx, const AlertRule& rule,
                              const Channels& before) const;
    void audit(sql::Transaction& tx, const access::Actor& actor,
               const access::Change& change) const;
    /// Of an alert that is deleted: no other is held back by it any more.
    void forget_inhibitor(sql::Transaction& tx, const std::string& id,
                          const access::Actor& actor) const;
    /// Stores the step with its audit row. `by_hand` as in StepContext.
    Alert store(sql::Transaction& tx, const Alert& before, const Alert& changed,
                const AlertStep& step, const access::Actor& actor, std::string_view action,
                std::string by_hand = {}) const;

    AlertsParts parts_;
};

void mount(api::Router& router, Alerts& alerts);

}  // namespace ontos
