#pragma once
// A Parquet file that somebody sent, read in bounded memory: its batches are checked before
// anybody looks into them.

#include <arrow/memory_pool.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <parquet/arrow/reader.h>

#include <functional>
#include <memory>

#include "platform/parquet/parquet_abi.hpp"

namespace ontos {

class ParquetInput {
public:
    /// Throws Refused or ArrowFailure for what cannot be read within the bounds.
    ParquetInput(const char* path, const ParquetBounds& bounds);

    const arrow::Schema& schema() const { return *schema_; }
    void for_each_batch(const std::function<void(const arrow::RecordBatch&)>& visit);

    int row_groups() const { return reader_->num_row_groups(); }
    /// Whole: what we wrote has small ones.
    std::shared_ptr<arrow::Table> read_group(int group);

private:
    arrow::CappedMemoryPool pool_;
    std::unique_ptr<parquet::arrow::FileReader> reader_;
    std::shared_ptr<arrow::Schema> schema_;
};

}  // namespace ontos
