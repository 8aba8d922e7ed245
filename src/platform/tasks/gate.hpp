#pragma once
// At most so many at once on a shared pool, and a bounded queue before it.

#include <cstddef>
#include <memory>

#include "platform/tasks/executor.hpp"

namespace ontos {

/// How the workload size of a served entity bounds its concurrency. Thread safe. `pool` must
/// outlive the work, and must not run it inside `try_post`. The gate itself may go while work still
/// runs or waits: what was taken is run.
class Gate final : public Executor {
public:
    Gate(Executor& pool, std::size_t width, std::size_t queue_max);

    /// Runs at once if fewer than `width` run, else waits in the queue; false beyond the bound.
    [[nodiscard]] bool try_post(std::function<void()> work) override;

    std::size_t running() const;
    std::size_t waiting() const;

private:
    /// Shared with the work that runs.
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace ontos
