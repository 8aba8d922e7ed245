// What the file `MLmodel` of an MLflow model directory says, and what is around it.
#include "deploy/models/mlmodel.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>

#include "deploy/models/files.hpp"
#include "deploy/models/mlflow_signature.hpp"
#include "deploy/models/model_archive.hpp"
#include "deploy/models/names.hpp"
#include "platform/api/json_text.hpp"

namespace ontos {
namespace {

constexpr std::size_t mlmodel_bytes_max = 1 << 20;
constexpr std::size_t example_bytes_max = 1 << 20;
constexpr int yaml_depth_max = 32;
constexpr int nodes_max = 20'000;
constexpr std::string_view example_file = "input_example.json";

[[noreturn]] void refuse_mlmodel(const std::string& why) {
    throw Failure{FailureKind::invalid, "MLmodel cannot be read: " + why}.code("bad_mlmodel");
}

/// Refuses what could make a small document large, before a tree is built of it.
class Guard final : public YAML::EventHandler {
public:
    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t anchor) override { plain(anchor); }
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override { plain(1); }
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t anchor,
                  const std::string&) override {
        plain(anchor);
    }
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(anchor);
    }
    void OnSequenceEnd() override { --depth_; }
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(anchor);
    }
    void OnMapEnd() override { --depth_; }

private:
    void plain(YAML::anchor_t anchor) {
        if (anchor != 0) refuse_mlmodel("it has anchors or aliases");
        if (++nodes_ > nodes_max) refuse_mlmodel("it has more than 20,000 values");
    }
    void open(YAML::anchor_t anchor) {
        plain(anchor);
        if (++depth_ > yaml_depth_max) refuse_mlmodel("it is deeper than 32 levels");
    }
    int depth_ = 0;
    int nodes_ = 0;
};

void guard(const std::string& text) {
    std::istringstream in{text};
    YAML::Parser parser{in};
    Guard handler;
    if (!parser.HandleNextDocument(handler)) refuse_mlmodel("it is empty");
}

/// The scalar, or empty where it is missing or null.
std::string text_at(const YAML::Node& map, const char* key) {
    const auto found = map[key];
    if (!found || found.IsNull()) return {};
    if (!found.IsScalar()) refuse_mlmodel(std::string{key} + " must be a text");
    return found.as<std::string>();
}

/// A name that leads nowhere else.
std::string file_at(const YAML::Node& map, const char* key) {
    const auto name = text_at(map, key);
    return name.empty() ? name : EntryNames{}.file(name);
}

MlModel read_root(const YAML::Node& root) {
    if (!root.IsMap()) refuse_mlmodel("it must be a map");
    const auto flavors = root["flavors"];
    const auto onnx = flavors && flavors.IsMap() ? flavors["onnx"] : YAML::Node{};
    if (!onnx || !onnx.IsMap())
        throw Failure{FailureKind::invalid,
                      "the onnx flavour is missing; log it with mlflow.onnx.log_model"}
            .code("no_onnx_flavour");
    MlModel model;
    model.model_file = file_at(onnx, "data");
    if (model.model_file.empty()) model.model_file = bare_model_name;
    model.run_id = text_at(root, "run_id");
    if (!is_run_id(model.run_id))
        refuse_mlmodel("run_id must be at most 256 letters, digits, _ and -");
    if (const auto info = root["saved_input_example_info"]; info && info.IsMap())
        model.input_example_file = file_at(info, "artifact_path");
    if (const auto signature = root["signature"]; signature && signature.IsMap()) {
        auto read =
            read_mlflow_signature(text_at(signature, "inputs"), text_at(signature, "outputs"));
        model.signature = std::move(read.signature);
        model.column_names = std::move(read.column_names);
    }
    return model;
}

/// Text of the example, or nothing where there is none or it is too large to keep.
std::optional<std::string> read_example(const std::filesystem::path& folder,
                                        const std::string& name) {
    const auto path = folder / (name.empty() ? std::string{example_file} : name);
    if (!std::filesystem::is_regular_file(path)) return std::nullopt;
    if (std::filesystem::file_size(path) > example_bytes_max) return std::nullopt;
    auto text = read_file(path, example_bytes_max);
    try {
        api::parse_json(text, yaml_depth_max);
    } catch (const Failure& failure) {
        throw Failure{FailureKind::invalid,
                      path.filename().string() + " is no JSON: " + failure.message()};
    }
    return text;
}

}  // namespace

MlModel parse_mlmodel(std::string_view yaml) {
    if (yaml.size() >= mlmodel_bytes_max) refuse_mlmodel("it is larger than 1 MiB");
    const std::string text{yaml};
    try {
        guard(text);
        return read_root(YAML::Load(text));
    } catch (const YAML::Exception& error) {
        refuse_mlmodel(error.what());
    }
}

FolderFacts read_model_folder(const std::filesystem::path& folder) {
    FolderFacts facts;
    facts.layout.model_file = bare_model_name;
    const auto path = folder / "MLmodel";
    if (!std::filesystem::exists(path)) return facts;
    auto model = parse_mlmodel(read_file(path, mlmodel_bytes_max));
    if (!std::filesystem::is_regular_file(folder / model.model_file))
        refuse_mlmodel("its flavors.onnx.data names " + model.model_file + ", which is not there");
    facts.layout.model_file = std::move(model.model_file);
    facts.layout.column_names = std::move(model.column_names);
    facts.layout.input_example = read_example(folder, model.input_example_file);
    facts.declared = std::move(model.signature);
    facts.run_id = std::move(model.run_id);
    return facts;
}

}  // namespace ontos
