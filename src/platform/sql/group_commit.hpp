#pragma once
// The one writer of a SQLite file: all queued jobs in one transaction, one sync for all of them.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/sql/database.hpp"

namespace ontos::sql {

/// Thread safe. The destructor runs what was taken, then joins.
class GroupCommit {
public:
    using Job = std::function<void(Transaction&)>;
    using Alone = std::function<void(Connection&)>;
    struct Limits {
        std::size_t batch_max = 256;
        std::size_t queue_max = 1024;
    };

    explicit GroupCommit(std::unique_ptr<Connection> connection)
        : GroupCommit{std::move(connection), Limits{}} {}
    GroupCommit(std::unique_ptr<Connection> connection, Limits limits);
    ~GroupCommit();

    /// Blocks until the job's changes are durable, or undone: then throws what the job threw, or
    /// why the batch failed. Throws Busy beyond the bound.
    void run(const Job& job);
    /// The same of what is no transaction: it has the connection alone. Others wait meanwhile.
    void run_alone(const Alone& work);

    /// Jobs in the queue, without those that run.
    std::size_t waiting() const {
        const std::lock_guard lock{mutex_};
        return queue_.size();
    }

    /// How many transactions were committed.
    std::uint64_t commits() const { return commits_.load(std::memory_order_relaxed); }

private:
    struct Queued {
        const Job* job;      ///< null: `alone`
        const Alone* alone;  ///< null: `job`
        std::promise<void> done;
        std::exception_ptr error;
    };
    using Batch = std::vector<Queued>;

    void wait_for(Queued queued);
    void work();
    Batch take_batch();
    void run_batch(Batch& batch);
    std::exception_ptr run_in_savepoint(const Job& job);
    std::exception_ptr run_job(const Job& job);

    const std::unique_ptr<Connection> connection_;
    const Limits limits_;
    std::atomic<std::uint64_t> commits_{0};
    mutable std::mutex mutex_;
    std::condition_variable something_;
    std::deque<Queued> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace ontos::sql
