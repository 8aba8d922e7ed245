#pragma once
// Evaluates all rules on closed time buckets, by one server at a time.

#include <atomic>

#include "monitor/alerts/alert_journal.hpp"
#include "monitor/alerts/measurement.hpp"
#include "monitor/alerts/silence.hpp"
#include "platform/sql/lease.hpp"

namespace ontos {

/// What it works with; all of it outlives it.
struct EvaluatorParts {
    sql::Database& database;
    const Clock& clock;
    Random& random;
    Metrics& metrics;
    const AlertJournal& journal;
    /// Types that are not here, and that are not counted from requests, have no data.
    Measures measures;
};

/// Thread safe; step() by one thread at a time.
class AlertEvaluator {
public:
    /// Rules are evaluated when a bucket of this length is closed.
    static constexpr std::chrono::seconds interval{10};
    /// A bucket is closed so long after its end: what servers flush each second is there by then.
    static constexpr std::chrono::seconds closing_time{2};

    explicit AlertEvaluator(EvaluatorParts parts);

    /// Every few seconds. Nothing while another server has the lease or no bucket has closed.
    void step();
    /// Each hour: removes old events and silences.
    void forget_old();
    /// At the end, so that another server need not wait.
    void release() { lease_.release(); }

    struct Counters {
        std::uint64_t evaluations = 0, failures = 0, missed = 0;
    };
    Counters counters() const;

private:
    struct Pass;

    void close_orphans(std::int64_t token);
    Measurement measure(const Alert& alert, Timestamp until, LiveCounts& counts);
    void evaluate(Pass& pass);
    void decide_notices(Pass& pass) const;
    void write(const Pass& pass, std::int64_t token);

    EvaluatorParts parts_;
    sql::Lease lease_;
    std::atomic<std::uint64_t> evaluations_{0}, failures_{0}, missed_{0};
};

}  // namespace ontos
