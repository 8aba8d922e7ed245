// Work that comes again.
#include "platform/tasks/periodic_task.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "platform/base/failure.hpp"
#include "platform/base/logging.hpp"
#include "platform/tasks/background_thread.hpp"

namespace ontos {

PeriodicTask::PeriodicTask(std::string name, std::chrono::milliseconds period,
                           std::function<void()> work)
    : name_{std::move(name)}, period_{period}, work_{std::move(work)} {
    check(period.count() > 0, "a period is longer than nothing");
}

PeriodicTask::~PeriodicTask() { stop(); }

void PeriodicTask::start() {
    const std::lock_guard lock{mutex_};
    check(!thread_.joinable() && !stopping_, "a task is started once");
    thread_ = std::thread{[this] { run(); }};
}

void PeriodicTask::stop() {
    std::thread to_join;
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        to_join.swap(thread_);
    }
    wake_.notify_all();
    if (to_join.joinable()) to_join.join();
}

void PeriodicTask::step() {
    const std::lock_guard lock{step_mutex_};
    try {
        work_();
    } catch (const std::exception& error) {
        failures_.fetch_add(1, std::memory_order_relaxed);
        const auto* failure = dynamic_cast<const Failure*>(&error);
        log_error(
            "a periodic task failed",
            {{"task", name_}, {"error", error.what()}, {"cause", failure ? failure->cause() : ""}});
    }
}

void PeriodicTask::run() {
    become_background_thread(name_);
    auto next = std::chrono::steady_clock::now() + period_;
    std::unique_lock lock{mutex_};
    while (!wake_.wait_until(lock, next, [this] { return stopping_; })) {
        lock.unlock();
        step();
        lock.lock();
        next = std::max(next + period_, std::chrono::steady_clock::now());
    }
}

}  // namespace ontos
