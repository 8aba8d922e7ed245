#pragma once
// A shared pool as one object uses it: the object does not end before its work there has.

#include <condition_variable>
#include <mutex>

#include "platform/tasks/executor.hpp"

namespace ontos {

/// Thread safe. The destructor waits for the work that was posted through it.
class DrainedExecutor final : public Executor {
public:
    explicit DrainedExecutor(Executor& pool) : pool_{pool} {}
    ~DrainedExecutor() override;

    [[nodiscard]] bool try_post(std::function<void()> work) override;

private:
    void finish_one();

    Executor& pool_;
    std::mutex mutex_;
    std::condition_variable finished_;
    std::size_t posted_ = 0;
};

}  // namespace ontos
