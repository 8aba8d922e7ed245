#pragma once
// Rows that become batches: a builder for each column.

#include <arrow/builder.h>
#include <arrow/record_batch.h>

#include <memory>
#include <span>
#include <vector>

#include "platform/parquet/parquet_abi.hpp"

namespace ontos {

class RowBuilder {
public:
    explicit RowBuilder(std::span<const ParquetColumn> columns);

    const std::shared_ptr<arrow::Schema>& schema() const { return schema_; }
    void append(std::span<const ParquetCell> cells);
    std::int64_t rows() const { return rows_; }
    std::int64_t text_bytes() const { return text_bytes_; }
    /// What was appended since the last one.
    std::shared_ptr<arrow::RecordBatch> take();

private:
    void append(std::size_t column, const ParquetCell& cell);
    void append_chat(arrow::ListBuilder& builder, const ParquetCell& cell);
    void append_text(arrow::StringBuilder& builder, const ParquetText& text);

    std::vector<ParquetKind> kinds_;
    std::shared_ptr<arrow::Schema> schema_;
    std::vector<std::unique_ptr<arrow::ArrayBuilder>> builders_;
    std::int64_t rows_ = 0, text_bytes_ = 0;
};

}  // namespace ontos
