#pragma once
// What time it is; injected, so that tests decide.

#include <atomic>
#include <chrono>
#include <cstdint>

namespace ontos {

/// UTC, in microseconds since 1970: what the database stores as BIGINT.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// For durations and deadlines; never goes back.
using SteadyTime = std::chrono::steady_clock::time_point;

/// Thread safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
    virtual SteadyTime steady_now() const = 0;
};

class SystemClock final : public Clock {
public:
    Timestamp now() const override {
        return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    }
    SteadyTime steady_now() const override { return std::chrono::steady_clock::now(); }
};

/// A clock that moves only when told to; for tests.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Timestamp start) : micros_{start.time_since_epoch().count()} {}
    Timestamp now() const override { return Timestamp{std::chrono::microseconds{micros_.load()}}; }
    SteadyTime steady_now() const override {
        return SteadyTime{std::chrono::microseconds{micros_.load()}};
    }
    void advance(std::chrono::microseconds by) { micros_ += by.count(); }
    void set(Timestamp to) { micros_ = to.time_since_epoch().count(); }

private:
    std::atomic<std::int64_t> micros_;
};

}  // namespace ontos
