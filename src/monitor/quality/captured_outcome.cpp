// The predictions of a request on their way to the database.
#include "monitor/quality/captured_outcome.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "deploy/inference/element.hpp"
#include "monitor/quality/label_text.hpp"
#include "monitor/request_log/kept_share.hpp"

namespace ontos {
namespace {

std::size_t kept_rows(const Batch& batch) { return std::min(batch.rows(), outcome_rows_max); }

/// A classifier has scores or answers what is no fraction.
PredictionKind kind_of(ElementType prediction, bool has_scores) {
    return is_float(prediction) && !has_scores ? PredictionKind::number : PredictionKind::label;
}

void copy_numbers(const BatchColumn& column, std::size_t at, const Batch& batch,
                  CapturedOutcome& into, std::size_t width) {
    const auto tensor = batch.tensor(column.tensor);
    for (std::size_t row = 0; row < into.rows; ++row)
        into.numbers[row * width + at] =
            tensor.data == nullptr ? std::nan("")
                                   : element_as_double(column.type, tensor.data,
                                                       row * tensor.row_elements + column.offset);
}

void copy_labels(const BatchColumn& column, const Batch& batch, CapturedOutcome& into) {
    into.labels.clear();
    into.label_ends.clear();
    for (std::size_t row = 0; row < into.rows; ++row) {
        into.labels += batch.text(column, row).substr(0, label_bytes_max + 1);
        into.label_ends.push_back(into.labels.size());
    }
}

/// As the answer writes it: of a float32 the shortest text that is this float32.
double as_answered(double number, bool is_single_precision) {
    if (!is_single_precision) return number;
    std::string text;
    append_score(text, static_cast<float>(number));
    return number_in(text).value_or(number);
}

std::string scores_text(std::span<const double> scores, bool is_single_precision) {
    std::string out;
    if (!std::ranges::all_of(scores, [](double score) { return std::isfinite(score); })) return out;
    for (const double score : scores)
        is_single_precision ? append_score(out, static_cast<float>(score))
                            : append_score(out, score);
    return out;
}

std::string_view label_of(const CapturedOutcome& captured, std::size_t row) {
    const auto from = row == 0 ? 0 : captured.label_ends[row - 1];
    return std::string_view{captured.labels}.substr(from, captured.label_ends[row] - from);
}

/// False for a row that no label can be held against.
bool set_prediction(const CapturedOutcome& captured, std::size_t row, PredictionOutcome& out) {
    const auto& series = *captured.series;
    if (series.prediction.type == ElementType::string) {
        out.predicted = label_of(captured, row);
        return !out.predicted->empty() && out.predicted->size() <= label_bytes_max;
    }
    const double number = captured.numbers[row * series.numbers_of_a_row()];
    if (!std::isfinite(number)) return false;
    if (series.shape.kind == PredictionKind::number)
        out.value = as_answered(number, series.is_single_precision);
    else if (series.prediction.type == ElementType::bool_)
        out.predicted = number != 0 ? "true" : "false";
    else
        out.predicted = number_text(number);
    return true;
}

}  // namespace

OutcomeSeries::OutcomeSeries(const PredictionSeen& seen)
    : endpoint_id{seen.endpoint_id.text},
      served_entity{seen.served_entity},
      shape{.model_name = std::string{seen.model_name},
            .model_version = std::string{seen.model_version},
            .classes = {}} {
    int predictions = 0;
    for (const auto& column : seen.batch->columns()) {
        if (column.role == BatchColumn::Role::prediction && ++predictions == 1) prediction = column;
        if (column.role == BatchColumn::Role::score) scores.push_back(column);
    }
    if (predictions == 1) shape.kind = kind_of(prediction.type, !scores.empty());
    if (shape.kind != PredictionKind::label || scores.size() > scored_classes_max) scores.clear();
    for (const auto& column : scores) shape.classes.push_back(column.name);
    const auto type = scores.empty() ? prediction.type : scores.front().type;
    is_single_precision = type == ElementType::float32 || type == ElementType::float16;
}

std::size_t bytes_of(const PredictionSeen& seen, const OutcomeSeries& series) {
    constexpr std::size_t label_bytes = 16;
    const auto of_a_row = series.numbers_of_a_row() * sizeof(double) + label_bytes;
    return seen.request_id.size() + kept_rows(*seen.batch) * of_a_row;
}

void capture(const PredictionSeen& seen, const OutcomeSeries& series, Timestamp now,
             CapturedOutcome& into) {
    into.series = &series;
    into.created_at = now;
    into.request_id = seen.request_id;
    into.rows = kept_rows(*seen.batch);
    const auto width = series.numbers_of_a_row();
    into.numbers.resize(into.rows * width);
    std::size_t at = 0;
    if (series.prediction.type == ElementType::string)
        copy_labels(series.prediction, *seen.batch, into);
    else
        copy_numbers(series.prediction, at++, *seen.batch, into, width);
    for (const auto& column : series.scores) copy_numbers(column, at++, *seen.batch, into, width);
}

void append_outcomes(const CapturedOutcome& captured, const Redactor& redactor,
                     std::vector<PredictionOutcome>& out) {
    const auto& series = *captured.series;
    const auto width = series.numbers_of_a_row();
    const auto place = share_place(captured.request_id);
    std::map<std::string, std::string> kept;  // A classifier has few labels.
    for (std::size_t row = 0; row < captured.rows; ++row) {
        PredictionOutcome outcome{.endpoint_id = series.endpoint_id,
                                  .request_id = captured.request_id,
                                  .row = static_cast<std::int64_t>(row),
                                  .created_at = captured.created_at,
                                  .served_entity = series.served_entity,
                                  .model_name = series.shape.model_name,
                                  .model_version = series.shape.model_version,
                                  .share_place = place,
                                  .predicted = {},
                                  .value = {},
                                  .scores = {},
                                  .label = {},
                                  .labelled_at = {}};
        if (!set_prediction(captured, row, outcome)) continue;
        if (series.prediction.type == ElementType::string) {
            const auto [known, is_new] = kept.try_emplace(*outcome.predicted);
            if (is_new) known->second = kept_label(redactor, series.prediction.name, known->first);
            outcome.predicted = known->second;
        }
        const auto scores = std::span{captured.numbers}.subspan(
            (row + 1) * width - series.scores.size(), series.scores.size());
        outcome.scores = scores_text(scores, series.is_single_precision);
        out.push_back(std::move(outcome));
    }
}

}  // namespace ontos
