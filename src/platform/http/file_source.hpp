#pragma once
// A file that is being sent.

#include <cstdint>
#include <string>

#include "platform/api/exchange.hpp"

namespace ontos::http {

/// Blocks on the disk. Owned by one thread at a time.
class FileSource {
public:
    /// Throws Failure{internal} if it cannot be opened or is shorter than the range.
    explicit FileSource(const api::FileBody& body);
    ~FileSource();
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;

    std::uint64_t left() const { return left_; }
    /// Replaces `chunk` by the next bytes, at most `max_bytes`. Throws Failure{internal}.
    void read(std::string& chunk, std::size_t max_bytes);

private:
    int file_ = -1;
    std::uint64_t offset_, left_;
};

}  // namespace ontos::http
