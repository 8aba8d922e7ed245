#pragma once
// A baseline's rows, read from CSV.

#include <filesystem>
#include <functional>

#include "deploy/models/signature.hpp"
#include "monitor/drift/row_sample.hpp"

namespace ontos {

/// Told now and then how many rows were read.
using OnRows = std::function<void(std::uint64_t rows)>;

/// The inputs of a signature that are one value a row.
std::vector<SampledColumn> input_columns(const Signature& signature);

/// The column of a file without signature that is no input, but what was predicted.
inline constexpr std::string_view prediction_column = "prediction";

struct BaselineRows {
    RowSample sample;
    std::vector<std::string> other_columns;  ///< of the file, that were not read
};

/// Reads once, and keeps at most 256 MiB of values. The file is one that check_baseline accepts:
/// else throws what that throws, naming line, column and rule.
BaselineRows read_baseline_csv(const std::filesystem::path& csv, const Signature& signature,
                               const OnRows& on_rows);
/// The same of a model that nobody has described: the file's columns are its inputs, but for
/// `prediction_column`. Reads twice.
BaselineRows read_baseline_csv(const std::filesystem::path& csv, const OnRows& on_rows);

}  // namespace ontos
