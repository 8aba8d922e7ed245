// A Parquet file that somebody sent, read in bounded memory.
#include "parquet_input.hpp"

#include <arrow/io/file.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/schema.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "outcome.hpp"

namespace ontos {
namespace {

constexpr std::int64_t read_buffer_bytes = 1 << 20;
constexpr std::int32_t footer_bytes_max = 64 << 20;
constexpr std::int32_t footer_items_max = 1'000'000;

/// Rows of a batch: few where there are many columns.
std::int64_t batch_rows(std::int64_t columns) {
    constexpr std::int64_t cells = 1 << 16;
    return std::clamp<std::int64_t>(cells / std::max<std::int64_t>(columns, 1), 16, 4'096);
}

/// The footer is read into ordinary memory, which no pool bounds.
void require_small_footer(arrow::io::RandomAccessFile& file) {
    constexpr std::int64_t tail_bytes = 8;
    const auto size = require(file.GetSize());
    if (size < tail_bytes + 4) throw Refused{"the file is cut off"};
    const auto tail = require(file.ReadAt(size - tail_bytes, tail_bytes));
    const std::string_view end{reinterpret_cast<const char*>(tail->data()) + 4, 4};
    if (end != "PAR1" && end != "PARE")
        throw Refused{"it does not end as Parquet does: it is cut off, or is something else"};
    std::uint32_t footer = 0;
    for (int i = 3; i >= 0; --i) footer = footer << 8 | tail->data()[i];
    if (footer > footer_bytes_max)
        throw Refused{"its footer has " + std::to_string(footer) + " bytes; at most " +
                      std::to_string(footer_bytes_max) + " are read"};
}

void require_columns(std::int64_t columns, const ParquetBounds& bounds) {
    if (std::cmp_greater(columns, bounds.columns_max))
        throw Refused{"it has " + std::to_string(columns) + " columns; at most " +
                      std::to_string(bounds.columns_max) + " are read"};
    if (columns == 0) throw Refused{"it has no columns"};
}

}  // namespace

ParquetInput::ParquetInput(const char* path, const ParquetBounds& bounds)
    : pool_{arrow::default_memory_pool(), static_cast<std::int64_t>(bounds.memory_bytes_max)} {
    const auto file = require(arrow::io::ReadableFile::Open(path, &pool_));
    require_small_footer(*file);
    parquet::ReaderProperties properties{&pool_};
    properties.enable_buffered_stream();
    properties.set_buffer_size(read_buffer_bytes);
    properties.set_thrift_string_size_limit(footer_bytes_max);
    properties.set_thrift_container_size_limit(footer_items_max);
    parquet::arrow::FileReaderBuilder builder;
    require(builder.Open(file, properties));
    const auto* root = builder.raw_reader()->metadata()->schema()->group_node();
    require_columns(root->field_count(), bounds);

    parquet::ArrowReaderProperties options{false};
    options.set_pre_buffer(false);
    options.set_batch_size(batch_rows(root->field_count()));
    require(builder.memory_pool(&pool_)->properties(options)->Build(&reader_));
    require(reader_->GetSchema(&schema_));
}

void ParquetInput::for_each_batch(const std::function<void(const arrow::RecordBatch&)>& visit) {
    const auto batches = require(reader_->GetRecordBatchReader());
    for (;;) {
        std::shared_ptr<arrow::RecordBatch> batch;
        require(batches->ReadNext(&batch));
        if (!batch) return;
        require(batch->ValidateFull());
        visit(*batch);
    }
}

std::shared_ptr<arrow::Table> ParquetInput::read_group(int group) {
    auto table = require(reader_->ReadRowGroup(group));
    require(table->ValidateFull());
    return table;
}

}  // namespace ontos
