#pragma once
// Cancels what runs past its deadline, from a thread of its own.

#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/base/clock.hpp"

namespace ontos {

/// Something that is running and can be told to stop from another thread.
class Cancellable {
public:
    virtual ~Cancellable() = default;
    /// Called at most once, on the watching thread. Must not block.
    virtual void cancel() noexcept = 0;
};

/// Thread safe. Watching costs two uncontended locks: the thread is woken only for a deadline that
/// is earlier than the one it sleeps for. Deadlines are of std::chrono::steady_clock.
class DeadlineWatch {
public:
    DeadlineWatch();
    ~DeadlineWatch();

    /// Watched from construction to destruction; after that `cancel` is not called any more.
    class Watched {
    public:
        Watched(DeadlineWatch& watch, Cancellable& what, SteadyTime deadline);
        ~Watched();
        Watched(const Watched&) = delete;
        Watched& operator=(const Watched&) = delete;

    private:
        friend class DeadlineWatch;
        DeadlineWatch& watch_;
        Cancellable& what_;
        SteadyTime deadline_;
        bool is_cancelled_ = false;
        Watched* before_ = nullptr;
        Watched* after_ = nullptr;
    };

private:
    void loop();
    /// The earliest deadline that is still to come; cancels those that have passed.
    SteadyTime cancel_late(SteadyTime now);

    std::mutex mutex_;
    std::condition_variable wake_;
    Watched* first_ = nullptr;
    SteadyTime sleeps_until_ = SteadyTime::max();
    bool is_stopping_ = false;
    std::thread thread_;
};

}  // namespace ontos
