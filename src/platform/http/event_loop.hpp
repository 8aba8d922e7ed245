#pragma once
// The loop of one thread: sockets that are ready, work from other threads, time.

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include <sys/epoll.h>

#include "platform/base/clock.hpp"
#include "platform/http/socket.hpp"

namespace ontos::http {

/// Who is told that a socket has become ready.
class Watcher {
public:
    /// `events` as epoll gives them. Only what is new is told: an edge, not a state.
    virtual void ready(std::uint32_t events) = 0;

protected:
    ~Watcher() = default;
};

/// Who has something to do at the end of a turn.
class Deferred {
public:
    virtual void act() = 0;
    /// After all have acted; may destroy it.
    virtual void go_on() = 0;

protected:
    ~Deferred() = default;
};

/// A turn takes what epoll says is ready, then what was posted and what is due. All but `post` and
/// `stop` belong to the thread that runs it, or come before it runs. Throws Failure{unavailable}
/// where the system gives no descriptor.
class EventLoop {
public:
    EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Until it is stopped.
    void run();
    /// Thread safe.
    void stop();
    /// Runs the task in this loop's thread, in order. Thread safe.
    void post(std::function<void()> task);

    /// Tells of the socket until it is closed.
    void watch(int descriptor, Watcher& watcher);
    /// What is ready and was not told yet will not be.
    void forget(const Watcher& watcher) noexcept;
    void call_after(std::chrono::milliseconds pause, std::function<void()> function);

    /// Acts at the end of this turn, or of the next one if it is ending. What several want to send
    /// is then sent together, so that one who waits for it wakes up once. A turn in which much is
    /// ready ends several times: nothing waits for more than 16 others or a tenth of a millisecond
    /// of work.
    void defer(Deferred& deferred);

private:
    static constexpr std::size_t events_at_once = 128;

    void take_events(std::size_t count);
    void run_deferred();
    void run_posted();
    void run_due();
    int wait_at_most() const;

    Descriptor epoll_, wake_;
    std::array<epoll_event, events_at_once> events_{};
    std::size_t next_ = 0, count_ = 0;  ///< of events_, those not told yet
    std::multimap<SteadyTime, std::function<void()>> timers_;
    std::vector<Deferred*> deferred_, acting_;
    SteadyTime deferred_since_;
    bool is_stopped_ = false;

    std::atomic<bool> is_woken_{false};
    std::mutex mutex_;  ///< of what follows
    std::vector<std::function<void()>> posted_;
};

}  // namespace ontos::http
