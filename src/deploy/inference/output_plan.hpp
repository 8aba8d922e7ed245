#pragma once
// What a model answers, and in which form it is sent.

#include <optional>
#include <string>
#include <vector>

#include "deploy/inference/onnx_file.hpp"
#include "deploy/models/signature.hpp"

namespace ontos {

/// An output as the runtime says, under the name that the file gave it.
struct OutputTensor {
    std::string name;
    ElementType type = ElementType::float32;
    std::vector<std::int64_t> shape;
    bool is_maps = false;  ///< a sequence of maps from label to probability, one a row
    ClassLabels labels;
};

/// Constant after construction.
struct OutputPlan {
    /// classifier: the label is the prediction, probabilities stand beside it. value: the one
    /// output is the prediction. members: an object by output name.
    enum class Form { classifier, value, members };

    std::vector<OutputTensor> outputs;
    Form form = Form::value;
    std::size_t label = 0;                ///< output of a classifier
    std::size_t probabilities = 0;        ///< output of a classifier
    std::vector<std::string> label_keys;  ///< `"benign":`, as JSON; empty where they are maps
    ClassLabels labels;
};

/// A classifier has exactly two outputs: one label a row, and probabilities (maps, or a float
/// matrix whose columns have known labels).
OutputPlan make_output_plan(std::vector<OutputTensor> outputs);

/// As the registry shows them: probabilities are [-1, classes] also where they are maps.
std::vector<SignatureField> signature_of(const OutputPlan& plan);

}  // namespace ontos
