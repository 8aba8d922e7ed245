#pragma once
// A model that ONNX Runtime runs in this process.

#include <atomic>

#include "deploy/inference/onnx_session.hpp"
#include "deploy/inference/served_model.hpp"

namespace ontos {

/// Constant after construction but for one note; thread safe.
class OnnxModel final : public ServedModel {
public:
    /// Throws Failure{invalid, model_refused} where the version's layout does not fit the file.
    OnnxModel(std::shared_ptr<const OnnxRuntime> runtime, const RegisteredVersion& version,
              const std::filesystem::path& folder);
    ~OnnxModel() override;

    const Signature& signature() const override { return signature_; }
    std::unique_ptr<Batch> read(std::string_view body) const override;
    void run(Batch& batch, SteadyTime deadline) const override;
    std::size_t write(const Batch& batch, std::string& out) const override;
    std::uint64_t memory_bytes() const override { return memory_bytes_; }

    std::span<const BatchColumn> columns() const { return columns_; }

private:
    std::vector<Ort::Value> run_session(const Ort::RunOptions& options,
                                        const std::vector<Ort::Value>& inputs) const;

    std::shared_ptr<const OnnxRuntime> runtime_;
    Signature signature_;
    std::uint64_t memory_bytes_ = 0;  // before the session: opening it is what is measured
    mutable OnnxSession session_;  // Run is not const, but safe to call at once from many threads
    InputPlan inputs_;
    OutputPlan outputs_;
    std::vector<BatchColumn> columns_;
    std::vector<const char*> input_names_, output_names_;
    mutable std::atomic<bool> has_answered_ = false;  ///< a run has succeeded
};

}  // namespace ontos
