#pragma once
// An artifact opened by ONNX Runtime: the session, and what goes in and comes out.

#include <map>

#include "deploy/inference/input_plan.hpp"
#include "deploy/inference/ort_state.hpp"
#include "deploy/inference/output_plan.hpp"

namespace ontos {

/// Constant after construction; running it is thread safe.
struct OnnxSession {
    Ort::Session session;
    std::vector<InputTensor> inputs;
    std::vector<OutputTensor> outputs;
    std::vector<std::string> runtime_outputs;  ///< the names that the session knows them by
    std::map<std::string, std::string> metadata;
    std::uint64_t file_bytes = 0;
};

/// Opens `model_file` (empty: the only `.onnx` file) below the folder. Throws Failure{invalid,
/// model_refused} with the reason, Failure{unavailable} without the runtime.
OnnxSession open_session(const OnnxRuntime& runtime, const std::filesystem::path& folder,
                         const std::string& model_file);

/// The name of the only `.onnx` file of a folder. Throws Failure{invalid, model_refused} where
/// there is none or more than one.
std::string only_onnx_file(const std::filesystem::path& folder);

}  // namespace ontos
