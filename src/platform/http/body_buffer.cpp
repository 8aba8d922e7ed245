// The memory of request bodies.
#include "platform/http/body_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "platform/api/exchange.hpp"

namespace ontos::http {
namespace {

constexpr std::size_t first_capacity = 4096;

std::uint64_t counted(std::size_t capacity) {
    return capacity > BodyBuffer::free_bytes ? capacity : 0;
}

}  // namespace

Failure body_too_large(std::uint64_t limit) {
    return Failure{FailureKind::too_large,
                   "The body is larger than " + std::to_string(limit) + " bytes."}
        .code("body_too_large");
}

void BodyBudget::take(std::uint64_t bytes) {
    const auto before = used_.fetch_add(bytes, std::memory_order_relaxed);
    if (before + bytes <= max_bytes_) return;
    give_back(bytes);
    throw Failure{FailureKind::unavailable,
                  "The server holds as many request bodies as its memory budget allows: try again."}
        .code("body_budget_used_up")
        .retry_after(std::chrono::seconds{1});
}

std::span<char> BodyBuffer::prepare(std::size_t bytes) {
    if (!data_ || capacity_ - size_ < bytes)
        grow(
            std::max({first_capacity, size_ + bytes, std::min(capacity_ * 2, size_ + (8u << 20))}));
    return {data_.get() + size_, capacity_ - size_};
}

void BodyBuffer::commit(std::size_t bytes) {
    size_ += bytes;
    std::memset(data_.get() + size_, 0, api::Request::body_padding);
}

void BodyBuffer::append(std::string_view bytes) {
    std::ranges::copy(bytes, prepare(bytes.size()).begin());
    commit(bytes.size());
}

void BodyBuffer::clear() {
    if (capacity_ > free_bytes) release();
    rewind();
}

void BodyBuffer::rewind() {
    size_ = 0;
    if (data_) commit(0);
}

void BodyBuffer::swap(BodyBuffer& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
}

void BodyBuffer::grow(std::size_t capacity) {
    budget_.take(counted(capacity));
    std::unique_ptr<char[]> larger;
    try {
        larger.reset(new char[capacity + api::Request::body_padding]);
    } catch (...) {
        budget_.give_back(counted(capacity));
        throw;
    }
    if (size_ > 0) std::memcpy(larger.get(), data_.get(), size_);
    budget_.give_back(counted(capacity_));
    data_ = std::move(larger);
    capacity_ = capacity;
    commit(0);
}

void BodyBuffer::release() {
    budget_.give_back(counted(capacity_));
    data_.reset();
    size_ = capacity_ = 0;
}

}  // namespace ontos::http
