#pragma once
// MLflow's signature texts, read into ours.

#include <string>
#include <string_view>
#include <vector>

#include "deploy/models/signature.hpp"

namespace ontos {

struct MlflowSignature {
    Signature signature;
    /// The inputs' names where all of them are named columns, else empty.
    std::vector<std::string> column_names;
};

/// `inputs` and `outputs` are JSON texts of MLmodel; an empty text is an empty list. Throws
/// Failure{invalid} that names the input and what is wrong with it.
MlflowSignature read_mlflow_signature(std::string_view inputs, std::string_view outputs);

}  // namespace ontos
