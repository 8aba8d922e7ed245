#pragma once
// The one hand-off from a coroutine to other threads and back.

#include <functional>
#include <memory>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/base/failure.hpp"
#include "platform/tasks/executor.hpp"

namespace ontos::http {

namespace asio = boost::asio;

/// Starts the work there, and resumes the coroutine here.
struct Handoff {
    Executor& executor;
    std::function<void()>& work;

    template <class Handler>
    void operator()(Handler handler) const {
        const auto home = asio::get_associated_executor(handler);
        // The executor's function must be copyable, the handler is not.
        auto resume = std::make_shared<Handler>(std::move(handler));
        const auto was_taken = executor.try_post([&run = work, home, resume]() mutable {
            run();
            asio::post(home, [back = std::move(resume)] { std::move (*back)(true); });
        });
        if (!was_taken) asio::post(home, [resume] { std::move (*resume)(false); });
    }
};

/// Runs the work, which must not throw, on the executor while the coroutine waits. False: it was
/// not taken.
inline asio::awaitable<bool> run_on(Executor& executor, std::function<void()>& work) {
    Handoff handoff{executor, work};
    asio::use_awaitable_t<> token;
    auto was_taken =
        co_await asio::async_initiate<asio::use_awaitable_t<>, void(bool)>(handoff, token);
    co_return was_taken;
}

/// The same for a step that may throw: what it throws is thrown here. Throws Failure{unavailable}
/// if it was not taken.
inline asio::awaitable<void> run_step_on(Executor& executor, std::function<void()>& step) {
    std::exception_ptr thrown;
    std::function<void()> work = [&step, &thrown] {
        try {
            step();
        } catch (...) {
            thrown = std::current_exception();
        }
    };
    auto was_taken = co_await run_on(executor, work);
    if (!was_taken)
        throw Failure(FailureKind::unavailable, "The server is busy: try again.")
            .code("queue_full")
            .retry_after(std::chrono::seconds(1));
    if (thrown) std::rethrow_exception(thrown);
}

}  // namespace ontos::http
