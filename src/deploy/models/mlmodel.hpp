#pragma once
// What the file `MLmodel` of an MLflow model directory says, and what is around it.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "deploy/models/signature.hpp"

namespace ontos {

/// The parts of MLmodel that serving needs.
struct MlModel {
    std::string model_file;  ///< flavors.onnx.data, relative to the folder
    std::string run_id;      ///< empty if it has none
    std::optional<Signature> signature;
    std::vector<std::string> column_names;  ///< of a signature of columns, in order
    std::string input_example_file;         ///< relative to the folder; empty if it has none
};

/// Reads YAML of at most 1 MiB, 32 levels and 20,000 values, without anchors. Columns are
/// `{"name","type","required"}`: double, float, long, integer, boolean, string and datetime (a
/// string); tensors are `{"type":"tensor","tensor-spec":{"dtype","shape"}}`. Outputs of a type that
/// we do not know are left out, because the model itself says what it answers. Throws
/// Failure{invalid} with the reason, also where the onnx flavour is missing.
MlModel parse_mlmodel(std::string_view yaml);

/// A staged folder as the inspector wants it.
struct FolderFacts {
    ModelLayout layout;
    std::optional<Signature> declared;
    std::string run_id;
};

/// Reads MLmodel and the input example of a folder; of a folder without MLmodel, which holds only
/// `model.onnx`, says so. Throws Failure{invalid}.
FolderFacts read_model_folder(const std::filesystem::path& folder);

}  // namespace ontos
