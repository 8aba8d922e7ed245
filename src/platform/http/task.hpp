#pragma once
// The coroutines of this folder: what a connection does while it waits.

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace ontos::http {

struct TaskPromiseBase {
    std::coroutine_handle<> awaiting;  ///< null while it has not had to wait
    std::exception_ptr thrown;

    /// Goes on with who awaits, if it has had to wait; else that one goes on by itself.
    struct End {
        bool await_ready() const noexcept { return false; }
        template <class Promise>
        void await_suspend(std::coroutine_handle<Promise> self) const noexcept {
            if (const auto next = self.promise().awaiting) next.resume();
        }
        void await_resume() const noexcept {}
    };

    std::suspend_always initial_suspend() const noexcept { return {}; }
    End final_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept { thrown = std::current_exception(); }
};

template <class T>
struct TaskPromise : TaskPromiseBase {
    std::optional<T> value;
    void return_value(T returned) { value = std::move(returned); }
    T take() { return *std::move(value); }
};

template <>
struct TaskPromise<void> : TaskPromiseBase {
    void return_void() const noexcept {}
    void take() const noexcept {}
};

/// Starts when it is awaited, once, and runs until it has to wait: one that does not have to costs
/// its memory and a call. It goes on inside whoever resumes it. Owned by one thread at a time.
template <class T = void>
class [[nodiscard]] Task {
public:
    struct promise_type : TaskPromise<T> {
        Task get_return_object() {
            return Task{std::coroutine_handle<promise_type>::from_promise(*this)};
        }
    };

    ~Task() { handle_.destroy(); }
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;

    bool await_ready() const noexcept { return false; }
    /// False: it has ended already.
    bool await_suspend(std::coroutine_handle<> awaiting) const {
        handle_.resume();
        if (handle_.done()) return false;
        handle_.promise().awaiting = awaiting;
        return true;
    }
    T await_resume() const {
        if (handle_.promise().thrown) std::rethrow_exception(handle_.promise().thrown);
        return handle_.promise().take();
    }

private:
    explicit Task(std::coroutine_handle<promise_type> handle) : handle_{handle} {}

    const std::coroutine_handle<promise_type> handle_;
};

/// A coroutine that nobody awaits: it starts at once and frees itself at its end. It must not
/// throw.
struct Detached {
    struct promise_type {
        Detached get_return_object() const noexcept { return {}; }
        std::suspend_never initial_suspend() const noexcept { return {}; }
        std::suspend_never final_suspend() const noexcept { return {}; }
        void return_void() const noexcept {}
        [[noreturn]] void unhandled_exception() const { throw; }
    };
};

}  // namespace ontos::http
