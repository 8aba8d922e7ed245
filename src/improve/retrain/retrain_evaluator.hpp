#pragma once
// Evaluates retrain triggers: one server at a time, each firing once.

#include "improve/retrain/retrain_inputs.hpp"
#include "monitor/notifications/notifications.hpp"
#include "platform/sql/lease.hpp"

namespace ontos {

/// What it works with; all of it outlives it.
struct RetrainEvaluatorParts {
    sql::Database& database;
    const Clock& clock;
    Random& random;
    const Notifications& notifications;
    const RetrainMeasuring& measuring;
    CreateJob create_job;  ///< empty: there are no jobs
    std::string public_url;
};

/// Owned by one thread.
class RetrainEvaluator {
public:
    static constexpr std::int64_t firings_kept = 1'000;
    static constexpr std::int64_t attempts_max = 10;

    explicit RetrainEvaluator(RetrainEvaluatorParts parts);

    /// Judges each enabled trigger. A firing, what it does and the trigger's new state are one
    /// transaction, which names the lease's token; only the job of create_job is made after it,
    /// under the firing's id, as often as it takes.
    void step();
    /// So that another server need not wait: at the end.
    void release() { lease_.release(); }

private:
    void evaluate(const RetrainTrigger& trigger, std::int64_t token);
    void fire(sql::Transaction& tx, const RetrainTrigger& trigger,
              const RetrainVerdict& verdict) const;
    std::string open_gap(sql::Transaction& tx, const RetrainTrigger& trigger,
                         const RetrainVerdict& verdict) const;
    Notice notice_of(const RetrainTrigger& trigger, const RetrainVerdict& verdict) const;
    void make_job(RetrainFiring firing, std::int64_t token);

    RetrainEvaluatorParts parts_;
    sql::Lease lease_;
};

}  // namespace ontos
