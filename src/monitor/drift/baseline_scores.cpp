// Sampled rows become queries, and their answers a sample.
#include "monitor/drift/baseline_scores.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

#include "deploy/inference/element.hpp"
#include "deploy/inference/probe.hpp"
#include "platform/api/json_write.hpp"
#include "platform/base/failure.hpp"

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

std::string query_of(const RowSample& inputs, std::span<const std::size_t> rows) {
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

bool is_of_the_rows(const Failure& failure) {
    return failure.kind() == FailureKind::invalid || failure.kind() == FailureKind::unprocessable;
}

/// A cell of the row that no model takes everywhere; empty if there is none.
std::string missing_in(const RowSample& inputs, std::size_t row) {
    for (std::size_t i = 0; i < inputs.columns().size(); ++i) {
        const auto& column = inputs.columns()[i];
        if (column.type == ElementType::string ? !inputs.text(i, row)
                                               : !std::isfinite(inputs.number(i, row)))
            return "`" + column.name + "` has no " +
                   (column.type == ElementType::string ? "value" : "finite number") + " there";
    }
    return {};
}

/// Scores rows together, and where the model refuses some, in ever smaller parts.
class Scoring {
public:
    Scoring(const ServedModel& model, const RowSample& inputs) : model_{model}, inputs_{inputs} {}

    void score(std::span<const std::size_t> rows) {
        try {
            run(rows);
        } catch (const Failure& failure) {
            if (!is_of_the_rows(failure)) throw;
            if (rows.size() == 1) return leave_out(rows.front(), failure);
            score(rows.first(rows.size() / 2));
            score(rows.subspan(rows.size() / 2));
        }
    }
    /// Throws what the first row met.
    void require_results() const {
        if (!results_ && first_) throw Failure{first_->failure};
    }

    BaselineScores finish() && {
        return {results_ ? std::move(*results_) : RowSample{{}, 1}, left_out_, reason()};
    }

private:
    void run(std::span<const std::size_t> rows) {
        const PaddedText body{query_of(inputs_, rows)};
        const auto batch = model_.read(body.view());
        model_.run(*batch, std::chrono::steady_clock::now() + time_for_rows);
        if (!results_) results_.emplace(result_columns(*batch), rows_scored_max);
        add_results(*batch, *results_);
    }

    void leave_out(std::size_t row, const Failure& failure) {
        if (left_out_++ == 0) first_ = LeftOut{row, failure};
    }
    std::string reason() const {
        if (!first_) return {};
        const auto missing = missing_in(inputs_, first_->row);
        const bool is_whole = inputs_.rows_kept() == inputs_.rows_seen();
        return (is_whole ? "the first is row " + std::to_string(first_->row + 1) + " of the file: "
                         : "") +
               (missing.empty() ? first_->failure.message() : missing);
    }

    struct LeftOut {
        std::size_t row;
        Failure failure;
    };

    const ServedModel& model_;
    const RowSample& inputs_;
    std::optional<RowSample> results_;
    std::size_t left_out_ = 0;
    std::optional<LeftOut> first_;
};

}  // namespace

BaselineScores score_baseline(const ServedModel& model, const RowSample& inputs) {
    const auto kept = inputs.rows_kept();
    const auto count = std::min(kept, rows_scored_max);
    Scoring scoring{model, inputs};
    for (std::size_t from = 0; from < count; from += rows_at_once) {
        std::vector<std::size_t> rows;
        for (auto i = from; i < std::min(from + rows_at_once, count); ++i)
            rows.push_back(i * kept / count);
        scoring.score(rows);
        scoring.require_results();
    }
    return std::move(scoring).finish();
}

}  // namespace ontos
