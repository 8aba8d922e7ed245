#pragma once
// What a trigger is decided by, as it is measured now.

#include "improve/feedback/feedback.hpp"
#include "improve/retrain/retrain_questions.hpp"
#include "improve/retrain/retrain_rule.hpp"

namespace ontos {

/// What it works with; all of it outlives it.
struct RetrainMeasuringParts {
    sql::Database& database;
    Feedback& feedback;
    EndpointDirectory endpoints;
    AskDriftWindow drift_window;
    AskRevision revision;
};

/// Thread safe; blocks.
class RetrainMeasuring {
public:
    explicit RetrainMeasuring(RetrainMeasuringParts parts) : parts_{std::move(parts)} {}

    /// Rows count up to `rows_until`.
    RetrainInputs measure(const RetrainTrigger& trigger, Timestamp now, Timestamp rows_until) const;

private:
    void measure_rows(const RetrainTrigger& trigger, Timestamp until, RetrainInputs& out) const;
    void measure_windows(const RetrainCondition& condition, const EndpointInfo& endpoint,
                         Timestamp now, RetrainInputs& out) const;
    void measure_versions(const RetrainCondition& condition, const EndpointInfo& endpoint,
                          Timestamp now, RetrainInputs& out) const;
    void measure_drift(const RetrainCondition& condition, const EndpointInfo& endpoint,
                       Timestamp now, RetrainInputs& out) const;

    RetrainMeasuringParts parts_;
};

}  // namespace ontos
