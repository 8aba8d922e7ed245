// Versions that were trained on rows, as lineage and receipts ask for them.
#include "app/trained_versions.hpp"

#include "app/lineage_external.hpp"
#include "improve/jobs/jobs_store.hpp"

namespace ontos {

TrainedVersions models_trained_on(const LineageOwners& owners,
                                  const std::set<std::string>& row_ids) {
    constexpr std::size_t most = 1'000;
    TrainedVersions out;
    if (row_ids.empty()) return out;
    const auto ids = owners.jobs.trained_on(row_ids, most + 1);
    out.truncated = ids.size() > most;
    owners.database.read([&](sql::Transaction& tx) {
        out.items.clear();
        for (const auto& id : ids) {
            const auto job = jobs_store::find(tx, id);
            if (!job || out.items.size() == most) continue;
            TrainedVersion trained{id,
                                   job->order.model_name,
                                   version_made(job->progress),
                                   std::string{api::to_text(job->progress.status)},
                                   {}};
            if (trained.model_version)
                trained.endpoints =
                    endpoints_with(tx, {trained.model_name, *trained.model_version});
            out.items.push_back(std::move(trained));
        }
    });
    return out;
}

std::vector<TrainedModel> trained_models(const LineageOwners& owners,
                                         const std::set<std::string>& row_ids) {
    std::vector<TrainedModel> out;
    for (auto& trained : models_trained_on(owners, row_ids).items)
        out.push_back({trained.training_job_id, trained.job_status, trained.model_name,
                       trained.model_version, std::move(trained.endpoints)});
    return out;
}

}  // namespace ontos
