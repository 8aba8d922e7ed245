#pragma once
// What receipts of erasures say of models, as lineage knows it.

#include "app/lineage_sources.hpp"
#include "improve/privacy/erasures.hpp"

namespace ontos {

/// Those that were trained on one of the rows.
std::vector<TrainedModel> trained_models(const LineageOwners& owners,
                                         const std::set<std::string>& row_ids);

}  // namespace ontos
