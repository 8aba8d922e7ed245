// Per-thread shards: who writes, who reads, and when their memory may go.

#include "monitor/metrics/recorder.hpp"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "monitor/metrics/tally.hpp"

namespace ontos {

/// One thread's counts of one series. `record` belongs to that thread, the rest to the recorder
/// under its mutex.
class Recorder::SeriesShard {
public:
    explicit SeriesShard(const Series& series) : series_{series} {}

    const Series& series() const { return series_; }

    void record(const PredictionSeen& seen) noexcept {
        const auto count = [](std::chrono::nanoseconds time) {
            return static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0));
        };
        if (seen.status < 400)
            successful_.add(count(seen.total));
        else if (seen.status == 429)
            rate_limited_.add(1);
        else if (seen.status < 500)
            client_errors_.add(1);
        else if (seen.status == 504)
            timed_out_.add(count(seen.total));
        else
            failed_.add(count(seen.total));
        const bool was_served = seen.status < 400 || seen.status >= 500;
        if (seen.model.count() > 0) model_time_.add(count(seen.model));
        if (was_served && !seen.served_entity.empty()) queue_time_.add(count(seen.queue));
        if (seen.status < 400) rows_scored_.add(seen.rows);
        bytes_in_.add(seen.bytes_in);
        bytes_out_.add(seen.bytes_out);
        if (seen.not_finite > 0) not_finite_.add(seen.not_finite);
        changes_.store(changes_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    }

    bool has_changed() const { return changes_.load(std::memory_order_acquire) != collected_; }

    Counts collect() {
        collected_ = changes_.load(std::memory_order_acquire);
        Counts counts;
        successful_.collect(counts.successful);
        failed_.collect(counts.failed);
        timed_out_.collect(counts.timed_out);
        model_time_.collect(counts.model_time);
        queue_time_.collect(counts.queue_time);
        counts.client_errors = client_errors_.collect();
        counts.rate_limited = rate_limited_.collect();
        counts.rows_scored = rows_scored_.collect();
        counts.bytes_in = bytes_in_.collect();
        counts.bytes_out = bytes_out_.collect();
        counts.not_finite = not_finite_.collect();
        idle_rounds = 0;
        return counts;
    }

    int idle_rounds = 0;

private:
    const Series& series_;
    HistogramTally successful_, failed_, timed_out_, model_time_, queue_time_;
    Tally client_errors_, rate_limited_, rows_scored_, bytes_in_, bytes_out_, not_finite_;
    std::atomic<std::uint64_t> changes_{0};
    std::uint64_t collected_ = 0;
};

/// One thread's shards by series number. The owning thread fills slots, the recorder empties them.
class Recorder::ThreadShard {
public:
    static constexpr std::size_t block_size = 512, block_count = 512;
    using Slot = std::atomic<SeriesShard*>;
    using Block = std::array<Slot, block_size>;

    ~ThreadShard() {
        for (auto& block : blocks_) delete block.load(std::memory_order_acquire);
    }

    /// By the owning thread; null if there is no slot yet.
    Slot* find_slot(std::uint32_t number) const {
        if (number >= block_size * block_count) return nullptr;
        auto* block = blocks_[number / block_size].load(std::memory_order_relaxed);
        return block == nullptr ? nullptr : &(*block)[number % block_size];
    }
    Slot* make_slot(std::uint32_t number) {
        if (number >= block_size * block_count) return nullptr;
        auto& block = blocks_[number / block_size];
        if (block.load(std::memory_order_relaxed) == nullptr)
            block.store(new Block{}, std::memory_order_release);
        return find_slot(number);
    }

    struct Owned {
        Slot* slot;
        std::unique_ptr<SeriesShard> shard;
    };
    std::vector<Owned> owned;            ///< under the recorder's mutex
    std::atomic<bool> abandoned{false};  ///< its thread has ended: another may take it over

    /// Odd while its thread is recording, and then another number each time.
    std::uint64_t section() const { return section_.load(std::memory_order_acquire); }

    /// The owning thread, while it may hold a shard's address.
    class Section {
    public:
        explicit Section(ThreadShard& thread) : thread_{thread} { thread_.step(); }
        ~Section() { thread_.step(); }
        Section(const Section&) = delete;
        Section& operator=(const Section&) = delete;

    private:
        ThreadShard& thread_;
    };

private:
    void step() {
        section_.store(section_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
        std::atomic_signal_fence(std::memory_order_seq_cst);
    }

    std::atomic<std::uint64_t> section_{0};
    std::array<std::atomic<Block*>, block_count> blocks_{};
};

/// A shard that no slot leads to any more. It is freed a round later at the earliest, when its
/// thread has left the section in which it may have taken the address.
struct Recorder::Retired {
    std::shared_ptr<ThreadShard> thread;
    std::unique_ptr<SeriesShard> shard;
    std::uint64_t section_seen = 0;  ///< in the round before, if it was odd

    bool may_be_freed() {
        const auto now = thread->section();
        const bool has_left = now % 2 == 0 || (section_seen != 0 && section_seen != now);
        section_seen = now;
        return has_left;
    }
};

namespace {

/// Tells recorders apart, also one at the address of a dead one.
std::uint64_t next_instance() {
    static std::atomic<std::uint64_t> next{1};
    return next.fetch_add(1, std::memory_order_relaxed);
}

/// Every other thread of the process has passed a full memory barrier when it returns, so that
/// `record` needs none. Without the call (Linux before 4.14) a round's minute does the same.
void barrier_on_all_threads() { ::syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0); }

}  // namespace

Recorder::Recorder() : instance_{next_instance()} {
    ::syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
}
Recorder::~Recorder() = default;

Recorder::ThreadShard& Recorder::shard_of_this_thread() {
    /// What this thread holds of each recorder; handed back when the thread ends.
    struct Held {
        std::uint64_t instance = 0;
        ThreadShard* shard = nullptr;
        std::vector<std::pair<std::uint64_t, std::shared_ptr<ThreadShard>>> all;
        ~Held() {
            for (const auto& entry : all) entry.second->abandoned.store(true);
        }
    };
    thread_local Held held;
    if (held.instance == instance_) return *held.shard;

    auto found = std::ranges::find(held.all, instance_, [](const auto& e) { return e.first; });
    if (found == held.all.end()) {
        std::erase_if(held.all, [](const auto& e) { return e.second.use_count() == 1; });
        const std::lock_guard lock{mutex_};
        auto shard = std::ranges::find_if(
            threads_, [](const auto& thread) { return thread->abandoned.exchange(false); });
        if (shard == threads_.end())
            shard = threads_.insert(threads_.end(), std::make_shared<ThreadShard>());
        found = held.all.insert(held.all.end(), {instance_, *shard});
    }
    held.instance = instance_;
    held.shard = found->second.get();
    return *held.shard;
}

void Recorder::record(const PredictionSeen& seen) noexcept {
    try {
        auto& thread = shard_of_this_thread();
        const ThreadShard::Section section{thread};
        const auto* slot = thread.find_slot(seen.series);
        auto* shard = slot == nullptr ? nullptr : slot->load(std::memory_order_acquire);
        if (shard == nullptr) shard = open_shard(thread, seen);
        if (shard != nullptr) shard->record(seen);
    } catch (const std::exception&) {
        lost_.fetch_add(1, std::memory_order_relaxed);
    }
}

Recorder::SeriesShard* Recorder::open_shard(ThreadShard& thread, const PredictionSeen& seen) {
    auto* slot = thread.make_slot(seen.series);
    if (slot == nullptr) {
        lost_.fetch_add(1, std::memory_order_relaxed);
        return nullptr;
    }
    const std::lock_guard lock{mutex_};
    auto& series = series_[seen.series];
    if (series == nullptr)
        series = std::make_unique<Series>(
            Series{series_.size() - 1, seen.endpoint_id.text, std::string{seen.endpoint_name},
                   std::string{seen.served_entity}, std::string{seen.model_version}});
    auto& made = thread.owned.emplace_back(slot, std::make_unique<SeriesShard>(*series));
    slot->store(made.shard.get(), std::memory_order_release);
    return made.shard.get();
}

void Recorder::collect(const Visit& visit) {
    const std::lock_guard lock{mutex_};
    for (const auto& thread : threads_)
        for (auto& [slot, shard] : thread->owned)
            if (shard->has_changed()) visit(shard->series(), shard->collect());
    for (auto& retired : retired_)
        if (retired.shard->has_changed()) visit(retired.shard->series(), retired.shard->collect());
}

void Recorder::retire_idle(const Visit& visit) {
    constexpr int rounds = 10;
    const std::lock_guard lock{mutex_};
    std::erase_if(retired_, [&](Retired& retired) {
        if (!retired.may_be_freed()) return false;
        if (retired.shard->has_changed()) visit(retired.shard->series(), retired.shard->collect());
        return true;
    });
    for (const auto& thread : threads_)
        std::erase_if(thread->owned, [&](ThreadShard::Owned& owned) {
            if (owned.shard->has_changed() || ++owned.shard->idle_rounds <= rounds) return false;
            owned.slot->store(nullptr, std::memory_order_release);
            retired_.push_back({thread, std::move(owned.shard)});
            return true;
        });
    // From here on a thread sees the empty slot, or shows that it is inside a section.
    barrier_on_all_threads();
}

}  // namespace ontos
