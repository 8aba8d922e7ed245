// Which columns a model's batches show to those who watch what it is asked and answers.
#include "deploy/inference/batch_columns.hpp"

namespace ontos {
namespace {

constexpr std::int64_t elements_max = 4096;

std::string element_name(const std::string& name, std::int64_t index) {
    return name + "[" + std::to_string(index) + "]";
}

void add_elements(std::vector<BatchColumn>& columns, const BatchColumn& first, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
        auto& column = columns.emplace_back(first);
        column.name = element_name(first.name, i);
        column.offset += static_cast<std::size_t>(i);
    }
}

void add_input(std::vector<BatchColumn>& columns, const InputColumn& input) {
    const BatchColumn column{input.name, BatchColumn::Role::input, input.type, input.tensor,
                             input.offset};
    if (input.cell.empty())
        columns.push_back(column);
    else if (input.cell.size() == 1 && input.cell[0] <= elements_max)
        add_elements(columns, column, input.cell[0]);
}

/// How many values a row has; -1 where that is not known before a run.
std::int64_t width_of(const OutputTensor& output) {
    if (output.shape.size() <= 1) return 1;
    return output.shape.size() == 2 ? output.shape[1] : -1;
}

void add_prediction(std::vector<BatchColumn>& columns, const OutputTensor& output,
                    const std::string& name, std::size_t tensor) {
    const auto width = width_of(output);
    const BatchColumn column{name, BatchColumn::Role::prediction, output.type, tensor, 0};
    if (output.is_maps || width > elements_max) return;
    if (width == 1)
        columns.push_back(column);
    else
        add_elements(columns, column, width);
}

void add_scores(std::vector<BatchColumn>& columns, const OutputPlan& plan, std::size_t tensor) {
    const auto& output = plan.outputs[plan.probabilities];
    if (output.is_maps || plan.labels.names.size() > elements_max) return;
    for (std::size_t i = 0; i < plan.labels.names.size(); ++i)
        columns.push_back({plan.labels.names[i], BatchColumn::Role::score, output.type, tensor, i});
}

}  // namespace

std::vector<BatchColumn> batch_columns(const InputPlan& inputs, const OutputPlan& outputs) {
    std::vector<BatchColumn> columns;
    for (const auto& input : inputs.columns) add_input(columns, input);
    const auto first = inputs.tensors.size();
    if (outputs.form == OutputPlan::Form::classifier) {
        add_prediction(columns, outputs.outputs[outputs.label], "prediction",
                       first + outputs.label);
        add_scores(columns, outputs, first + outputs.probabilities);
    } else if (outputs.form == OutputPlan::Form::value) {
        add_prediction(columns, outputs.outputs[0], "prediction", first);
    } else {
        for (std::size_t i = 0; i < outputs.outputs.size(); ++i)
            add_prediction(columns, outputs.outputs[i], outputs.outputs[i].name, first + i);
    }
    return columns;
}

}  // namespace ontos
