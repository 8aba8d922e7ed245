#pragma once
// What threads that serve leave for the one that writes.

#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

namespace ontos {

/// A queue with bounds on entries and on their bytes; entries keep their memory for later ones.
/// Thread safe; the lock is held for the copy of one entry, or for the exchange of two pointers.
template <class Entry>
class CaptureQueue {
public:
    CaptureQueue(std::size_t entries_max, std::size_t bytes_max)
        : entries_max_{entries_max}, bytes_max_{bytes_max} {}

    /// Calls `fill` with an entry to overwrite. False: there is no room.
    template <class Fill>
    bool push(std::size_t bytes, Fill&& fill) {
        const std::lock_guard lock{mutex_};
        if (open_.used == entries_max_ || bytes_ + bytes > bytes_max_) return false;
        if (open_.used == open_.entries.size()) open_.entries.emplace_back();
        fill(open_.entries[open_.used]);
        ++open_.used;
        bytes_ += bytes;
        return true;
    }

    /// Visits what has come since, in order. For one thread at a time.
    template <class Visit>
    void drain(Visit&& visit) {
        {
            const std::lock_guard lock{mutex_};
            std::swap(open_, drained_);
            bytes_ = 0;
        }
        for (std::size_t i = 0; i < drained_.used; ++i) visit(drained_.entries[i]);
        drained_.used = 0;
        // A burst's memory is not kept for ever; what a steady flow needs is.
        constexpr std::size_t kept_entries = 4096;
        if (drained_.entries.size() > kept_entries) drained_.entries.resize(kept_entries);
    }

private:
    /// The first `used` entries count; the rest keep their memory for later.
    struct Buffer {
        std::deque<Entry> entries;
        std::size_t used = 0;
    };

    const std::size_t entries_max_, bytes_max_;
    std::mutex mutex_;
    Buffer open_;
    std::size_t bytes_ = 0;
    Buffer drained_;  ///< of the thread that drains
};

}  // namespace ontos
