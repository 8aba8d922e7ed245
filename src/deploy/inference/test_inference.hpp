#pragma once
// What the tests and benchmarks of this folder share: models from files, questions as text.

#include <fmt/format.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "deploy/inference/inspect.hpp"
#include "deploy/inference/onnx_backend.hpp"
#include "deploy/inference/probe.hpp"
#include "platform/base/failure.hpp"

namespace ontos::inference_testing {

namespace fs = std::filesystem;

inline const fs::path testdata{ONTOS_SOURCE_DIR "/src/deploy/inference/testdata"};
inline const fs::path sample{ONTOS_SOURCE_DIR "/examples/breast_cancer"};

/// One for the whole test program, as in the server.
inline std::shared_ptr<const OnnxRuntime> runtime() {
    static const auto opened = std::make_shared<const OnnxRuntime>();
    return opened;
}

inline std::string text_of(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// As the registry would have it: inspected, then named.
inline RegisteredVersion registered(const fs::path& folder, ModelLayout layout,
                                    const std::optional<Signature>& declared = {}) {
    const auto facts = inspect_model(*runtime(), folder, layout, declared);
    RegisteredVersion version;
    version.ref = {"main.test.model", "1"};
    version.status = VersionStatus::READY;
    version.signature = facts.signature;
    version.layout = facts.layout;
    return version;
}

inline std::shared_ptr<const ServedModel> load(const fs::path& folder, ModelLayout layout,
                                               const std::optional<Signature>& declared = {}) {
    OnnxBackend backend{runtime()};
    return backend.load(registered(folder, std::move(layout), declared), folder);
}

/// A model of testdata/: `load_named("matrix")`.
inline std::shared_ptr<const ServedModel> load_named(
    const std::string& name, const std::optional<Signature>& declared = {}) {
    ModelLayout layout;
    layout.model_file = fmt::format("{}.onnx", name);
    return load(testdata, std::move(layout), declared);
}

inline std::string answer_text(const ServedModel& model, std::string body) {
    const PaddedText padded{std::move(body)};
    const auto batch = model.read(padded.view());
    model.run(*batch, std::chrono::steady_clock::now() + std::chrono::seconds{60});
    std::string out = "{";
    model.write(*batch, out);
    return out + "}";
}

inline boost::json::object ask(const ServedModel& model, std::string body) {
    return boost::json::parse(answer_text(model, std::move(body))).as_object();
}

/// The Failure of a question that must fail.
inline Failure refusal(const ServedModel& model, std::string body) {
    try {
        const auto answer = answer_text(model, std::move(body));
        throw std::logic_error{"answered " + answer};
    } catch (const Failure& failed) {
        return failed;
    }
}

}  // namespace ontos::inference_testing
