#pragma once
// A fixed number of threads behind a bounded queue.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "platform/tasks/executor.hpp"

namespace ontos {

/// Thread safe. The destructor runs what was taken, then joins.
class WorkerPool final : public Executor {
public:
    /// `name` is shown by ps and gdb (at most 15 characters); `queue_max` counts waiting work only.
    WorkerPool(std::string name, std::size_t threads, std::size_t queue_max);
    ~WorkerPool() override;

    [[nodiscard]] bool try_post(std::function<void()> work) override;

    /// Takes no more, runs what was taken, joins. Again does nothing. Not from its own threads.
    void stop();
    std::size_t waiting() const;

private:
    void run();

    const std::string name_;
    const std::size_t queue_max_;
    mutable std::mutex mutex_;
    std::condition_variable something_;
    std::deque<std::function<void()>> queue_;
    std::size_t idle_;  ///< threads that run nothing: work for them does not wait
    bool stopping_ = false;
    std::vector<std::jthread> threads_;
};

}  // namespace ontos
