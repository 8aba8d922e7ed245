// MinHashes of many rows in a file.
#include "improve/exports/sketch_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "platform/base/failure.hpp"

namespace ontos {

SketchFile::SketchFile(const std::filesystem::path& path)
    : file_{::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)} {
    if (!file_.is_open()) throw_file_failure(errno, "make", path);
    ::unlink(path.c_str());
}

void SketchFile::add(const MinHash& hash) {
    const auto place = rows_ % block_rows;
    const auto keys = band_keys(hash);
    for (std::size_t band = 0; band < MinHash::bands; ++band)
        block_->keys[band][place] = keys[band];
    block_->bytes[place] = bytes_of(hash);
    is_flushed_ = false;
    if (++rows_ % block_rows == 0) flush();
}

void SketchFile::flush() {
    if (is_flushed_) return;
    const auto* from = reinterpret_cast<const char*>(block_.get());
    for (std::size_t done = 0; done < sizeof(Block);) {
        const auto written = ::pwrite(file_.get(), from + done, sizeof(Block) - done,
                                      static_cast<off_t>(flushed_blocks_ * sizeof(Block) + done));
        if (written < 0 && errno != EINTR) throw_file_failure(errno, "write", "sketches");
        if (written > 0) done += static_cast<std::size_t>(written);
    }
    ++flushed_blocks_;
    is_flushed_ = true;
}

void SketchFile::read_at(std::size_t offset, void* to, std::size_t size) {
    flush();
    for (std::size_t done = 0; done < size;) {
        const auto got = ::pread(file_.get(), static_cast<char*>(to) + done, size - done,
                                 static_cast<off_t>(offset + done));
        if (got == 0) throw Failure{FailureKind::internal, "The file of sketches ends too early."};
        if (got < 0 && errno != EINTR) throw_file_failure(errno, "read", "sketches");
        if (got > 0) done += static_cast<std::size_t>(got);
    }
}

std::vector<std::uint32_t> SketchFile::band(std::size_t band) {
    std::vector<std::uint32_t> out(rows_);
    for (std::size_t first = 0; first < rows_; first += block_rows)
        read_at(first / block_rows * sizeof(Block) + band * sizeof(block_->keys[0]), &out[first],
                std::min(block_rows, rows_ - first) * sizeof(std::uint32_t));
    return out;
}

MinHashBytes SketchFile::bytes(std::size_t row) {
    MinHashBytes out;
    read_at(row / block_rows * sizeof(Block) + sizeof(block_->keys) + row % block_rows * sizeof out,
            &out, sizeof out);
    return out;
}

}  // namespace ontos
