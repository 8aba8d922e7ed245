// An artifact opened by ONNX Runtime: the session, and what goes in and comes out.
#include "deploy/inference/onnx_session.hpp"

#include <utility>

#include "deploy/inference/mistakes.hpp"
#include "deploy/inference/onnx_file.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

namespace fs = std::filesystem;

Failure refused_session(std::string why) {
    return Failure{FailureKind::invalid, std::move(why)}.code("model_refused");
}

ElementType element_type(ONNXTensorElementDataType type, const std::string& of) {
    switch (type) {
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT:
            return ElementType::float32;
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE:
            return ElementType::float64;
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16:
            return ElementType::float16;
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64:
            return ElementType::int64;
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32:
            return ElementType::int32;
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16:
            return ElementType::int16;
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8:
            return ElementType::int8;
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64:
            return ElementType::uint64;
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32:
            return ElementType::uint32;
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16:
            return ElementType::uint16;
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8:
            return ElementType::uint8;
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL:
            return ElementType::bool_;
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING:
            return ElementType::string;
        default:
            throw refused_session("The model's " + of +
                                  " has an element type that JSON cannot carry (ONNX "
                                  "type " +
                                  std::to_string(type) + ").");
    }
}

InputTensor input_of(const std::string& name, const Ort::TypeInfo& type) {
    if (type.GetONNXType() != ONNX_TYPE_TENSOR)
        throw refused_session("The model's input '" + name + "' is no tensor.");
    const auto tensor = type.GetTensorTypeAndShapeInfo();
    return {name, element_type(tensor.GetElementType(), "input '" + name + "'"), tensor.GetShape()};
}

void check_maps(const std::string& name, const Ort::TypeInfo& type) {
    if (type.GetONNXType() != ONNX_TYPE_SEQUENCE)
        throw refused_session("The model's output '" + name +
                              "' is neither a tensor nor a list of maps.");
    const auto element = type.GetSequenceTypeInfo().GetSequenceElementType();
    if (element.GetONNXType() != ONNX_TYPE_MAP)
        throw refused_session("The model's output '" + name + "' is a list, but not of maps.");
    const auto map = element.GetMapTypeInfo();
    const auto key = map.GetMapKeyType();
    const auto value = map.GetMapValueType().GetTensorTypeAndShapeInfo().GetElementType();
    if ((key != ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING &&
         key != ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64) ||
        value != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT)
        throw refused_session("The model's output '" + name +
                              "' is a list of maps other than from text or "
                              "int64 to float.");
}

OutputTensor output_of(const OutputFacts& facts, const Ort::TypeInfo& type) {
    OutputTensor output;
    output.name = facts.name;
    output.labels = facts.labels;
    if (type.GetONNXType() == ONNX_TYPE_TENSOR) {
        const auto tensor = type.GetTensorTypeAndShapeInfo();
        output.type = element_type(tensor.GetElementType(), "output '" + facts.name + "'");
        output.shape = tensor.GetShape();
    } else {
        check_maps(facts.name, type);
        output.is_maps = true;
    }
    return output;
}

void describe(OnnxSession& opened, const OnnxFile& file) {
    Ort::AllocatorWithDefaultOptions allocator;
    const auto& session = opened.session;
    for (std::size_t i = 0; i < session.GetInputCount(); ++i)
        opened.inputs.push_back(input_of(session.GetInputNameAllocated(i, allocator).get(),
                                         session.GetInputTypeInfo(i)));
    check(session.GetOutputCount() == file.outputs.size(), "a session has the file's outputs");
    for (std::size_t i = 0; i < file.outputs.size(); ++i) {
        opened.runtime_outputs.emplace_back(session.GetOutputNameAllocated(i, allocator).get());
        opened.outputs.push_back(output_of(file.outputs[i], session.GetOutputTypeInfo(i)));
    }
}

}  // namespace

std::string only_onnx_file(const fs::path& folder) {
    std::vector<std::string> found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{folder, ignored})
        if (entry.path().extension() == ".onnx") found.push_back(entry.path().filename().string());
    if (found.size() == 1) return found.front();
    throw refused_session("The artifact holds " + std::to_string(found.size()) +
                          " .onnx files, expected exactly one.");
}

OnnxSession open_session(const OnnxRuntime& runtime, const fs::path& folder,
                         const std::string& model_file) {
    const auto& state = runtime.state();
    auto file = read_onnx_file(folder, model_file.empty() ? only_onnx_file(folder) : model_file);
    const auto model_folder = (folder / model_file).parent_path();
    try {
        auto options = state.session_options();
        if (file.has_external_data)
            options.AddConfigEntry("session.model_external_initializers_file_folder_path",
                                   model_folder.c_str());
        OnnxSession opened{Ort::Session{*state.env, file.bytes.data(), file.bytes.size(), options},
                           {},
                           {},
                           {},
                           std::move(file.metadata),
                           file.bytes.size()};
        describe(opened, file);
        return opened;
    } catch (const Ort::Exception& failed) {
        constexpr std::size_t shown_max = 400;
        throw refused_session("ONNX Runtime cannot load the model: " +
                              shortened(failed.what(), shown_max));
    }
}

}  // namespace ontos
