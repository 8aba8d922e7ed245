#pragma once
// Writes what a step of an alert did: state, timeline and outbox in one transaction.

#include "monitor/alerts/alert_state.hpp"
#include "monitor/notifications/notifications.hpp"

namespace ontos {

/// What stands beside the step.
struct StepContext {
    Timestamp now{};
    std::string by;                ///< who did it; empty: the evaluator
    std::string not_told_because;  ///< what holds back a change of firing; empty: nothing
    std::string by_hand{};         ///< what was done, if no evaluation did it: "ann resolved it"
};

/// Thread safe.
class AlertJournal {
public:
    /// `public_url` begins the links; empty: they are paths.
    AlertJournal(const Notifications& notifications, const Clock& clock, Random& random,
                 std::string public_url);

    /// Stores the alert as the step leaves it, its events, and its notice for the channels. False,
    /// and nothing is written, if somebody changed the alert since `before` was read. Call it
    /// inside the job; it may run more than once.
    bool write(sql::Transaction& tx, const Alert& before, const AlertStep& step,
               const StepContext& context) const;
    /// The same of an alert whose rule is changed, as `after` says.
    bool write_changed(sql::Transaction& tx, const Alert& before, const Alert& after,
                       const AlertStep& step, const StepContext& context) const;
    /// Of an alert whose endpoint is deleted: it ends.
    void write_deletion(sql::Transaction& tx, const Alert& alert) const;
    /// A notice that is a test: changes nothing.
    void write_test(sql::Transaction& tx, const Alert& alert, const StepContext& context) const;
    void write_event(sql::Transaction& tx, const Alert& alert, AlertEventKind kind,
                     const StepContext& context) const;
    /// What the end of an alert owes its receivers, without storing the alert.
    void write_end(sql::Transaction& tx, const Alert& before, const AlertStep& step,
                   const StepContext& context) const;

private:
    AlertEvent event_of(sql::Transaction& tx, const Alert& alert, AlertEventKind kind,
                        const StepContext& context) const;
    void tell(sql::Transaction& tx, const Alert& before, const Alert& after, NoticeEvent event,
              const StepContext& context) const;
    std::map<std::string, std::string> links_of(const Alert& alert) const;

    const Notifications& notifications_;
    const Clock& clock_;
    Random& random_;
    const std::string public_url_;
};

}  // namespace ontos
