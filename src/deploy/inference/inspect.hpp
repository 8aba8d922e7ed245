#pragma once
// What a model folder holds, found out by opening it as the server would.

#include <filesystem>
#include <memory>

#include "deploy/inference/onnx_runtime.hpp"
#include "deploy/models/signature.hpp"

namespace ontos {

/// Throws Failure{invalid, model_refused} with the reason: not ONNX, cut off, custom operators,
/// external data outside the folder, element types that JSON cannot carry, columns that do not fit.
/// `layout.model_file` may be empty where the folder holds exactly one `.onnx` file.
///
/// Inputs of the signature are the columns where the names of a single [N, k] tensor's columns are
/// known: from `layout.column_names`, else from `declared` (MLmodel), else from the JSON list
/// `feature_names` in the model's metadata. Otherwise they are the model's tensors, and a row of an
/// unnamed [N, k] tensor is read by position. A declared input without `optional` refuses null;
/// where nothing is declared, null in a float column is NaN.
ModelFacts inspect_model(const OnnxRuntime& runtime, const std::filesystem::path& folder,
                         const ModelLayout& layout, const std::optional<Signature>& declared);

/// The same as the function that the registry takes.
ModelInspector make_inspector(std::shared_ptr<const OnnxRuntime> runtime);

}  // namespace ontos
