#pragma once
// Work that comes again: flush, retention, polling.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace ontos {

/// Calls `work` every `period` on a background thread of its own. What it throws is logged and
/// counted, and it is tried again in the next period. Tests call `step()` and never `start()`.
class PeriodicTask {
public:
    PeriodicTask(std::string name, std::chrono::milliseconds period, std::function<void()> work);
    ~PeriodicTask();

    void start();
    /// Waits for the step that runs, then no more steps. Again does nothing.
    void stop();
    /// One step on the calling thread; steps never overlap.
    void step();
    std::uint64_t failures() const { return failures_.load(std::memory_order_relaxed); }

private:
    void run();

    const std::string name_;
    const std::chrono::milliseconds period_;
    const std::function<void()> work_;
    std::atomic<std::uint64_t> failures_{0};
    std::mutex step_mutex_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace ontos
