// A shared pool as one object uses it: the object does not end before its work there has.
#include "deploy/endpoints/drained_executor.hpp"

#include <utility>

namespace ontos {

DrainedExecutor::~DrainedExecutor() {
    std::unique_lock lock{mutex_};
    finished_.wait(lock, [this] { return posted_ == 0; });
}

bool DrainedExecutor::try_post(std::function<void()> work) {
    {
        const std::lock_guard lock{mutex_};
        ++posted_;
    }
    const bool taken = pool_.try_post([this, work = std::move(work)]() mutable {
        work();
        work = nullptr;  // what it holds goes before the owner may go
        finish_one();
    });
    if (!taken) finish_one();
    return taken;
}

void DrainedExecutor::finish_one() {
    const std::lock_guard lock{mutex_};
    --posted_;
    // Under the lock: the destructor cannot end between the count and the notice.
    finished_.notify_all();
}

}  // namespace ontos
