#pragma once
// Whose fault it is that ONNX Runtime could not score: the rows', or ours.

#include <string_view>

#include "platform/base/failure.hpp"

namespace ontos {

/// What is known of a run that failed.
struct FailedRun {
    std::string_view message;          ///< of ONNX Runtime
    bool is_invalid_argument = false;  ///< its status code
    bool has_answered = false;         ///< whether the model scored other rows since it was loaded
};

/// A model is a function of its input alone. So one that has scored other rows, its input example
/// at least, fails because of a value in these: Failure{unprocessable, model_refused_input}. One
/// that never has may be broken, and memory that cannot be had is no fault of the rows:
/// Failure{internal, model_failed}. Shapes and values that the runtime itself refuses are
/// Failure{invalid, invalid_input}.
Failure run_failure(const FailedRun& run);

}  // namespace ontos
