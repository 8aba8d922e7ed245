#pragma once
// Bytes that have arrived and are not used up yet.

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace ontos::http {

/// Owned by one thread. Views stay valid until the next prepare() or trim().
class InputBuffer {
public:
    std::string_view view() const { return {bytes_.data() + begin_, end_ - begin_}; }
    bool is_empty() const { return begin_ == end_; }

    /// Room for new bytes behind the held ones: at least `least`.
    std::span<char> prepare(std::size_t least) {
        if (bytes_.size() - end_ < least) make_room(least);
        return {bytes_.data() + end_, bytes_.size() - end_};
    }
    void commit(std::size_t size) { end_ += size; }
    void consume(std::size_t size) {
        begin_ += size;
        if (begin_ == end_) begin_ = end_ = 0;
    }
    /// Moves held bytes into `space`; how many.
    std::size_t take(std::span<char> space) {
        const auto size = std::min(space.size(), end_ - begin_);
        if (size > 0) std::memcpy(space.data(), bytes_.data() + begin_, size);
        consume(size);
        return size;
    }
    void append(std::string_view bytes) {
        std::ranges::copy(bytes, prepare(bytes.size()).begin());
        commit(bytes.size());
    }
    /// Gives large memory back where nothing is held.
    void trim() {
        if (is_empty() && bytes_.size() > kept_bytes) std::vector<char>{}.swap(bytes_);
    }

private:
    static constexpr std::size_t kept_bytes = 8u << 10;

    void make_room(std::size_t least) {
        if (begin_ > 0) std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
        const auto wanted = end_ + least;
        if (bytes_.size() < wanted) bytes_.resize(std::max({wanted, bytes_.size() * 2}));
    }

    std::vector<char> bytes_;
    std::size_t begin_ = 0, end_ = 0;
};

}  // namespace ontos::http
