// The loop of one thread: sockets that are ready, work from other threads, time.
#include "platform/http/event_loop.hpp"

#include <algorithm>
#include <cerrno>

#include <sys/eventfd.h>
#include <unistd.h>

#include "platform/base/failure.hpp"

namespace ontos::http {
namespace {

constexpr std::size_t deferred_max = 16;
constexpr std::chrono::microseconds deferred_for_at_most{100};

Descriptor checked(int descriptor) {
    if (descriptor < 0)
        throw Failure{FailureKind::unavailable,
                      "The system has no file descriptor left: " + system_message(errno)};
    return Descriptor{descriptor};
}

void add(const Descriptor& epoll, int descriptor, std::uint32_t events, void* who) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = who;
    if (::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, descriptor, &event) != 0)
        throw Failure{FailureKind::unavailable,
                      "The system cannot watch a socket: " + system_message(errno)};
}

}  // namespace

EventLoop::EventLoop()
    : epoll_{checked(::epoll_create1(EPOLL_CLOEXEC))},
      wake_{checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))} {
    add(epoll_, wake_.get(), EPOLLIN | EPOLLET, nullptr);
}

void EventLoop::watch(int descriptor, Watcher& watcher) {
    add(epoll_, descriptor, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, &watcher);
}

void EventLoop::forget(const Watcher& watcher) noexcept {
    for (auto i = next_; i < count_; ++i)
        if (events_[i].data.ptr == &watcher) events_[i].data.ptr = nullptr;
}

void EventLoop::run() {
    while (!is_stopped_) {
        const auto count = ::epoll_wait(epoll_.get(), events_.data(),
                                        static_cast<int>(events_at_once), wait_at_most());
        take_events(static_cast<std::size_t>(std::max(count, 0)));
        run_posted();
        run_deferred();
        run_due();
    }
}

void EventLoop::take_events(std::size_t count) {
    for (next_ = 0, count_ = count; next_ < count_;) {
        const auto& event = events_[next_++];
        // Null: the wake-up, or who is forgotten.
        if (auto* watcher = static_cast<Watcher*>(event.data.ptr)) watcher->ready(event.events);
        if (deferred_.empty()) continue;
        if (deferred_.size() >= deferred_max ||
            std::chrono::steady_clock::now() - deferred_since_ > deferred_for_at_most)
            run_deferred();
    }
}

void EventLoop::defer(Deferred& deferred) {
    if (deferred_.empty()) deferred_since_ = std::chrono::steady_clock::now();
    deferred_.push_back(&deferred);
}

/// Who defers again while this runs waits for the next turn, so that others come between.
void EventLoop::run_deferred() {
    acting_.swap(deferred_);
    for (auto* deferred : acting_) deferred->act();
    for (auto* deferred : acting_) deferred->go_on();
    acting_.clear();
}

void EventLoop::post(std::function<void()> task) {
    // To the end: who gets the task may destroy the loop.
    const std::lock_guard lock{mutex_};
    posted_.push_back(std::move(task));
    if (is_woken_.exchange(true)) return;
    const std::uint64_t one = 1;
    while (::write(wake_.get(), &one, sizeof one) < 0 && errno == EINTR) {
    }
}

void EventLoop::run_posted() {
    if (!is_woken_) return;
    std::vector<std::function<void()>> tasks;
    {
        const std::lock_guard lock{mutex_};
        is_woken_ = false;
        tasks.swap(posted_);
    }
    for (auto& task : tasks) {
        task();
        task = nullptr;
    }
}

void EventLoop::stop() {
    post([this] { is_stopped_ = true; });
}

void EventLoop::call_after(std::chrono::milliseconds pause, std::function<void()> function) {
    timers_.emplace(std::chrono::steady_clock::now() + pause, std::move(function));
}

void EventLoop::run_due() {
    if (timers_.empty()) return;
    const auto now = std::chrono::steady_clock::now();
    while (!timers_.empty() && timers_.begin()->first <= now) {
        const auto due = timers_.extract(timers_.begin());
        due.mapped()();
    }
}

int EventLoop::wait_at_most() const {
    if (!deferred_.empty()) return 0;
    if (timers_.empty()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        timers_.begin()->first - std::chrono::steady_clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

}  // namespace ontos::http
