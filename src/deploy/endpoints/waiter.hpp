#pragma once
// Few requests may wait at once: each holds a thread of the control pool.

#include <atomic>

namespace ontos {

/// Counts a request while it waits. Owned by one thread.
class Waiter {
public:
    Waiter(std::atomic<int>& count, int most) : count_{count}, may_wait_{++count <= most} {}
    ~Waiter() { --count_; }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    bool may_wait() const { return may_wait_; }

private:
    std::atomic<int>& count_;
    const bool may_wait_;
};

}  // namespace ontos
