#pragma once
// What is behind OnnxRuntime: the library's environment. The one header that brings ONNX Runtime
// in.

#define ORT_API_MANUAL_INIT
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <onnxruntime_cxx_api.h>
#pragma GCC diagnostic pop

#include <optional>

#include "deploy/inference/deadline_watch.hpp"
#include "deploy/inference/onnx_runtime.hpp"

namespace ontos {

struct OnnxRuntime::State {
    std::string problem, version;
    std::optional<Ort::Env> env;
    std::optional<Ort::MemoryInfo> memory;
    mutable std::optional<DeadlineWatch> watch;

    /// One thread, the caller's; no spinning; the shared arena; weights outside of it, so that an
    /// unload really frees them.
    Ort::SessionOptions session_options() const;
};

}  // namespace ontos
