// Rows that become batches.
#include "row_builder.hpp"

#include <arrow/type.h>

#include <utility>

#include "outcome.hpp"

namespace ontos {
namespace {

std::shared_ptr<arrow::DataType> type_of(ParquetKind kind) {
    switch (kind) {
        case ParquetKind::number:
            return arrow::float64();
        case ParquetKind::integer:
            return arrow::int64();
        case ParquetKind::boolean:
            return arrow::boolean();
        case ParquetKind::time:
            return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
        case ParquetKind::chat:
            return arrow::list(arrow::struct_(
                {arrow::field("role", arrow::utf8()), arrow::field("content", arrow::utf8())}));
        case ParquetKind::text:
            break;
    }
    return arrow::utf8();
}

template <class Builder>
Builder& as(const std::unique_ptr<arrow::ArrayBuilder>& builder) {
    return static_cast<Builder&>(*builder);
}

}  // namespace

RowBuilder::RowBuilder(std::span<const ParquetColumn> columns) {
    arrow::FieldVector fields;
    for (const auto& column : columns) {
        kinds_.push_back(column.kind);
        fields.push_back(arrow::field(column.name, type_of(column.kind)));
        builders_.push_back(require(arrow::MakeBuilder(fields.back()->type())));
    }
    schema_ = arrow::schema(std::move(fields));
}

void RowBuilder::append_text(arrow::StringBuilder& builder, const ParquetText& text) {
    require(builder.Append(std::string_view{text.data, text.size}));
    text_bytes_ += static_cast<std::int64_t>(text.size);
}

void RowBuilder::append_chat(arrow::ListBuilder& builder, const ParquetCell& cell) {
    require(builder.Append());
    auto& message = static_cast<arrow::StructBuilder&>(*builder.value_builder());
    for (const auto& said : std::span{cell.messages, cell.messages_size}) {
        require(message.Append());
        append_text(static_cast<arrow::StringBuilder&>(*message.field_builder(0)), said.role);
        append_text(static_cast<arrow::StringBuilder&>(*message.field_builder(1)), said.content);
    }
}

void RowBuilder::append(std::size_t column, const ParquetCell& cell) {
    const auto& builder = builders_[column];
    if (cell.is_null) return require(builder->AppendNull());
    switch (kinds_[column]) {
        case ParquetKind::text:
            return append_text(as<arrow::StringBuilder>(builder), cell.text);
        case ParquetKind::number:
            return require(as<arrow::DoubleBuilder>(builder).Append(cell.number));
        case ParquetKind::integer:
            return require(as<arrow::Int64Builder>(builder).Append(cell.integer));
        case ParquetKind::boolean:
            return require(as<arrow::BooleanBuilder>(builder).Append(cell.number != 0));
        case ParquetKind::time:
            return require(as<arrow::TimestampBuilder>(builder).Append(cell.time));
        case ParquetKind::chat:
            return append_chat(as<arrow::ListBuilder>(builder), cell);
    }
}

void RowBuilder::append(std::span<const ParquetCell> cells) {
    for (std::size_t i = 0; i < kinds_.size(); ++i) append(i, cells[i]);
    ++rows_;
}

std::shared_ptr<arrow::RecordBatch> RowBuilder::take() {
    arrow::ArrayVector arrays;
    for (const auto& builder : builders_) arrays.push_back(require(builder->Finish()));
    text_bytes_ = 0;
    return arrow::RecordBatch::Make(schema_, std::exchange(rows_, 0), std::move(arrays));
}

}  // namespace ontos
