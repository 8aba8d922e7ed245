#pragma once
// A value that can be touched only under its mutex.

#include <mutex>
#include <utility>

namespace ontos {

/// `guarded.with([](T& value) { ... })`. No I/O, no inference and no call into another feature
/// inside. Thread safe.
template <class T>
class Guarded {
public:
    Guarded() = default;
    explicit Guarded(T value) : value_{std::move(value)} {}

    template <class Visit>
    decltype(auto) with(Visit&& visit) {
        const std::lock_guard lock{mutex_};
        return std::forward<Visit>(visit)(value_);
    }

    template <class Visit>
    decltype(auto) with(Visit&& visit) const {
        const std::lock_guard lock{mutex_};
        return std::forward<Visit>(visit)(value_);
    }

private:
    mutable std::mutex mutex_;
    T value_{};
};

}  // namespace ontos
