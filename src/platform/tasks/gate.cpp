// At most so many at once on a shared pool, and a bounded queue before it.
#include "platform/tasks/gate.hpp"

#include <deque>
#include <exception>
#include <mutex>
#include <utility>

#include "platform/base/failure.hpp"
#include "platform/base/logging.hpp"

namespace ontos {

struct Gate::State : std::enable_shared_from_this<Gate::State> {
    State(Executor& shared_pool, std::size_t most, std::size_t waiting_most)
        : pool{shared_pool}, width{most}, queue_max{waiting_most} {}

    bool try_post(std::function<void()> work);
    void run(const std::function<void()>& work);
    void run_next();
    bool pass_on();

    Executor& pool;
    const std::size_t width, queue_max;
    mutable std::mutex mutex;
    std::size_t running = 0;
    std::deque<std::function<void()>> queue;
};

bool Gate::State::try_post(std::function<void()> work) {
    // Held across the pool's try_post: else work could be queued behind a place that is given back
    // because the pool refused, and nobody would run it.
    const std::lock_guard lock{mutex};
    if (running < width) {
        auto job = [self = shared_from_this(), work = std::move(work)] { self->run(work); };
        if (!pool.try_post(std::move(job))) return false;
        ++running;
        return true;
    }
    if (queue.size() >= queue_max) return false;
    queue.push_back(std::move(work));
    return true;
}

void Gate::State::run(const std::function<void()>& work) {
    try {
        work();
    } catch (const std::exception& error) {
        log_error("work behind a gate threw", {{"cause", error.what()}});
    }
    if (!pass_on()) run_next();
}

/// True if the place was given back or the pool took the next one for it. Through the pool, so that
/// a busy gate does not keep the threads from the other gates.
bool Gate::State::pass_on() {
    const std::lock_guard lock{mutex};
    if (queue.empty()) {
        --running;
        return true;
    }
    return pool.try_post([self = shared_from_this()] { self->run_next(); });
}

void Gate::State::run_next() {
    std::function<void()> work;
    {
        const std::lock_guard lock{mutex};
        if (queue.empty()) {
            --running;
            return;
        }
        work = std::move(queue.front());
        queue.pop_front();
    }
    run(work);
}

Gate::Gate(Executor& pool, std::size_t width, std::size_t queue_max)
    : state_{std::make_shared<State>(pool, width, queue_max)} {
    check(width > 0, "a gate lets one through");
}

bool Gate::try_post(std::function<void()> work) { return state_->try_post(std::move(work)); }

std::size_t Gate::running() const {
    const std::lock_guard lock{state_->mutex};
    return state_->running;
}

std::size_t Gate::waiting() const {
    const std::lock_guard lock{state_->mutex};
    return state_->queue.size();
}

}  // namespace ontos
