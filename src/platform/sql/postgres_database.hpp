#pragma once
// A database of a PostgreSQL server: serializable jobs that are run again when they collide.

#include <mutex>
#include <shared_mutex>

#include "platform/base/random.hpp"
#include "platform/sql/compaction.hpp"
#include "platform/sql/connection_pool.hpp"
#include "platform/sql/database.hpp"

namespace ontos::sql {

/// Thread safe.
class PostgresDatabase final : public Database, public Compactable {
public:
    /// The schema is the newest one by now.
    explicit PostgresDatabase(const DatabaseConfig& config);

    Engine engine() const override { return Engine::postgresql; }
    void backup_to(const std::string& path) override;
    void compact() override;

private:
    using Job = std::function<void(Transaction&)>;
    void run_write(const Job& job) override;
    void run_read(const Job& job) override;
    void run_with_retries(const std::function<void(int retry)>& attempt);
    void write_in_turn(const Job& job, int retry);
    void write_once(const Job& job);
    void read_once(const Job& job);
    void wait_before_retry(int retry);

    const std::string url_;
    ConnectionPool pool_;
    SystemRandom random_;
    /// Held together by writers, alone by one that lost often.
    std::shared_mutex writing_;
    std::mutex turn_;  ///< taken before `writing_`: who waits to be alone is let in
};

}  // namespace ontos::sql
