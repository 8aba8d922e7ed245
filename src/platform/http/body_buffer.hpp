#pragma once
// The memory of request bodies: one reused buffer a connection, one budget for all of them.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "platform/base/failure.hpp"

namespace ontos::http {

/// How much memory all bodies may take together. Thread safe.
class BodyBudget {
public:
    explicit BodyBudget(std::uint64_t max_bytes) : max_bytes_{max_bytes} {}
    /// Throws Failure{unavailable} with a retry time if it is used up.
    void take(std::uint64_t bytes);
    void give_back(std::uint64_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }
    std::uint64_t used() const { return used_.load(std::memory_order_relaxed); }

private:
    const std::uint64_t max_bytes_;
    std::atomic<std::uint64_t> used_{0};
};

/// What is thrown for a body over its limit, before or after decompression.
Failure body_too_large(std::uint64_t limit);

/// Bytes with api::Request::body_padding readable zero bytes behind them. What fits into
/// `free_bytes` is not counted by the budget and kept between requests. Owned by one thread at a
/// time.
class BodyBuffer {
public:
    static constexpr std::size_t free_bytes = 16u << 10;

    explicit BodyBuffer(BodyBudget& budget) : budget_{budget} {}
    ~BodyBuffer() { release(); }
    BodyBuffer(const BodyBuffer&) = delete;
    BodyBuffer& operator=(const BodyBuffer&) = delete;

    /// At least `bytes` (may be more) to be written behind the end. Throws as the budget does.
    std::span<char> prepare(std::size_t bytes);
    void commit(std::size_t bytes);
    void append(std::string_view bytes);
    std::string_view view() const { return {data_.get(), size_}; }
    std::size_t size() const { return size_; }
    /// Empties it; large memory goes back to the budget.
    void clear();
    /// Empties it and keeps its memory.
    void rewind();
    void swap(BodyBuffer& other) noexcept;

private:
    void grow(std::size_t capacity);
    void release();

    BodyBudget& budget_;
    std::unique_ptr<char[]> data_;
    std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace ontos::http
