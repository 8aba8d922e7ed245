// Sampled rows become queries, and their answers a sample.
#include "monitor/drift/baseline_scores.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "deploy/inference/element.hpp"
#include "deploy/inference/probe.hpp"
#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

constexpr std::size_t rows_scored_max = 10'000, rows_at_once = 500;
constexpr std::chrono::seconds time_for_rows{60};

api::json::value cell(const RowSample& inputs, std::size_t column, std::size_t row) {
    const auto type = inputs.columns()[column].type;
    if (type == ElementType::string) {
        const auto text = inputs.text(column, row);
        return text ? api::json::value(std::string_view{*text}) : api::json::value(nullptr);
    }
    const double number = inputs.number(column, row);
    if (std::isnan(number)) return nullptr;
    if (type == ElementType::bool_) return number != 0;
    const bool is_real = type == ElementType::float32 || type == ElementType::float64 ||
                         type == ElementType::float16;
    if (is_real) return number;
    return static_cast<std::int64_t>(number);
}

std::string query_of(const RowSample& inputs, const std::vector<std::size_t>& rows) {
    api::json::array columns, data;
    for (const auto& column : inputs.columns()) columns.emplace_back(column.name);
    for (const auto row : rows) {
        api::json::array values;
        for (std::size_t i = 0; i < inputs.columns().size(); ++i)
            values.push_back(cell(inputs, i, row));
        data.push_back(std::move(values));
    }
    return api::to_json_text(
        api::json::object{{"dataframe_split", {{"columns", columns}, {"data", data}}}});
}

void add_results(const Batch& batch, RowSample& into) {
    std::vector<const BatchColumn*> columns;
    for (const auto& column : batch.columns())
        if (column.role != BatchColumn::Role::input) columns.push_back(&column);
    for (std::size_t row = 0; row < batch.rows(); ++row) {
        into.next_row();
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto& column = *columns[i];
            if (column.type == ElementType::string) {
                into.set(i, batch.text(column, row));
            } else if (const auto tensor = batch.tensor(column.tensor); tensor.data != nullptr) {
                into.set(i, element_as_double(column.type, tensor.data,
                                              row * tensor.row_elements + column.offset));
            }
        }
    }
}

std::vector<SampledColumn> result_columns(const Batch& batch) {
    std::vector<SampledColumn> columns;
    for (const auto& column : batch.columns())
        if (column.role != BatchColumn::Role::input)
            columns.push_back({column.name,
                               column.role == BatchColumn::Role::score ? FeatureRole::score
                                                                       : FeatureRole::prediction,
                               column.type});
    return columns;
}

}  // namespace

RowSample score_baseline(const ServedModel& model, const RowSample& inputs) {
    const auto kept = inputs.rows_kept();
    const auto count = std::min(kept, rows_scored_max);
    std::optional<RowSample> results;
    for (std::size_t from = 0; from < count; from += rows_at_once) {
        std::vector<std::size_t> rows;
        for (auto i = from; i < std::min(from + rows_at_once, count); ++i)
            rows.push_back(i * kept / count);
        const PaddedText body{query_of(inputs, rows)};
        const auto batch = model.read(body.view());
        model.run(*batch, std::chrono::steady_clock::now() + time_for_rows);
        if (!results) results.emplace(result_columns(*batch), rows_scored_max);
        add_results(*batch, *results);
    }
    return results ? std::move(*results) : RowSample{{}, 1};
}

}  // namespace ontos
