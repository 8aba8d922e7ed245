#pragma once
// What lineage asks the other folders for: which thing came of which.

#include "deploy/endpoints/endpoints.hpp"
#include "improve/exports/exports.hpp"
#include "improve/jobs/training_jobs.hpp"
#include "improve/lineage/lineage.hpp"

namespace ontos {

/// What is asked; all of it must outlive the lineage.
struct LineageOwners {
    sql::Database& database;
    const Exports& exports;
    const TrainingJobs& jobs;
};

LineageParts lineage_parts(const LineageOwners& owners);

}  // namespace ontos
