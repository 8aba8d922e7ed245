// A fixed number of threads behind a bounded queue.
#include "platform/tasks/worker_pool.hpp"

#include <pthread.h>

#include <exception>
#include <utility>

#include "platform/base/failure.hpp"
#include "platform/base/logging.hpp"

namespace ontos {

WorkerPool::WorkerPool(std::string name, std::size_t threads, std::size_t queue_max)
    : name_{std::move(name)}, queue_max_{queue_max}, idle_{threads} {
    check(threads > 0, "a pool has a thread");
    check(name_.size() <= 15, "a thread's name has at most 15 characters");
    threads_.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::try_post(std::function<void()> work) {
    {
        const std::lock_guard lock{mutex_};
        if (stopping_ || queue_.size() >= queue_max_ + idle_) return false;
        queue_.push_back(std::move(work));
    }
    something_.notify_one();
    return true;
}

void WorkerPool::stop() {
    std::vector<std::jthread> to_join;
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        to_join.swap(threads_);
    }
    something_.notify_all();
}

std::size_t WorkerPool::waiting() const {
    const std::lock_guard lock{mutex_};
    return queue_.size() > idle_ ? queue_.size() - idle_ : 0;
}

void WorkerPool::run() {
    pthread_setname_np(pthread_self(), name_.c_str());
    std::unique_lock lock{mutex_};
    while (true) {
        something_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        auto work = std::move(queue_.front());
        queue_.pop_front();
        --idle_;
        lock.unlock();
        try {
            work();
        } catch (const std::exception& error) {
            log_error("work on a pool threw", {{"pool", name_}, {"cause", error.what()}});
        }
        work = nullptr;  // what it holds goes before the lock is taken
        lock.lock();
        ++idle_;
    }
}

}  // namespace ontos
