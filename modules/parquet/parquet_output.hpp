#pragma once
// Parquet that is written: batches in, bytes out, a row group at a time.

#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <parquet/arrow/writer.h>

#include <memory>

#include "platform/parquet/parquet_abi.hpp"

namespace ontos {

/// Where the bytes go.
struct SinkCall {
    ParquetSink sink = nullptr;
    void* context = nullptr;
};

/// The same batches make the same bytes. Throws ArrowFailure, or Stopped if the sink said so.
class ParquetOutput {
public:
    ParquetOutput(const arrow::Schema& schema, SinkCall sink);

    /// A row group of its own.
    void write_group(const arrow::RecordBatch& batch);
    void write_group(const arrow::Table& rows);
    void finish();

private:
    std::unique_ptr<parquet::arrow::FileWriter> writer_;
};

}  // namespace ontos
