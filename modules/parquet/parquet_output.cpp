// Parquet that is written.
#include "parquet_output.hpp"

#include <arrow/io/interfaces.h>
#include <parquet/properties.h>

#include "outcome.hpp"

namespace ontos {
namespace {

/// Hands all bytes to a function.
class SinkStream : public arrow::io::OutputStream {
public:
    explicit SinkStream(SinkCall sink) : sink_{sink} {}

    arrow::Status Close() override {
        is_closed_ = true;
        return arrow::Status::OK();
    }
    bool closed() const override { return is_closed_; }
    arrow::Result<std::int64_t> Tell() const override { return written_; }
    arrow::Status Write(const void* data, std::int64_t size) override {
        if (!sink_.sink(sink_.context, static_cast<const char*>(data),
                        static_cast<std::uint64_t>(size)))
            return arrow::Status::Cancelled("stopped");
        written_ += size;
        return arrow::Status::OK();
    }

private:
    const SinkCall sink_;
    std::int64_t written_ = 0;
    bool is_closed_ = false;
};

}  // namespace

ParquetOutput::ParquetOutput(const arrow::Schema& schema, SinkCall sink) {
    const auto properties =
        parquet::WriterProperties::Builder().compression(parquet::Compression::ZSTD)->build();
    const auto options = parquet::ArrowWriterProperties::Builder().store_schema()->build();
    writer_ = require(parquet::arrow::FileWriter::Open(schema, arrow::default_memory_pool(),
                                                       std::make_shared<SinkStream>(sink),
                                                       properties, options));
}

void ParquetOutput::write_group(const arrow::RecordBatch& batch) {
    if (batch.num_rows() == 0) return;
    require(writer_->NewRowGroup());
    for (const auto& column : batch.columns()) require(writer_->WriteColumnChunk(*column));
}

void ParquetOutput::write_group(const arrow::Table& rows) {
    if (rows.num_rows() > 0) require(writer_->WriteTable(rows, rows.num_rows()));
}

void ParquetOutput::finish() { require(writer_->Close()); }

}  // namespace ontos
