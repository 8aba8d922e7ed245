#pragma once
// A training baseline: the rows that a model was trained on, as CSV, checked before it is kept.

#include <cstdint>
#include <filesystem>

#include "deploy/models/signature.hpp"

namespace ontos {

/// The file name of a baseline in its artifact.
inline constexpr std::string_view baseline_name = "baseline.csv";

/// Number of data rows of a CSV file (RFC 4180: quotes, CRLF or LF, UTF-8 with or without mark).
/// The first line names the columns, each once, and among them every input of the signature that
/// is one value per row and not optional. A cell of a numeric input is a number or empty (also NA,
/// NaN, null). Throws Failure{invalid} that names the line, Failure{unsupported_media} for Parquet.
std::uint64_t check_baseline(const std::filesystem::path& csv, const Signature& signature);

}  // namespace ontos
