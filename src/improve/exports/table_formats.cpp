// Rows as tables.
#include "improve/exports/table_formats.hpp"

#include <algorithm>
#include <array>

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

FormattedRow feature_row(const TrainingRowRecord& row, const LineOptions& options) {
    if (!row.content.features)
        return {{}, {{"/features", "is null: the layout is of features, and the row is a text"}}};
    std::string line;
    for (const auto& name : options.feature_columns) {
        const auto value = row.content.features->find(name);
        const bool is_first = &name == &options.feature_columns.front();
        if (!is_first) line += ',';
        if (value != row.content.features->end()) line += csv_field(text_of(value->second));
    }
    line += ',' + csv_field(*row.content.response);
    return {{std::move(line)}, {}};
}

}  // namespace

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == text.npos) return std::string{text};
    std::string out = "\"";
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    return out + '"';
}

std::string csv_heading(const LineOptions& options) {
    std::string line;
    if (options.feature_columns.empty())
        for (const auto name : columns) append_field(line, name);
    else
        for (const auto& name : options.feature_columns) append_field(line, name);
    if (!options.feature_columns.empty()) append_field(line, label_column);
    return line;
}

FormattedRow csv_row(const TrainingRowRecord& row, const LineOptions& options) {
    if (!options.feature_columns.empty()) return feature_row(row, options);
    const auto values = table_row(row);
    std::string line;
    for (const auto name : columns) {
        if (name != columns.front()) line += ',';
        line += csv_field(text_of(values.at(name)));
    }
    return {{std::move(line)}, {}};
}

FormattedRow jsonl_row(const TrainingRowRecord& row) {
    auto line = table_row(row);
    auto chat = answered(row).messages;
    line["messages"] = api::to_json(chat);
    return {{api::to_json_text(line)}, {}};
}

}  // namespace ontos
