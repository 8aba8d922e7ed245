// Which artifacts may go: those that no version uses.
#include "deploy/models/artifact_keeper.hpp"

#include "deploy/models/models_store.hpp"
#include "deploy/models/versions_store.hpp"
#include "platform/base/logging.hpp"

namespace ontos {

void ArtifactKeeper::doubt(const std::set<std::string>& sha256s) {
    const auto now = clock_.now();
    write_registry(database_,
                   [&](sql::Transaction& tx) { VersionsStore{tx}.doubt_artifacts(sha256s, now); });
}

void ArtifactKeeper::drop_unused(const std::set<std::string>& sha256s) noexcept {
    for (const auto& sha256 : sha256s) {
        const auto hold = artifacts_.hold({sha256});
        drop_unused_held({sha256});
    }
}

void ArtifactKeeper::drop_unused_held(const std::set<std::string>& sha256s) noexcept {
    for (const auto& sha256 : sha256s) {
        try {
            drop(sha256);
        } catch (const std::exception& error) {
            log_error("an unused artifact could not be removed",
                      {{"sha256", sha256}, {"cause", error.what()}});
        }
    }
}

void ArtifactKeeper::drop(const std::string& sha256) {
    const bool is_used = database_.read(
        [&](sql::Transaction& tx) { return VersionsStore{tx}.is_artifact_used(sha256); });
    if (!is_used) artifacts_.remove(sha256);
    write_registry(database_,
                   [&](sql::Transaction& tx) { VersionsStore{tx}.trust_artifacts({sha256}); });
}

void ArtifactKeeper::drop_doubted() {
    drop_unused(database_.read(
        [](sql::Transaction& tx) { return VersionsStore{tx}.artifacts_in_doubt(); }));
}

}  // namespace ontos
