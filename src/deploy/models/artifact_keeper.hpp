#pragma once
// Which artifacts may go: those that no version uses.

#include "deploy/models/artifact_store.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// Counts references in the database and removes files. Thread safe.
class ArtifactKeeper {
public:
    ArtifactKeeper(sql::Database& database, const Clock& clock, ArtifactStore& artifacts)
        : database_{database}, clock_{clock}, artifacts_{artifacts} {}

    /// Writes down that they may be without a version soon. Under their Hold.
    void doubt(const std::set<std::string>& sha256s);

    /// Removes each that no version uses, then forgets the doubt. Takes its own Holds; what fails
    /// is logged and tried again at the next start.
    void drop_unused(const std::set<std::string>& sha256s) noexcept;
    /// The same under the caller's Hold.
    void drop_unused_held(const std::set<std::string>& sha256s) noexcept;

    /// At start: what a crash has left.
    void drop_doubted();

private:
    void drop(const std::string& sha256);

    sql::Database& database_;
    const Clock& clock_;
    ArtifactStore& artifacts_;
};

}  // namespace ontos
