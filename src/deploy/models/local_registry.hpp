#pragma once
// The registry that lives in our own database and data folder.

#include "deploy/models/artifact_store.hpp"
#include "deploy/models/model_registry.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// Thread safe.
class LocalRegistry final : public ModelRegistry {
public:
    LocalRegistry(sql::Database& database, ArtifactStore& artifacts)
        : database_{database}, artifacts_{artifacts} {}

    RegisteredVersion resolve(const std::string& full_name, const std::string& version) override;
    void require_there(sql::Transaction& tx, const RegisteredVersion& version) override;
    /// Throws Failure{unprocessable, artifact_missing} if the folder is gone.
    std::filesystem::path fetch(const RegisteredVersion& version) override;
    bool is_intact(const RegisteredVersion& version) override;

private:
    sql::Database& database_;
    ArtifactStore& artifacts_;
};

}  // namespace ontos
