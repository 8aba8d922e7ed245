#pragma once
// Training jobs as retrain triggers make them.

#include "improve/jobs/training_jobs.hpp"
#include "improve/retrain/retrain_sources.hpp"
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
    /// The job that was made under this key, or a new one, which has the key among its parameters
    /// as `retrain_firing_id`. The newest 100 jobs are looked at.
    std::string create(const api::json::value& request, const std::string& key);

private:
    TrainingJobs& jobs_;
    api::json::object components_;
    api::Schemas schemas_;
    const api::Schema* schema_;
};

}  // namespace ontos
