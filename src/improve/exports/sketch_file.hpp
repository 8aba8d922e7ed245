#pragma once
// MinHashes of many rows in a file, so that memory does not grow with them.

#include <filesystem>
#include <vector>

#include "deploy/models/files.hpp"
#include "improve/curation/min_hash.hpp"

namespace ontos {

/// Written row by row, then read band by band. 256 bytes a row on the disk; the file is gone when
/// the object is. Owned by one thread.
class SketchFile {
public:
    /// The file must not exist. Throws Failure{out_of_space} where the disk is full, as do others.
    explicit SketchFile(const std::filesystem::path& path);

    void add(const MinHash& hash);
    std::size_t rows() const { return rows_; }

    // After the last `add`.

    /// The keys of all rows in one band.
    std::vector<std::uint32_t> band(std::size_t band);
    MinHashBytes bytes(std::size_t row);

private:
    static constexpr std::size_t block_rows = 1024;
    /// Keys by band, then bytes by row.
    struct Block {
        std::array<std::array<std::uint32_t, block_rows>, MinHash::bands> keys;
        std::array<MinHashBytes, block_rows> bytes;
    };

    void flush();
    void read_at(std::size_t offset, void* to, std::size_t size);

    Descriptor file_;
    std::unique_ptr<Block> block_ = std::make_unique<Block>();
    std::size_t rows_ = 0, flushed_blocks_ = 0;
    bool is_flushed_ = true;
};

}  // namespace ontos
