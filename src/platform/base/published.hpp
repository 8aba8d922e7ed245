#pragma once
// An immutable snapshot that many threads read and few replace.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

namespace ontos {

/// Readers keep a `Reader` each (one per thread): it takes the mutex only when the version has
/// changed. `std::atomic<std::shared_ptr>` is not used: it is not lock-free in libstdc++ 12 and
/// trips TSan. Thread safe; a Reader belongs to one thread.
template <class T>
class Published {
public:
    using Snapshot = std::shared_ptr<const T>;

    explicit Published(Snapshot first) : current_{std::move(first)} {}

    void publish(Snapshot next) {
        const std::lock_guard lock{mutex_};
        current_.swap(next);
        version_.fetch_add(1, std::memory_order_release);
    }

    Snapshot get() const {
        const std::lock_guard lock{mutex_};
        return current_;
    }

    class Reader {
    public:
        explicit Reader(const Published& source) : source_{&source} {}

        /// Valid until the next call on this reader; keep the pointer to hold it longer.
        const Snapshot& get() {
            if (const auto now = source_->version_.load(std::memory_order_acquire); now != seen_) {
                const std::lock_guard lock{source_->mutex_};
                held_ = source_->current_;
                seen_ = source_->version_.load(std::memory_order_relaxed);
            }
            return held_;
        }

    private:
        const Published* source_;
        Snapshot held_;
        std::uint64_t seen_ = 0;
    };

private:
    mutable std::mutex mutex_;
    Snapshot current_;
    std::atomic<std::uint64_t> version_{1};
};

}  // namespace ontos
