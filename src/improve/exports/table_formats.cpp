// Rows as tables.
#include "improve/exports/table_formats.hpp"

#include <algorithm>
#include <array>

#include "deploy/models/csv.hpp"
#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

namespace json = boost::json;

constexpr std::string_view label_column = "label";

constexpr std::array<std::string_view, 12> columns{
    "row_id",          "prompt",     "response",      "rejected_response",
    "context",         "features",   "use",           "review_status",
    "response_source", "model_name", "model_version", "created_at"};

/// An absent text is an empty field; an empty one would be too, but none is kept.
std::string text_of(const json::value& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return std::string{value.as_string()};
    return api::to_json_text(value);
}

json::object table_row(const TrainingRowRecord& row) {
    const auto& content = row.content;
    return {{"row_id", row.id},
            {"prompt", content.prompt},
            {"response", api::to_json(content.response)},
            {"rejected_response", api::to_json(content.rejected_response)},
            {"context", api::to_json(content.context)},
            {"features", api::to_json(content.features)},
            {"use", api::to_json(row.use)},
            {"review_status", api::to_json(row.review.review_status)},
            {"response_source", api::to_json(row.response_source)},
            {"model_name", api::to_json(row.origin.model_name)},
            {"model_version", api::to_json(row.origin.model_version)},
            {"created_at", api::to_json(row.created_at)}};
}

void append_field(std::string& line, std::string_view text) {
    if (!line.empty()) line += ',';
    line += csv_field(text);
}

FormattedRow no_columns(const RowContent& content) {
    if (!content.features)
        return {{}, {{"/features", "is null: the layout is of features, and the row is a text"}}};
    return {{},
            {{"/features/" + std::string{label_column},
              "must have another name: the column of the response is called so"}}};
}

FormattedRow feature_row(const TrainingRowRecord& row, const LineOptions& options) {
    if (!fits_columns(row.content)) return no_columns(row.content);
    std::string line;
    for (const auto& column : options.feature_columns) {
        const auto value = row.content.features->find(column.name);
        const bool is_first = &column == &options.feature_columns.front();
        if (!is_first) line += ',';
        if (value != row.content.features->end()) line += csv_field(text_of(value->second));
    }
    if (!options.feature_columns.empty()) line += ',';
    line += csv_field(*row.content.response);
    return {{std::move(line)}, {}};
}

TableCell cell_of(const json::value& value, ParquetKind kind) {
    if (value.is_null()) return {};
    if (kind == ParquetKind::number) return value.to_number<double>();
    if (kind == ParquetKind::integer) return value.to_number<std::int64_t>();
    if (kind == ParquetKind::boolean) return value.as_bool();
    return text_of(value);
}

TableCell text_or_null(const std::optional<std::string>& text) {
    return text ? TableCell{*text} : TableCell{};
}

FormattedRow feature_cells(const TrainingRowRecord& row, const LineOptions& options) {
    if (!fits_columns(row.content)) return no_columns(row.content);
    FormattedRow out{{api::to_json_text(api::to_json(row.content.features))}};
    for (const auto& column : options.feature_columns) {
        const auto value = row.content.features->find(column.name);
        out.cells.push_back(value == row.content.features->end()
                                ? TableCell{}
                                : cell_of(value->second, column.kind));
    }
    out.cells.emplace_back(*row.content.response);
    return out;
}

}  // namespace

bool fits_columns(const RowContent& content) {
    return content.features && !content.features->contains(std::string{label_column});
}

std::vector<ParquetFile::Column> parquet_columns(const LineOptions& options) {
    auto out = options.feature_columns;
    if (options.layout == RowLayout::features) {
        out.push_back({std::string{label_column}});
        return out;
    }
    for (const auto name : columns) {
        const auto kind = name == "context"      ? ParquetKind::chat
                          : name == "created_at" ? ParquetKind::time
                                                 : ParquetKind::text;
        out.push_back({std::string{name}, kind});
    }
    out.push_back({"messages", ParquetKind::chat});
    return out;
}

std::string csv_heading(const LineOptions& options) {
    std::string line;
    if (options.layout == RowLayout::rows) {
        for (const auto name : columns) append_field(line, name);
        return line;
    }
    for (const auto& column : options.feature_columns) append_field(line, column.name);
    append_field(line, label_column);
    return line;
}

FormattedRow csv_row(const TrainingRowRecord& row, const LineOptions& options) {
    if (options.layout == RowLayout::features) return feature_row(row, options);
    const auto values = table_row(row);
    std::string line;
    for (const auto name : columns) {
        if (name != columns.front()) line += ',';
        line += csv_field(text_of(values.at(name)));
    }
    return {{std::move(line)}, {}};
}

/// In the order of parquet_columns.
FormattedRow parquet_row(const TrainingRowRecord& row, const LineOptions& options) {
    if (options.layout == RowLayout::features) return feature_cells(row, options);
    const auto& content = row.content;
    auto out = jsonl_row(row);
    const auto features = content.features
                              ? TableCell{api::to_json_text(api::to_json(content.features))}
                              : TableCell{};
    out.cells = {row.id,
                 content.prompt,
                 text_or_null(content.response),
                 text_or_null(content.rejected_response),
                 content.context,
                 features,
                 std::string{api::to_text(row.use)},
                 std::string{api::to_text(row.review.review_status)},
                 std::string{api::to_text(row.response_source)},
                 text_or_null(row.origin.model_name),
                 text_or_null(row.origin.model_version),
                 row.created_at,
                 answered(row).messages};
    return out;
}

FormattedRow jsonl_row(const TrainingRowRecord& row) {
    auto line = table_row(row);
    auto chat = answered(row).messages;
    line["messages"] = api::to_json(chat);
    return {{api::to_json_text(line)}, {}};
}

}  // namespace ontos
