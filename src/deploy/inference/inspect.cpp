// What a model folder holds, found out by opening it as the server would.
#include "deploy/inference/inspect.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "deploy/inference/onnx_session.hpp"

namespace ontos {
namespace {

/// Whether the declared inputs are columns of the one tensor, not the tensor itself.
bool are_columns(const std::vector<SignatureField>& declared, const InputTensor& tensor) {
    if (declared.empty()) return false;
    for (const auto& field : declared)
        if (field.name.empty() || !field.shape.empty()) return false;
    const bool is_tensor_itself = declared.size() == 1 && declared.front().name == tensor.name;
    return !is_tensor_itself;
}

/// The JSON list of texts that some exporters leave in the metadata.
std::vector<std::string> names_in_metadata(const OnnxSession& session) {
    const auto found = session.metadata.find("feature_names");
    if (found == session.metadata.end()) return {};
    boost::system::error_code error;
    const auto parsed = boost::json::parse(found->second, error);
    std::vector<std::string> names;
    if (error || !parsed.is_array()) return {};
    for (const auto& name : parsed.get_array()) {
        if (!name.is_string()) return {};
        names.emplace_back(name.get_string());
    }
    return names;
}

std::vector<std::string> column_names_of(const OnnxSession& session, const ModelLayout& layout,
                                         const std::optional<Signature>& declared) {
    if (!layout.column_names.empty()) return layout.column_names;
    if (session.inputs.size() != 1 || session.inputs.front().shape.size() > 2) return {};
    const auto& tensor = session.inputs.front();
    std::vector<std::string> names;
    if (declared && are_columns(declared->inputs, tensor)) {
        for (const auto& field : declared->inputs) names.push_back(field.name);
        return names;
    }
    names = names_in_metadata(session);
    const bool fits = tensor.row_elements() == static_cast<std::int64_t>(names.size());
    return fits ? names : std::vector<std::string>{};
}

SignatureField shown(const InputColumn& column, const InputPlan& plan,
                     const std::vector<SignatureField>& declared) {
    SignatureField field;
    field.name = column.name;
    field.type = column.type;
    if (!column.cell.empty()) field.shape = plan.tensors[column.tensor].shape;
    field.optional = column.optional;
    field.nullable = column.nullable;
    const auto found = std::ranges::find(declared, column.name, &SignatureField::name);
    if (found != declared.end()) field.default_ = found->default_;
    return field;
}

}  // namespace

ModelFacts inspect_model(const OnnxRuntime& runtime, const std::filesystem::path& folder,
                         const ModelLayout& layout, const std::optional<Signature>& declared) {
    ModelFacts facts;
    facts.layout = layout;
    if (layout.model_file.empty()) facts.layout.model_file = only_onnx_file(folder);
    const auto session = open_session(runtime, folder, facts.layout.model_file);
    facts.layout.column_names = column_names_of(session, layout, declared);
    const auto rules = declared ? declared->inputs : std::vector<SignatureField>{};
    const auto inputs = make_input_plan(session.inputs, facts.layout.column_names, rules);
    const auto outputs = make_output_plan(session.outputs);
    facts.layout.labels = outputs.labels.names;
    for (const auto& column : inputs.columns)
        facts.signature.inputs.push_back(shown(column, inputs, rules));
    facts.signature.outputs = signature_of(outputs);
    return facts;
}

ModelInspector make_inspector(std::shared_ptr<const OnnxRuntime> runtime) {
    return [runtime = std::move(runtime)](const std::filesystem::path& folder,
                                          const ModelLayout& layout,
                                          const std::optional<Signature>& declared) {
        return inspect_model(*runtime, folder, layout, declared);
    };
}

}  // namespace ontos
