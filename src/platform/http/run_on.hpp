#pragma once
// The one hand-off from a coroutine to other threads and back.

#include <functional>

#include "platform/base/failure.hpp"
#include "platform/http/event_loop.hpp"
#include "platform/http/task.hpp"
#include "platform/tasks/executor.hpp"

namespace ontos::http {

/// Runs the work there, and goes on with the coroutine here. Awaited, it says whether the work was
/// taken.
struct Handoff {
    Handoff(EventLoop& home_loop, Executor& where, std::function<void()>& what)
        : home{home_loop}, executor{where}, work{what} {}

    EventLoop& home;
    Executor& executor;
    std::function<void()>& work;
    bool was_taken = false;

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> coroutine) {
        was_taken = executor.try_post([&run = work, &loop = home, coroutine] {
            run();
            loop.post([coroutine] { coroutine.resume(); });
        });
        return was_taken;
    }
    bool await_resume() const noexcept { return was_taken; }
};

/// Runs the work, which must not throw, on the executor while the coroutine waits. False: it was
/// not taken.
inline Task<bool> run_on(EventLoop& home, Executor& executor, std::function<void()>& work) {
    Handoff handoff(home, executor, work);
    auto was_taken = co_await handoff;
    co_return was_taken;
}

/// The same for a step that may throw: what it throws is thrown here. Throws Failure{unavailable}
/// if it was not taken.
inline Task<> run_step_on(EventLoop& home, Executor& executor, std::function<void()>& step) {
    std::exception_ptr thrown;
    std::function<void()> work = [&step, &thrown] {
        try {
            step();
        } catch (...) {
            thrown = std::current_exception();
        }
    };
    auto was_taken = co_await run_on(home, executor, work);
    if (!was_taken)
        throw Failure(FailureKind::unavailable, "The server is busy: try again.")
            .code("queue_full")
            .retry_after(std::chrono::seconds(1));
    if (thrown) std::rethrow_exception(thrown);
}

}  // namespace ontos::http
