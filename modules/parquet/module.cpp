// The module's functions, as parquet_abi.hpp promises them.
#include <arrow/config.h>

#include <memory>
#include <vector>

#include "cell_text.hpp"
#include "outcome.hpp"
#include "parquet_input.hpp"
#include "parquet_output.hpp"
#include "row_builder.hpp"

namespace ontos {

struct ParquetWriter {
    ParquetWriter(std::span<const ParquetColumn> columns, SinkCall sink)
        : rows{columns}, output{*rows.schema(), sink} {}

    RowBuilder rows;
    ParquetOutput output;
};

namespace {

// A row group, the most that is held.
constexpr std::int64_t group_rows = 10'000, group_text_bytes = 16 << 20;

void give(std::span<const ParquetText> cells, ParquetVisit visit, void* context) {
    if (!visit(context, cells.data(), cells.size())) throw Stopped{};
}

void give_names(const arrow::Schema& schema, ParquetVisit visit, void* context) {
    std::vector<ParquetText> names;
    for (const auto& field : schema.fields()) {
        if (!has_texts(*field->type()))
            throw Refused{"column `" + field->name() + "` is " + field->type()->ToString() +
                          "; numbers, booleans, texts and times are read"};
        names.push_back({field->name().data(), field->name().size()});
    }
    give(names, visit, context);
}

void give_rows(const arrow::RecordBatch& batch, ParquetVisit visit, void* context) {
    std::vector<std::unique_ptr<CellTexts>> columns;
    for (const auto& column : batch.columns()) columns.push_back(make_texts(*column));
    std::vector<ParquetText> cells(columns.size());
    for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto text = columns[i]->at(row);
            cells[i] = {text.data(), text.size()};
        }
        give(cells, visit, context);
    }
}

ParquetOutcome read_rows(const char* path, const ParquetBounds* bounds, void* context,
                         ParquetVisit visit, ParquetError* error) {
    return outcome_of(Fault::file, error, [&] {
        ParquetInput input{path, *bounds};
        give_names(input.schema(), visit, context);
        input.for_each_batch(
            [&](const arrow::RecordBatch& batch) { give_rows(batch, visit, context); });
    });
}

/// The runs of rows that are kept.
std::shared_ptr<arrow::Table> chosen(const arrow::Table& rows, ParquetChoose choose,
                                     void* context) {
    std::vector<std::shared_ptr<arrow::Table>> kept;
    std::int64_t first = 0;
    for (std::int64_t row = 0; row < rows.num_rows(); ++row) {
        const auto choice = choose(context);
        if (choice == ParquetChoice::stop) throw Stopped{};
        if (choice == ParquetChoice::keep) continue;
        kept.push_back(rows.Slice(first, row - first));
        first = row + 1;
    }
    kept.push_back(rows.Slice(first));
    return require(arrow::ConcatenateTables(kept));
}

ParquetOutcome copy_rows(const char* path, const ParquetBounds* bounds, void* context,
                         ParquetChoose choose, ParquetSink sink, ParquetError* error) {
    return outcome_of(Fault::file, error, [&] {
        ParquetInput input{path, *bounds};
        ParquetOutput output{input.schema(), {sink, context}};
        for (int group = 0; group < input.row_groups(); ++group)
            output.write_group(*chosen(*input.read_group(group), choose, context));
        output.finish();
    });
}

ParquetWriter* open(const ParquetColumn* columns, std::uint64_t count, void* context,
                    ParquetSink sink, ParquetError* error) {
    std::unique_ptr<ParquetWriter> writer;
    outcome_of(Fault::module, error, [&] {
        writer =
            std::make_unique<ParquetWriter>(std::span{columns, count}, SinkCall{sink, context});
    });
    return writer.release();
}

ParquetOutcome append(ParquetWriter* writer, const ParquetCell* cells, ParquetError* error) {
    return outcome_of(Fault::module, error, [&] {
        auto& rows = writer->rows;
        const auto count = static_cast<std::size_t>(rows.schema()->num_fields());
        rows.append(std::span{cells, count});
        if (rows.rows() >= group_rows || rows.text_bytes() >= group_text_bytes)
            writer->output.write_group(*rows.take());
    });
}

ParquetOutcome finish(ParquetWriter* writer, ParquetError* error) {
    return outcome_of(Fault::module, error, [&] {
        writer->output.write_group(*writer->rows.take());
        writer->output.finish();
    });
}

void close(ParquetWriter* writer) { delete writer; }

constexpr ParquetApi api{
    parquet_abi, ARROW_VERSION_STRING, read_rows, copy_rows, open, append, finish, close};

}  // namespace
}  // namespace ontos

extern "C" __attribute__((visibility("default"))) const ontos::ParquetApi* ontos_parquet_api() {
    return &ontos::api;
}
