#pragma once
// A baseline that is sent as Parquet becomes CSV before anybody reads it: that is what is kept.

#include <cstdint>
#include <filesystem>
#include <functional>

#include "deploy/models/files.hpp"
#include "platform/parquet/parquet.hpp"

namespace ontos {

/// What reads Parquet, and how much may come out of it: a small file can hold a great many rows.
struct ParquetIntake {
    Parquet parquet;
    std::uint64_t csv_bytes_max = 2ull << 30;
};

/// By its first bytes.
bool is_parquet(const std::filesystem::path& file);

/// Told now and then how many rows there were.
using OnCsvRows = std::function<void(std::uint64_t rows)>;

/// Writes the rows as CSV, with the names of the columns in the first line. Throws
/// Failure{unsupported_media, send_csv} without the module, {invalid, bad_baseline} for a file that
/// cannot be read, {too_large} where its rows are.
void write_as_csv(const ParquetIntake& intake, const std::filesystem::path& parquet, NewFile& csv,
                  const OnCsvRows& on_rows);

/// A file as CSV: itself, or one beside it that is there while this is. Throws what write_as_csv
/// throws.
class AsCsv {
public:
    AsCsv(const std::filesystem::path& file, const ParquetIntake& intake, const OnCsvRows& on_rows);
    ~AsCsv();
    AsCsv(const AsCsv&) = delete;
    AsCsv& operator=(const AsCsv&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_, made_;
};

}  // namespace ontos
