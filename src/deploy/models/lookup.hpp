#pragma once
// Models and versions that must be there, and the sentence for where they are not.

#include "deploy/models/models_store.hpp"
#include "deploy/models/versions_store.hpp"

namespace ontos {

/// Throws Failure{not_found} that names the nearest model there is.
Model require_model(sql::Transaction& tx, const std::string& full_name);

/// Throws Failure{not_found} that names the model or the versions there are.
ModelVersion require_version(sql::Transaction& tx, const std::string& full_name,
                             std::int64_t version);
[[noreturn]] void throw_no_version(sql::Transaction& tx, const std::string& full_name,
                                   const std::string& version);

/// Throws Failure{conflict} while it is being registered.
void require_settled(const VersionKey& key);

}  // namespace ontos
