// Cancels what runs past its deadline, from a thread of its own.
#include "deploy/inference/deadline_watch.hpp"

#include <algorithm>

namespace ontos {

DeadlineWatch::DeadlineWatch() : thread_{[this] { loop(); }} {}

DeadlineWatch::~DeadlineWatch() {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

DeadlineWatch::Watched::Watched(DeadlineWatch& watch, Cancellable& what, SteadyTime deadline)
    : watch_{watch}, what_{what}, deadline_{deadline} {
    bool is_earliest = false;
    {
        const std::lock_guard lock{watch_.mutex_};
        after_ = watch_.first_;
        if (after_) after_->before_ = this;
        watch_.first_ = this;
        is_earliest = deadline_ < watch_.sleeps_until_;
        if (is_earliest) watch_.sleeps_until_ = deadline_;
    }
    if (is_earliest) watch_.wake_.notify_one();
}

DeadlineWatch::Watched::~Watched() {
    const std::lock_guard lock{watch_.mutex_};
    (before_ ? before_->after_ : watch_.first_) = after_;
    if (after_) after_->before_ = before_;
}

SteadyTime DeadlineWatch::cancel_late(SteadyTime now) {
    auto earliest = SteadyTime::max();
    for (auto* at = first_; at; at = at->after_) {
        if (at->is_cancelled_) continue;
        if (at->deadline_ <= now) {
            at->is_cancelled_ = true;
            at->what_.cancel();
        } else {
            earliest = std::min(earliest, at->deadline_);
        }
    }
    return earliest;
}

void DeadlineWatch::loop() {
    std::unique_lock lock{mutex_};
    while (!is_stopping_) {
        sleeps_until_ = cancel_late(std::chrono::steady_clock::now());
        // wait_until(max) overflows in libstdc++ when it converts between clocks.
        if (sleeps_until_ == SteadyTime::max())
            wake_.wait(lock);
        else
            wake_.wait_until(lock, sleeps_until_);
    }
}

}  // namespace ontos
