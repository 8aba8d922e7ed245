#pragma once
// Training jobs as retrain triggers make them.

#include "improve/jobs/training_jobs.hpp"
#include "improve/retrain/retrain_questions.hpp"
#include "platform/api/schema.hpp"

namespace ontos {

/// Thread safe.
class RetrainJobs {
public:
    /// `jobs` must outlive it.
    explicit RetrainJobs(TrainingJobs& jobs);

    /// What of a request POST /training/jobs would not take. `root` is where it stands:
    /// "/body/action/job".
    std::vector<Violation> violations_of(const api::json::value& request,
                                         const std::string& root) const;
    /// Makes the job of a firing, which has the firing's id, and answers it; once, however often
    /// and by however many servers it is asked.
    std::string create(const api::json::value& request, const std::string& firing_id);

private:
    std::vector<Violation> broken_members(const api::json::value& request) const;

    TrainingJobs& jobs_;
    api::json::object components_;
    api::Schemas schemas_;
    const api::Schema* schema_;
};

}  // namespace ontos
