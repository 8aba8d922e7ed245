#pragma once
// The registry that lives in our own database and data folder.

#include "deploy/models/artifact_store.hpp"
#include "deploy/models/model_registry.hpp"
#include "deploy/models/versions_store.hpp"
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

    /// Baselines of READY versions that were begun at or after a time, oldest first.
    std::vector<KeptBaseline> baselines_since(Timestamp time);
    std::filesystem::path folder_of(const std::string& sha256) const {
        return artifacts_.folder_of(sha256);
    }

private:
    sql::Database& database_;
    ArtifactStore& artifacts_;
};

}  // namespace ontos
