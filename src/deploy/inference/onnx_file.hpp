#pragma once
// An ONNX file made ready to load: checked, ZipMaps at its end removed, labels found.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "deploy/inference/onnx_graph.hpp"

namespace ontos {

/// What is known of an output beyond what the runtime says of it.
struct OutputFacts {
    std::string name;    ///< as the file names it: the runtime's name differs behind a ZipMap
    ClassLabels labels;  ///< of its columns (probabilities) or of its values (the label itself)
    bool is_unzipped = false;  ///< a ZipMap stood here
};

struct OnnxFile {
    std::string bytes;  ///< what the session loads
    std::vector<OutputFacts> outputs;
    std::map<std::string, std::string> metadata;
    bool has_external_data = false;
};

/// Reads `file` whole, which lies in `folder`. Throws Failure{invalid, model_refused} with the
/// reason: not ONNX, custom operators, external data that is not a plain file inside the folder.
OnnxFile read_onnx_file(const std::filesystem::path& folder, const std::string& file);

/// The same for bytes in memory; external data lies in `folder`.
OnnxFile prepare_onnx(std::string bytes, const std::filesystem::path& folder);

}  // namespace ontos
