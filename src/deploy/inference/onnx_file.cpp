// An ONNX file made ready to load: checked, ZipMaps at its end removed, labels found.
#include "deploy/inference/onnx_file.hpp"

#include <algorithm>
#include <fstream>
#include <unordered_map>

#include "deploy/inference/wire_format.hpp"
#include "platform/base/failure.hpp"

namespace ontos {
namespace {

namespace fs = std::filesystem;

Failure refused_file(std::string why) {
    return Failure{FailureKind::invalid, std::move(why)}.code("model_refused");
}

std::string listed(const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < names.size() && i < 5; ++i) out += (i ? ", " : "") + names[i];
    return names.size() > 5 ? out + ", ..." : out;
}

/// Every part of the path is a real entry of the folder: no link leads out, nothing goes up.
void check_inside(const fs::path& folder, const std::string& name) {
    const auto refuse = [&](const char* why) {
        throw refused_file("The model's file \"" + name + "\" " + why + ".");
    };
    const fs::path path{name};
    if (path.empty() || path.is_absolute() || name.find('\0') != name.npos)
        refuse("is not named by a relative path");
    auto at = folder;
    for (const auto& part : path) {
        if (part == ".." || part == "." || part.empty())
            refuse("is not a plain path in its folder");
        at /= part;
        std::error_code ignored;
        if (fs::is_symlink(fs::symlink_status(at, ignored))) refuse("is, or lies behind, a link");
    }
    std::error_code ignored;
    if (!fs::is_regular_file(at, ignored)) refuse("is not among the files of the artifact");
}

void check_model(const OnnxContents& model, const fs::path& folder) {
    if (!model.custom_operators.empty())
        throw refused_file("The model needs custom operators, which are not loaded: " +
                           listed(model.custom_operators) + ".");
    for (const auto& location : model.external_files) check_inside(folder, location);
}

/// Which node makes a tensor, and how often a tensor is read by nodes of the main graph.
class Wiring {
public:
    explicit Wiring(const OnnxGraph& graph) {
        for (const auto& node : graph.nodes) {
            for (const auto name : node.outputs) maker_.emplace(name, &node);
            for (const auto name : node.inputs) ++readers_[name];
        }
    }
    const OnnxNode* maker(std::string_view tensor) const {
        const auto found = maker_.find(tensor);
        return found == maker_.end() ? nullptr : found->second;
    }
    bool is_read(std::string_view tensor) const { return readers_.contains(tensor); }

private:
    std::unordered_map<std::string_view, const OnnxNode*> maker_;
    std::unordered_map<std::string_view, int> readers_;
};

/// Follows a tensor back through nodes that only move it to the one that knows the labels.
ClassLabels labels_behind(const OnnxGraph& graph, const Wiring& wiring, std::string_view tensor) {
    constexpr int steps_max = 16;
    for (int step = 0; step < steps_max; ++step) {
        const auto* node = wiring.maker(tensor);
        if (!node) return {};
        if (!node->labels.names.empty()) return node->labels;
        if (node->inputs.empty()) return {};
        const auto& op = node->op_type;
        if (op == "ArrayFeatureExtractor" || op == "Gather") {
            auto source = node->inputs.front();
            const auto* cast = wiring.maker(source);
            if (cast && cast->op_type == "Cast" && !cast->inputs.empty()) source = cast->inputs[0];
            const auto found = graph.small_constants.find(source);
            return found == graph.small_constants.end() ? ClassLabels{} : found->second;
        }
        if (op != "Identity" && op != "Cast" && op != "Reshape" && op != "Flatten" &&
            op != "Squeeze" && op != "Unsqueeze")
            return {};
        tensor = node->inputs.front();
    }
    return {};
}

/// A ZipMap whose only reader is the answer, over a tensor that is not an answer itself.
const OnnxNode* final_zipmap(const OnnxGraph& graph, const Wiring& wiring,
                             std::string_view output) {
    const auto* node = wiring.maker(output);
    if (!node || node->op_type != "ZipMap" || node->domain != "ai.onnx.ml") return nullptr;
    if (node->inputs.size() != 1 || node->outputs.size() != 1 || wiring.is_read(output))
        return nullptr;
    const auto source = node->inputs.front();
    const auto is_source = [&](const OnnxOutput& other) { return other.name == source; };
    if (!wiring.maker(source) || std::ranges::any_of(graph.outputs, is_source)) return nullptr;
    return node;
}

/// ValueInfoProto of a float tensor; the runtime infers its shape.
std::string float_tensor_info(std::string_view name) {
    constexpr std::string_view float_type{"\x08\x01", 2};  // TypeProto.Tensor.elem_type = FLOAT
    std::string type, info;
    append_bytes_field(type, 1, float_type);
    append_bytes_field(info, 1, name);
    append_bytes_field(info, 2, type);
    return info;
}

using Replacements = std::unordered_map<const char*, std::string>;  // by where a field starts

std::string without_zipmaps(std::string_view graph, const Replacements& replacements) {
    std::string out;
    out.reserve(graph.size());
    WireReader reader{graph};
    while (const auto field = reader.next()) {
        const auto found = replacements.find(field->whole.data());
        out += found == replacements.end() ? field->whole : std::string_view{found->second};
    }
    return out;
}

std::string with_graph(std::string_view model, std::string_view graph) {
    constexpr std::uint32_t graph_field = 7;
    std::string out;
    out.reserve(model.size());
    WireReader reader{model};
    while (const auto field = reader.next()) {
        if (field->number == graph_field)
            append_bytes_field(out, graph_field, graph);
        else
            out += field->whole;
    }
    return out;
}

}  // namespace

OnnxFile prepare_onnx(std::string bytes, const fs::path& folder) {
    const auto model = read_onnx_contents(bytes);
    check_model(model, folder);
    const Wiring wiring{model.graph};
    OnnxFile file;
    Replacements replacements;
    for (const auto& output : model.graph.outputs) {
        OutputFacts facts{std::string{output.name}, {}, false};
        if (const auto* zipmap = final_zipmap(model.graph, wiring, output.name)) {
            facts.labels = zipmap->labels;
            facts.is_unzipped = true;
            replacements[zipmap->whole.data()] = "";
            append_bytes_field(replacements[output.whole.data()], 12,
                               float_tensor_info(zipmap->inputs.front()));
        } else {
            facts.labels = labels_behind(model.graph, wiring, output.name);
        }
        file.outputs.push_back(std::move(facts));
    }
    file.metadata = model.metadata;
    file.has_external_data = !model.external_files.empty();
    if (!replacements.empty())
        file.bytes = with_graph(bytes, without_zipmaps(model.graph_bytes, replacements));
    else
        file.bytes = std::move(bytes);
    return file;
}

OnnxFile read_onnx_file(const fs::path& folder, const std::string& file) {
    check_inside(folder, file);
    std::ifstream in{folder / file, std::ios::binary | std::ios::ate};
    std::string bytes(static_cast<std::size_t>(std::max<std::streamoff>(in.tellg(), 0)), '\0');
    in.seekg(0);
    if (!in || !in.read(bytes.data(), static_cast<std::streamsize>(bytes.size())))
        throw refused_file("The file \"" + file + "\" cannot be read.");
    if (bytes.empty()) throw refused_file("The file \"" + file + "\" is empty.");
    return prepare_onnx(std::move(bytes), (folder / file).parent_path());
}

}  // namespace ontos
