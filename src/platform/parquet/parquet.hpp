#pragma once
// Parquet files, by a module that is opened at run time: read row by row, written, copied.

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/parquet/parquet_abi.hpp"

namespace ontos {

/// Gets the bytes of a file, piece by piece.
using TakeBytes = std::function<void(std::string_view bytes)>;

/// A file that is being written. Owned by one thread.
class ParquetFile {
public:
    struct Column {
        std::string name;
        ParquetKind kind = ParquetKind::text;
    };

    ParquetFile(const ParquetApi& api, std::span<const Column> columns, TakeBytes take);
    ~ParquetFile();

    /// A cell for each column. What `take` throws ends it.
    void append(std::span<const ParquetCell> cells);
    void finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Whether the module is there, and what it can do. A value that is constant after construction;
/// its functions throw Failure{unprocessable, parquet_missing} where it is not there. The module
/// stays open until the process ends.
class Parquet {
public:
    /// Without a module.
    Parquet() = default;
    /// An empty path: `libontos_parquet.so` beside the program, then where it was built. Never
    /// throws for a module that is missing.
    static Parquet open(const std::filesystem::path& module);

    /// Why it is not there; empty where it is.
    const std::string& problem() const { return problem_; }
    /// Of the Arrow libraries; empty where it is not there.
    std::string version() const;

    struct Bounds {
        std::uint64_t columns_max = 4'096, memory_bytes_max = 512u << 20;
    };
    using Cells = std::span<const ParquetText>;
    /// Visits the names of the columns, then each row as texts; what is null or NaN is empty. A
    /// file that is no Parquet, is broken or above the bounds: Failure{invalid}.
    void read_rows(const std::filesystem::path& path, const Bounds& bounds,
                   const std::function<void(Cells)>& visit) const;
    /// The same file with the rows for which `keep`, asked in their order, says true.
    void copy_rows(const std::filesystem::path& path, const std::function<bool()>& keep,
                   const TakeBytes& take) const;
    std::unique_ptr<ParquetFile> create(std::span<const ParquetFile::Column> columns,
                                        TakeBytes take) const;

    /// What is answered where the module is needed and not there.
    void require() const;

private:
    const ParquetApi* api_ = nullptr;
    std::string problem_ = "no module was asked for";
};

/// Whether the file begins as Parquet does.
bool begins_as_parquet(std::string_view first_bytes);

}  // namespace ontos
