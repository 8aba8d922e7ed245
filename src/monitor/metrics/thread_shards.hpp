#pragma once
// One thing of each series for each thread that serves it: written by that thread without a lock,
// read by one reader at a time.

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace ontos {

/// Tells owners of shards apart, also one at the address of a dead one.
std::uint64_t next_shards_instance();
/// To be called once before the first `barrier_on_all_threads`.
void register_for_barriers();
/// Every other thread of the process has passed a full memory barrier when it returns, so that
/// those who write need none. Without the call (Linux before 4.14) the time between two rounds does
/// the same for what is freed a round later.
void barrier_on_all_threads();

/// `use` is for any thread and takes a lock only at a thread's first request of a series; the rest
/// is thread safe behind one mutex. `Shard` has `int idle_rounds = 0`.
template <class Shard>
class ThreadShards {
public:
    /// Series numbers are smaller.
    static constexpr std::size_t series_max = std::size_t{512} * 512;

    ThreadShards() : instance_{next_shards_instance()} { register_for_barriers(); }

    /// Calls `write(shard)` with this thread's shard of the series, which `make()` makes under the
    /// mutex if there is none. False if the number is too large. Throws what `make` throws.
    template <class Make, class Write>
    bool use(std::uint32_t series, Make&& make, Write&& write) {
        if (series >= series_max) return false;
        auto& thread = shard_of_this_thread();
        for (;;) {
            {
                const Section section{thread};
                const auto* slot = thread.find_slot(series);
                if (auto* shard =
                        slot == nullptr ? nullptr : slot->load(std::memory_order_acquire)) {
                    write(*shard);
                    return true;
                }
            }
            auto* slot = thread.make_slot(series);
            const std::lock_guard lock{mutex_};
            auto& made = thread.owned.emplace_back(slot, make());
            slot->store(made.shard.get(), std::memory_order_release);
        }
    }

    /// Every shard that may have something to tell.
    template <class Visit>
    void for_each(Visit&& visit) {
        const std::lock_guard lock{mutex_};
        visit_all(visit);
    }

    /// Calls `turn` on every shard, then `read` on every one when no thread uses what it found
    /// there before `turn`. Waits for writers, who are never long.
    template <class Turn, class Read>
    void turn_and_read(Turn&& turn, Read&& read) {
        const std::lock_guard lock{mutex_};
        visit_all(turn);
        barrier_on_all_threads();
        for (const auto& thread : threads_) thread->wait_until_left();
        visit_all(read);
    }

    /// One round: gives up the shards that `is_idle` says so of, and frees what was given up in the
    /// round before, after a last `visit`.
    template <class IsIdle, class Visit>
    void retire(IsIdle&& is_idle, Visit&& visit) {
        const std::lock_guard lock{mutex_};
        std::erase_if(retired_, [&](Retired& retired) {
            if (!retired.may_be_freed()) return false;
            visit(*retired.shard);
            return true;
        });
        for (const auto& thread : threads_)
            std::erase_if(thread->owned, [&](Owned& owned) {
                if (!is_idle(*owned.shard)) return false;
                owned.slot->store(nullptr, std::memory_order_release);
                retired_.push_back({thread, std::move(owned.shard)});
                return true;
            });
        // From here on a thread sees the empty slot, or shows that it is inside a section.
        barrier_on_all_threads();
    }

private:
    using Slot = std::atomic<Shard*>;

    struct Owned {
        Slot* slot;
        std::unique_ptr<Shard> shard;
    };

    /// One thread's shards by series number. The owning thread fills slots, the reader empties
    /// them.
    class Thread {
    public:
        static constexpr std::size_t block_size = 512, block_count = series_max / block_size;
        using Block = std::array<Slot, block_size>;

        ~Thread() {
            for (auto& block : blocks_) delete block.load(std::memory_order_acquire);
        }

        /// By the owning thread; null if there is no slot yet.
        Slot* find_slot(std::uint32_t number) const {
            auto* block = blocks_[number / block_size].load(std::memory_order_relaxed);
            return block == nullptr ? nullptr : &(*block)[number % block_size];
        }
        Slot* make_slot(std::uint32_t number) {
            auto& block = blocks_[number / block_size];
            if (block.load(std::memory_order_relaxed) == nullptr)
                block.store(new Block{}, std::memory_order_release);
            return find_slot(number);
        }

        std::vector<Owned> owned;            ///< under the mutex
        std::atomic<bool> abandoned{false};  ///< its thread has ended: another may take it over

        /// Odd while its thread is writing, and then another number each time.
        std::uint64_t section() const { return section_.load(std::memory_order_acquire); }
        void wait_until_left() const {
            const auto seen = section();
            while (seen % 2 != 0 && section() == seen) std::this_thread::yield();
        }
        void step() {
            section_.store(section_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
            std::atomic_signal_fence(std::memory_order_seq_cst);
        }

    private:
        std::atomic<std::uint64_t> section_{0};
        std::array<std::atomic<Block*>, block_count> blocks_{};
    };

    /// The owning thread, while it may hold a shard's address.
    class Section {
    public:
        explicit Section(Thread& thread) : thread_{thread} { thread_.step(); }
        ~Section() { thread_.step(); }
        Section(const Section&) = delete;
        Section& operator=(const Section&) = delete;

    private:
        Thread& thread_;
    };

    /// A shard that no slot leads to any more. It is freed a round later at the earliest, when its
    /// thread has left the section in which it may have taken the address.
    struct Retired {
        std::shared_ptr<Thread> thread;
        std::unique_ptr<Shard> shard;
        std::uint64_t section_seen = 0;  ///< in the round before, if it was odd

        bool may_be_freed() {
            const auto now = thread->section();
            const bool has_left = now % 2 == 0 || (section_seen != 0 && section_seen != now);
            section_seen = now;
            return has_left;
        }
    };

    template <class Visit>
    void visit_all(Visit& visit) {
        for (const auto& thread : threads_)
            for (auto& owned : thread->owned) visit(*owned.shard);
        for (auto& retired : retired_) visit(*retired.shard);
    }

    Thread& shard_of_this_thread() {
        /// What this thread holds of each owner; handed back when the thread ends.
        struct Held {
            std::uint64_t instance = 0;
            Thread* thread = nullptr;
            std::vector<std::pair<std::uint64_t, std::shared_ptr<Thread>>> all;
            ~Held() {
                for (const auto& entry : all) entry.second->abandoned.store(true);
            }
        };
        thread_local Held held;
        if (held.instance == instance_) return *held.thread;

        auto found = std::ranges::find(held.all, instance_, [](const auto& e) { return e.first; });
        if (found == held.all.end()) {
            std::erase_if(held.all, [](const auto& e) { return e.second.use_count() == 1; });
            const std::lock_guard lock{mutex_};
            auto thread = std::ranges::find_if(
                threads_, [](const auto& one) { return one->abandoned.exchange(false); });
            if (thread == threads_.end())
                thread = threads_.insert(threads_.end(), std::make_shared<Thread>());
            found = held.all.insert(held.all.end(), {instance_, *thread});
        }
        held.instance = instance_;
        held.thread = found->second.get();
        return *held.thread;
    }

    const std::uint64_t instance_;
    std::mutex mutex_;
    std::vector<std::shared_ptr<Thread>> threads_;
    std::vector<Retired> retired_;
};

}  // namespace ontos
