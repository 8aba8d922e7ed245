// A model that ONNX Runtime runs in this process.
#include "deploy/inference/onnx_model.hpp"

#include <malloc.h>
#include <unistd.h>

#include <fstream>

#include "deploy/inference/answer_writer.hpp"
#include "deploy/inference/batch_columns.hpp"
#include "deploy/inference/query_reader.hpp"
#include "deploy/inference/run_failure.hpp"

namespace ontos {
namespace {

std::uint64_t resident_bytes() {
    std::ifstream in{"/proc/self/statm"};
    std::uint64_t size = 0, resident = 0;
    in >> size >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

struct OnnxBatch final : Batch {
    OnnxBatch(const OnnxModel& model, DecodedRows rows) : owner{&model}, decoded{std::move(rows)} {}
    std::size_t rows() const override { return decoded.rows; }
    const std::vector<std::string>& warnings() const override { return decoded.ignored_columns; }
    std::span<const BatchColumn> columns() const override { return owner->columns(); }
    BatchTensor tensor(std::size_t index) const override;
    std::string_view text(const BatchColumn& column, std::size_t row) const override;

    const OnnxModel* owner;
    DecodedRows decoded;
    std::vector<Ort::Value> outputs;
    std::vector<OutputValues> values;  ///< of the outputs
};

BatchTensor OnnxBatch::tensor(std::size_t index) const {
    if (index < decoded.tensors.size())
        return {decoded.tensors[index].data(), decoded.row_elements(index)};
    const auto output = index - decoded.tensors.size();
    if (output >= values.size() || values[output].size() % decoded.rows != 0) return {};
    return {values[output].data(), values[output].size() / decoded.rows};
}

std::string_view OnnxBatch::text(const BatchColumn& column, std::size_t row) const {
    if (column.tensor < decoded.tensors.size()) {
        const auto at = row * decoded.row_elements(column.tensor) + column.offset;
        return decoded.tensors[column.tensor].texts()[at];
    }
    const auto output = column.tensor - decoded.tensors.size();
    if (output >= values.size() || values[output].size() % decoded.rows != 0) return {};
    const auto width = values[output].size() / decoded.rows;
    return column.offset < width ? values[output].text_at(row * width + column.offset)
                                 : std::string_view{};
}

ONNXTensorElementDataType runtime_type(ElementType type) {
    switch (type) {
        case ElementType::float32:
            return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
        case ElementType::float64:
            return ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE;
        case ElementType::float16:
            return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16;
        case ElementType::int64:
            return ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64;
        case ElementType::int32:
            return ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32;
        case ElementType::int16:
            return ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16;
        case ElementType::int8:
            return ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8;
        case ElementType::uint64:
            return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64;
        case ElementType::uint32:
            return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32;
        case ElementType::uint16:
            return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16;
        case ElementType::uint8:
            return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8;
        case ElementType::bool_:
            return ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL;
        case ElementType::string:
            return ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;
    }
    return ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
}

/// Texts are copied into the runtime's own; all else stays where it was decoded.
Ort::Value text_tensor(const TensorBuffer& buffer, std::size_t count,
                       const std::vector<std::int64_t>& shape) {
    Ort::AllocatorWithDefaultOptions allocator;
    auto value = Ort::Value::CreateTensor(allocator, shape.data(), shape.size(),
                                          ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING);
    for (std::size_t i = 0; i < count; ++i) {
        const auto& text = buffer.texts()[i];
        char* const into = value.GetResizedStringTensorElementBuffer(i, text.size());
        std::memcpy(into, text.data(), text.size());
    }
    return value;
}

std::vector<Ort::Value> tensors_of(DecodedRows& rows, const Ort::MemoryInfo& memory) {
    std::vector<Ort::Value> values;
    values.reserve(rows.tensors.size());
    std::vector<std::int64_t> shape;
    for (std::size_t i = 0; i < rows.tensors.size(); ++i) {
        auto& buffer = rows.tensors[i];
        shape.clear();
        if (!rows.plan->tensors[i].shape.empty())
            shape.push_back(static_cast<std::int64_t>(rows.rows));
        shape.insert(shape.end(), rows.inner[i].begin(), rows.inner[i].end());
        const auto count = rows.rows * rows.row_elements(i);
        if (buffer.type() == ElementType::string)
            values.push_back(text_tensor(buffer, count, shape));
        else
            values.push_back(Ort::Value::CreateTensor(memory, static_cast<void*>(buffer.data()),
                                                      count * buffer.width(), shape.data(),
                                                      shape.size(), runtime_type(buffer.type())));
    }
    return values;
}

/// Ends a run from the watching thread.
class RunCancel final : public Cancellable {
public:
    explicit RunCancel(Ort::RunOptions& options) : options_{options} {}
    void cancel() noexcept override {
        is_cancelled_ = true;
        Ort::Status{Ort::GetApi().RunOptionsSetTerminate(options_)};
    }
    bool is_cancelled() const { return is_cancelled_; }

private:
    Ort::RunOptions& options_;
    std::atomic<bool> is_cancelled_ = false;
};

Failure too_late() {
    return Failure{FailureKind::timeout, "The deadline passed before the model had answered."}.code(
        "deadline_exceeded");
}

}  // namespace

OnnxModel::OnnxModel(std::shared_ptr<const OnnxRuntime> runtime, const RegisteredVersion& version,
                     const std::filesystem::path& folder)
    : runtime_{std::move(runtime)},
      signature_{version.signature},
      session_{[&] {
          const auto before = resident_bytes();
          auto opened = open_session(*runtime_, folder, version.layout.model_file);
          const auto after = resident_bytes();
          memory_bytes_ = std::max(opened.file_bytes, after > before ? after - before : 0);
          return opened;
      }()},
      inputs_{
          make_input_plan(session_.inputs, version.layout.column_names, version.signature.inputs)},
      outputs_{make_output_plan(session_.outputs)},
      columns_{batch_columns(inputs_, outputs_)} {
    for (const auto& input : inputs_.tensors) input_names_.push_back(input.name.c_str());
    for (const auto& name : session_.runtime_outputs) output_names_.push_back(name.c_str());
}

OnnxModel::~OnnxModel() {
    constexpr std::uint64_t worth_trimming = 16 << 20;
    if (memory_bytes_ < worth_trimming) return;
    session_.session = Ort::Session{nullptr};
    ::malloc_trim(0);
}

std::unique_ptr<Batch> OnnxModel::read(std::string_view body) const {
    return std::make_unique<OnnxBatch>(*this, read_query(inputs_, body));
}

std::vector<Ort::Value> OnnxModel::run_session(const Ort::RunOptions& options,
                                               const std::vector<Ort::Value>& inputs) const {
    return session_.session.Run(options, input_names_.data(), inputs.data(), inputs.size(),
                                output_names_.data(), output_names_.size());
}

void OnnxModel::run(Batch& batch, SteadyTime deadline) const {
    auto& rows = static_cast<OnnxBatch&>(batch);
    check(rows.owner == this, "a batch is run by the model that read it");
    if (std::chrono::steady_clock::now() >= deadline) throw too_late();
    const auto& state = runtime_->state();
    Ort::RunOptions options;
    // What a run says is in the Failure; a client must not be able to fill the log.
    options.SetRunLogSeverityLevel(ORT_LOGGING_LEVEL_FATAL);
    RunCancel cancel{options};
    const DeadlineWatch::Watched watched{*state.watch, cancel, deadline};
    try {
        rows.outputs = run_session(options, tensors_of(rows.decoded, *state.memory));
        rows.values.clear();  // of a run before
        rows.values.reserve(rows.outputs.size());
        for (std::size_t i = 0; i < rows.outputs.size(); ++i)
            rows.values.emplace_back(outputs_.outputs[i], rows.outputs[i]);
    } catch (const Ort::Exception& failed) {
        if (cancel.is_cancelled()) throw too_late();
        throw run_failure({.message = failed.what(),
                           .is_invalid_argument = failed.GetOrtErrorCode() == ORT_INVALID_ARGUMENT,
                           .has_answered = has_answered_.load(std::memory_order_relaxed)});
    }
    // Read first: a line that all threads write would be slow.
    if (!has_answered_.load(std::memory_order_relaxed))
        has_answered_.store(true, std::memory_order_relaxed);
}

std::size_t OnnxModel::write(const Batch& batch, std::string& out) const {
    const auto& rows = static_cast<const OnnxBatch&>(batch);
    check(rows.owner == this && !rows.outputs.empty(), "a batch is written after it has run");
    return write_answer(outputs_, rows.values, rows.decoded, out);
}

}  // namespace ontos
