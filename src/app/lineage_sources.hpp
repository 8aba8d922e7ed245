#pragma once
// What lineage asks the other folders for: which thing came of which.

#include "deploy/endpoints/endpoints.hpp"
#include "improve/exports/exports.hpp"
#include "improve/jobs/training_jobs.hpp"
#include "improve/lineage/lineage.hpp"
#include "improve/privacy/erasures.hpp"

namespace ontos {

/// What is asked; all of it must outlive the lineage.
struct LineageOwners {
    sql::Database& database;
    const Exports& exports;
    const TrainingJobs& jobs;
};

LineageParts lineage_parts(const LineageOwners& owners);

/// Versions that were trained on one of these rows, and live endpoints that need them: for the
/// receipt of an erasure too.
TrainedVersions models_trained_on(const LineageOwners& owners,
                                  const std::set<std::string>& row_ids);

/// The same, as a receipt says it.
std::vector<TrainedModel> trained_models(const LineageOwners& owners,
                                         const std::set<std::string>& row_ids);

}  // namespace ontos
