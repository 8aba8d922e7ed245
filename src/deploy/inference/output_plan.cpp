// What a model answers, and in which form it is sent.
#include "deploy/inference/output_plan.hpp"

#include "deploy/inference/element.hpp"
#include "deploy/inference/json_text.hpp"

namespace ontos {
namespace {

bool is_label(const OutputTensor& output) {
    const bool has_type = output.type == ElementType::string || output.type == ElementType::int64 ||
                          output.type == ElementType::int32;
    const bool is_one_a_row =
        output.shape.size() <= 1 || (output.shape.size() == 2 && output.shape[1] == 1);
    return !output.is_maps && has_type && is_one_a_row;
}

/// Labels of the columns: the output's own, else those of the label output.
const ClassLabels* labels_of(const OutputTensor& probabilities, const OutputTensor& label) {
    if (!probabilities.labels.names.empty()) return &probabilities.labels;
    return label.labels.names.empty() ? nullptr : &label.labels;
}

bool are_probabilities(const OutputTensor& output, const OutputTensor& label) {
    if (output.is_maps) return true;
    const auto* labels = labels_of(output, label);
    if (!is_float(output.type) || !labels) return false;
    // A ZipMap that was removed leaves a shape that is not always known.
    if (output.shape.size() != 2) return output.shape.empty();
    return output.shape[1] < 0 || static_cast<std::size_t>(output.shape[1]) == labels->names.size();
}

}  // namespace

OutputPlan make_output_plan(std::vector<OutputTensor> outputs) {
    OutputPlan plan;
    plan.form = outputs.size() == 1 ? OutputPlan::Form::value : OutputPlan::Form::members;
    for (std::size_t i = 0; i < 2 && outputs.size() == 2; ++i) {
        const auto& label = outputs[i];
        const auto& other = outputs[1 - i];
        if (!is_label(label) || !are_probabilities(other, label)) continue;
        plan.form = OutputPlan::Form::classifier;
        plan.label = i;
        plan.probabilities = 1 - i;
        if (const auto* labels = labels_of(other, label)) plan.labels = *labels;
        break;
    }
    plan.outputs = std::move(outputs);
    if (plan.form != OutputPlan::Form::classifier || plan.outputs[plan.probabilities].is_maps)
        return plan;
    for (const auto& name : plan.labels.names) {
        append_json_text(plan.label_keys.emplace_back(), name);
        plan.label_keys.back() += ':';
    }
    return plan;
}

std::vector<SignatureField> signature_of(const OutputPlan& plan) {
    std::vector<SignatureField> fields;
    const auto classes = plan.labels.names.empty()
                             ? std::int64_t{-1}
                             : static_cast<std::int64_t>(plan.labels.names.size());
    for (std::size_t i = 0; i < plan.outputs.size(); ++i) {
        const auto& output = plan.outputs[i];
        auto& field = fields.emplace_back();
        field.name = output.name;
        field.type = output.type;
        field.shape = output.shape;
        const bool is_probabilities =
            plan.form == OutputPlan::Form::classifier && i == plan.probabilities;
        if (is_probabilities || output.is_maps) field.shape = {-1, classes};
    }
    return fields;
}

}  // namespace ontos
