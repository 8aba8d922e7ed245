#pragma once
// Which model versions were trained on given rows.

#include "app/lineage_sources.hpp"
#include "improve/privacy/erasure_receipt.hpp"

namespace ontos {

/// Versions that were trained on one of these rows, and live endpoints that need them: for the
/// receipt of an erasure too.
TrainedVersions models_trained_on(const LineageOwners& owners,
                                  const std::set<std::string>& row_ids);

/// The same, as a receipt says it.
std::vector<TrainedModel> trained_models(const LineageOwners& owners,
                                         const std::set<std::string>& row_ids);

}  // namespace ontos
