#pragma once
// A database in one SQLite file: one writer, several readers.

#include "platform/sql/compaction.hpp"
#include "platform/sql/connection_pool.hpp"
#include "platform/sql/group_commit.hpp"

namespace ontos::sql {

/// Thread safe. The destructor runs the writes that were taken.
class SqliteDatabase final : public Database, public Compactable {
public:
    /// The schema is the newest one by now.
    SqliteDatabase(const std::string& path, const DatabaseConfig& config);

    Engine engine() const override { return Engine::sqlite; }
    void backup_to(const std::string& path) override;
    void compact() override;

private:
    void run_write(const std::function<void(Transaction&)>& job) override;
    void run_read(const std::function<void(Transaction&)>& job) override;

    const std::string folder_;
    ConnectionPool readers_;
    GroupCommit writer_;
};

}  // namespace ontos::sql
