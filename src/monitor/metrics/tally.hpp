#pragma once
// Numbers that one thread adds to and another reads, without a lock or a locked instruction.

#include <array>
#include <atomic>
#include <cstdint>
#include <new>
#include <utility>

#include "platform/sketches/latency_histogram.hpp"

namespace ontos {

/// `add` belongs to the writing thread, `collect` to one reader at a time: each answers what came
/// since the call before.
class Tally {
public:
    void add(std::uint64_t by) noexcept {
        value_.store(value_.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
    }
    std::uint64_t collect() {
        const auto now = value_.load(std::memory_order_relaxed);
        return now - std::exchange(collected_, now);
    }

private:
    std::atomic<std::uint64_t> value_{0};
    std::uint64_t collected_ = 0;
};

/// A latency histogram of the same kind. Memory is taken an octave at a time, when a value first
/// falls into it. Counts and sums are never lost; the smallest and largest value of a collection
/// may be those of a request that is counted in the next one.
class HistogramTally {
public:
    HistogramTally() = default;
    HistogramTally(const HistogramTally&) = delete;
    HistogramTally& operator=(const HistogramTally&) = delete;
    ~HistogramTally();

    void add(std::uint64_t nanoseconds) noexcept {
        const auto bin = sketches::bin_of(nanoseconds);
        auto* chunk = chunks_[bin / chunk_bins].load(std::memory_order_relaxed);
        if (chunk == nullptr) {
            chunk = make_chunk(bin / chunk_bins);
            if (chunk == nullptr) return;
        }
        // The count comes last and is read first: what it counts is in the rest already.
        sum_.add(nanoseconds);
        if (nanoseconds < smallest_.load(std::memory_order_relaxed))
            smallest_.store(nanoseconds, std::memory_order_relaxed);
        if (nanoseconds > largest_.load(std::memory_order_relaxed))
            largest_.store(nanoseconds, std::memory_order_relaxed);
        auto& count = chunk->counts[bin % chunk_bins];
        count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    }

    void collect(sketches::LatencyHistogram& into);

private:
    static constexpr std::size_t chunk_bins = 64;
    static constexpr std::size_t chunk_count = sketches::bin_count / chunk_bins + 1;

    /// Counts wrap around; a difference is right as long as fewer than 2^32 come between two
    /// collections.
    struct Chunk {
        std::array<std::atomic<std::uint32_t>, chunk_bins> counts{};
        std::array<std::uint32_t, chunk_bins> collected{};
    };

    Chunk* make_chunk(std::size_t index) noexcept;

    std::array<std::atomic<Chunk*>, chunk_count> chunks_{};
    Tally sum_;
    std::atomic<std::uint64_t> smallest_{UINT64_MAX}, largest_{0};
};

}  // namespace ontos
