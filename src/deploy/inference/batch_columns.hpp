#pragma once
// Which columns a model's batches show to those who watch what it is asked and answers.

#include "deploy/inference/input_plan.hpp"
#include "deploy/inference/output_plan.hpp"
#include "deploy/inference/served_model.hpp"

namespace ontos {

/// Inputs that are one value a row, the elements of a row of unnamed numbers ("x[0]"), predictions,
/// and a classifier's scores, each under its label. Rows wider than 4,096 numbers and values of
/// several dimensions are left out.
std::vector<BatchColumn> batch_columns(const InputPlan& inputs, const OutputPlan& outputs);

}  // namespace ontos
