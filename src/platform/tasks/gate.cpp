// At most so many at once on a shared pool, and a bounded queue before it.
#include "platform/tasks/gate.hpp"

#include <exception>
#include <utility>

#include "platform/base/failure.hpp"
#include "platform/base/logging.hpp"

namespace ontos {

Gate::Gate(Executor& pool, std::size_t width, std::size_t queue_max)
    : pool_{pool}, width_{width}, queue_max_{queue_max} {
    check(width > 0, "a gate lets one through");
}

bool Gate::try_post(std::function<void()> work) {
    // Held across the pool's try_post: else work could be queued behind a place that is given back
    // because the pool refused, and nobody would run it.
    const std::lock_guard lock{mutex_};
    if (running_ < width_) {
        if (!pool_.try_post([this, work = std::move(work)] { run(work); })) return false;
        ++running_;
        return true;
    }
    if (queue_.size() >= queue_max_) return false;
    queue_.push_back(std::move(work));
    return true;
}

std::size_t Gate::running() const {
    const std::lock_guard lock{mutex_};
    return running_;
}

std::size_t Gate::waiting() const {
    const std::lock_guard lock{mutex_};
    return queue_.size();
}

void Gate::run(const std::function<void()>& work) {
    try {
        work();
    } catch (const std::exception& error) {
        log_error("work behind a gate threw", {{"cause", error.what()}});
    }
    if (!pass_on()) run_next();
}

/// True if the place was given back or the pool took the next one for it. Through the pool, so that
/// a busy gate does not keep the threads from the other gates.
bool Gate::pass_on() {
    const std::lock_guard lock{mutex_};
    if (queue_.empty()) {
        --running_;
        return true;
    }
    return pool_.try_post([this] { run_next(); });
}

void Gate::run_next() {
    std::function<void()> work;
    {
        const std::lock_guard lock{mutex_};
        if (queue_.empty()) {
            --running_;
            return;
        }
        work = std::move(queue_.front());
        queue_.pop_front();
    }
    run(work);
}

}  // namespace ontos
