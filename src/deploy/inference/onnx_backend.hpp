#pragma once
// Serving in this process, by ONNX Runtime.

#include <memory>

#include "deploy/inference/onnx_runtime.hpp"
#include "deploy/inference/served_model.hpp"

namespace ontos {

/// Thread safe. The models it loads keep the runtime alive.
class OnnxBackend final : public ServingBackend {
public:
    explicit OnnxBackend(std::shared_ptr<const OnnxRuntime> runtime);
    std::shared_ptr<const ServedModel> load(const RegisteredVersion& version,
                                            const std::filesystem::path& folder) override;

private:
    std::shared_ptr<const OnnxRuntime> runtime_;
};

}  // namespace ontos
