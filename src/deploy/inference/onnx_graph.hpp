#pragma once
// The parts of an ONNX file that Ontos reads itself: nodes, outputs, labels, where weights lie.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ontos {

/// Labels of a classifier, as the model keeps them.
struct ClassLabels {
    std::vector<std::string> names;  ///< integers as their decimal text
    bool are_integers = false;
};

/// Views point into the file's bytes.
struct OnnxNode {
    std::string_view domain, op_type;
    std::vector<std::string_view> inputs, outputs;
    ClassLabels labels;      ///< of a ZipMap, a classifier or a label encoder
    std::string_view whole;  ///< the field of the graph that it is
};

struct OnnxOutput {
    std::string_view name;
    std::string_view whole;
};

struct OnnxGraph {
    std::vector<OnnxNode> nodes;
    std::vector<OnnxOutput> outputs;
    std::map<std::string_view, ClassLabels> small_constants;  ///< initializers that may be labels
};

/// What can be refused before a runtime sees the file, and what is needed to rewrite it.
struct OnnxContents {
    OnnxGraph graph;
    std::string_view graph_bytes;
    std::map<std::string, std::string> metadata;
    std::vector<std::string> external_files;  ///< as written in the file, unchecked
    std::vector<std::string> custom_operators;
};

/// Reads bytes that may be hostile. Throws Failure{invalid, model_refused} where they are no ONNX
/// model. The result's views live as long as `bytes`.
OnnxContents read_onnx_contents(std::string_view bytes);

}  // namespace ontos
