#pragma once
// Rows as tables: CSV, Parquet, and JSON lines with every column.

#include "improve/exports/export_format.hpp"

namespace ontos {

std::string csv_heading(const LineOptions& options);
FormattedRow csv_row(const TrainingRowRecord& row, const LineOptions& options);
FormattedRow parquet_row(const TrainingRowRecord& row, const LineOptions& options);
FormattedRow jsonl_row(const TrainingRowRecord& row);

}  // namespace ontos
