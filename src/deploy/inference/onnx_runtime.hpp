#pragma once
// The ONNX Runtime library: where it is, opened once, telemetry off; or why it is not there.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "platform/base/clock.hpp"

namespace ontos {

struct OnnxRuntimeOptions {
    /// The library file. Empty: `libonnxruntime.so*` beside the executable, then in the lib folder
    /// of ONNXRUNTIME_ROOT at build time.
    std::filesystem::path library;
    /// Bound of the arena that all sessions share; what a run needs above it fails that run.
    std::uint64_t arena_bytes_max = 1ULL << 30;
};

/// Opened by the constructor, which never throws for a library that is missing or too old: then
/// `problem` says why and everything that needs a model fails with it (registry-only mode). Lives
/// until the last model is gone. Thread safe.
class OnnxRuntime {
public:
    explicit OnnxRuntime(OnnxRuntimeOptions options = {});
    ~OnnxRuntime();

    /// Empty where the library is open.
    const std::string& problem() const;
    /// "1.32.0"; empty where it is not open.
    const std::string& version() const;

    struct State;
    /// Throws Failure{unavailable, onnxruntime_missing} where it is not open.
    State& state() const;

private:
    std::unique_ptr<State> state_;
};

}  // namespace ontos
