// What receipts of erasures say of models, as lineage knows it.
#include "app/trained_models.hpp"

namespace ontos {

std::vector<TrainedModel> trained_models(const LineageOwners& owners,
                                         const std::set<std::string>& row_ids) {
    std::vector<TrainedModel> out;
    for (auto& each : models_trained_on(owners, row_ids).items)
        out.push_back({each.training_job_id, each.job_status, each.model_name, each.model_version,
                       std::move(each.endpoints)});
    return out;
}

}  // namespace ontos
