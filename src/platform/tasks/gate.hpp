#pragma once
// At most so many at once on a shared pool, and a bounded queue before it.

#include <cstddef>
#include <deque>
#include <mutex>

#include "platform/tasks/executor.hpp"

namespace ontos {

/// How the workload size of a served entity bounds its concurrency. Thread safe. `pool` must
/// outlive the gate, and must not run work inside `try_post`; the gate must outlive its work.
class Gate final : public Executor {
public:
    Gate(Executor& pool, std::size_t width, std::size_t queue_max);

    /// Runs at once if fewer than `width` run, else waits in the queue; false beyond the bound.
    [[nodiscard]] bool try_post(std::function<void()> work) override;

    std::size_t running() const;
    std::size_t waiting() const;

private:
    void run(const std::function<void()>& work);
    void run_next();
    bool pass_on();

    Executor& pool_;
    const std::size_t width_, queue_max_;
    mutable std::mutex mutex_;
    std::size_t running_ = 0;
    std::deque<std::function<void()>> queue_;
};

}  // namespace ontos
