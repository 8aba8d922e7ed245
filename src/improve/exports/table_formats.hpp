#pragma once
// Rows as tables: CSV, and JSON lines with every column.

#include "improve/exports/export_format.hpp"

namespace ontos {

/// A field of a CSV line (RFC 4180).
std::string csv_field(std::string_view text);

std::string csv_heading(const LineOptions& options);
FormattedRow csv_row(const TrainingRowRecord& row, const LineOptions& options);
FormattedRow jsonl_row(const TrainingRowRecord& row);

}  // namespace ontos
