// What a run answered becomes the members of the reply.
#include "deploy/inference/answer_writer.hpp"

#include "deploy/inference/json_text.hpp"
#include "platform/base/failure.hpp"

namespace ontos {
namespace {

Failure not_by_row(const OutputTensor& output, const std::string& why) {
    return Failure{FailureKind::internal, "The model did not answer one result a row.",
                   Cause{"output '" + output.name + "': " + why}}
        .code("model_answer");
}

/// An output that can be written row by row.
class Column {
public:
    virtual ~Column() = default;
    /// Returns how many values were not finite.
    virtual std::size_t append(std::string& out, std::size_t row) const = 0;
};

class MapColumn final : public Column {
public:
    MapColumn(const OutputTensor& output, const OutputValues& value, std::size_t rows)
        : value_{value.raw()} {
        if (value_.GetCount() != rows)
            throw not_by_row(output, std::to_string(value_.GetCount()) + " maps for " +
                                         std::to_string(rows) + " rows");
    }
    std::size_t append(std::string& out, std::size_t row) const override {
        return append_map(out, value_, row);
    }

private:
    const Ort::Value& value_;
};

/// Values nested by the shape of a row.
class TensorColumn : public Column {
public:
    TensorColumn(const OutputTensor& output, const OutputValues& value, std::size_t rows)
        : values_{value}, inner_{values_.shape()} {
        const bool is_by_row = !inner_.empty() && static_cast<std::size_t>(inner_[0]) == rows;
        if (!is_by_row && rows != 1)
            throw not_by_row(output, std::to_string(values_.size()) + " values for " +
                                         std::to_string(rows) + " rows");
        if (is_by_row) inner_.erase(inner_.begin());
        if (inner_.size() == 1 && inner_[0] == 1) inner_.clear();
        row_size_ = rows == 0 ? 0 : values_.size() / rows;
    }
    std::size_t append(std::string& out, std::size_t row) const override {
        return nested(out, 0, row * row_size_, row_size_);
    }

protected:
    const OutputValues& values() const { return values_; }
    std::size_t row_size() const { return row_size_; }

private:
    std::size_t nested(std::string& out, std::size_t level, std::size_t at,
                       std::size_t size) const {
        if (level == inner_.size()) return values_.append(out, at);
        const auto count = static_cast<std::size_t>(inner_[level]);
        const auto step = count == 0 ? 0 : size / count;
        std::size_t not_finite = 0;
        out += '[';
        for (std::size_t i = 0; i < count; ++i) {
            if (i > 0) out += ',';
            not_finite += nested(out, level + 1, at + i * step, step);
        }
        out += ']';
        return not_finite;
    }

    const OutputValues& values_;
    std::vector<std::int64_t> inner_;
    std::size_t row_size_ = 0;
};

/// Probabilities by label.
class LabelledColumn final : public TensorColumn {
public:
    LabelledColumn(const OutputPlan& plan, const OutputValues& value, std::size_t rows)
        : TensorColumn{plan.outputs[plan.probabilities], value, rows}, plan_{plan} {
        if (row_size() != plan.label_keys.size())
            throw not_by_row(plan.outputs[plan.probabilities],
                             std::to_string(row_size()) + " probabilities a row for " +
                                 std::to_string(plan.label_keys.size()) + " labels");
    }
    std::size_t append(std::string& out, std::size_t row) const override {
        std::size_t not_finite = 0;
        out += '{';
        for (std::size_t i = 0; i < row_size(); ++i) {
            if (i > 0) out += ',';
            out += plan_.label_keys[i];
            not_finite += values().append(out, row * row_size() + i);
        }
        out += '}';
        return not_finite;
    }

private:
    const OutputPlan& plan_;
};

std::size_t append_column(std::string& out, std::string_view name, const Column& column,
                          std::size_t rows) {
    std::size_t not_finite = 0;
    out += '"';
    out += name;
    out += "\":[";
    for (std::size_t row = 0; row < rows; ++row) {
        if (row > 0) out += ',';
        not_finite += column.append(out, row);
    }
    out += ']';
    return not_finite;
}

std::unique_ptr<Column> column_of(const OutputTensor& output, const OutputValues& value,
                                  std::size_t rows) {
    if (output.is_maps) return std::make_unique<MapColumn>(output, value, rows);
    return std::make_unique<TensorColumn>(output, value, rows);
}

std::size_t append_classifier(const OutputPlan& plan, std::span<const OutputValues> values,
                              std::size_t rows, std::string& out) {
    const TensorColumn label{plan.outputs[plan.label], values[plan.label], rows};
    const auto not_finite = append_column(out, "predictions", label, rows);
    out += ',';
    const auto& output = plan.outputs[plan.probabilities];
    const auto& value = values[plan.probabilities];
    if (output.is_maps)
        return not_finite +
               append_column(out, "probabilities", MapColumn{output, value, rows}, rows);
    return not_finite +
           append_column(out, "probabilities", LabelledColumn{plan, value, rows}, rows);
}

std::size_t append_members(const OutputPlan& plan, std::span<const OutputValues> values,
                           std::size_t rows, std::string& out) {
    std::vector<std::pair<std::string, std::unique_ptr<Column>>> members;
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::string key;
        append_json_text(key, plan.outputs[i].name);
        members.emplace_back(key + ":", column_of(plan.outputs[i], values[i], rows));
    }
    std::size_t not_finite = 0;
    out += "\"predictions\":[";
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t i = 0; i < members.size(); ++i) {
            out += i > 0 ? "," : row > 0 ? ",{" : "{";
            out += members[i].first;
            not_finite += members[i].second->append(out, row);
        }
        out += '}';
    }
    out += ']';
    return not_finite;
}

void append_warnings(const DecodedRows& rows, std::string& out) {
    if (rows.ignored_columns.empty()) return;
    out += ",\"warnings\":[";
    for (std::size_t i = 0; i < rows.ignored_columns.size(); ++i) {
        if (i > 0) out += ',';
        append_json_text(out, "column '" + rows.ignored_columns[i] +
                                  "' is not an input of the model and was ignored");
    }
    if (rows.more_ignored > 0)
        append_json_text(out += ',', std::to_string(rows.more_ignored) +
                                         " further values of other unknown columns were ignored");
    out += ']';
}

}  // namespace

std::size_t write_answer(const OutputPlan& plan, std::span<const OutputValues> values,
                         const DecodedRows& rows, std::string& out) {
    std::size_t not_finite = 0;
    switch (plan.form) {
        case OutputPlan::Form::classifier:
            not_finite = append_classifier(plan, values, rows.rows, out);
            break;
        case OutputPlan::Form::value:
            not_finite = append_column(
                out, "predictions", *column_of(plan.outputs[0], values[0], rows.rows), rows.rows);
            break;
        case OutputPlan::Form::members:
            not_finite = append_members(plan, values, rows.rows, out);
            break;
    }
    append_warnings(rows, out);
    return not_finite;
}

}  // namespace ontos
