// Serving in this process, by ONNX Runtime.
#include "deploy/inference/onnx_backend.hpp"

#include "deploy/inference/onnx_model.hpp"
#include "deploy/inference/probe.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

Failure load_failed(const std::string& why, const Failure& failed) {
    return Failure{FailureKind::unprocessable, why, Cause{failed.cause()}}
        .code("model_load_failed")
        .hint(failed.hint());
}

void score_once(const ServedModel& model, const PaddedText& body) {
    constexpr std::chrono::seconds longest{60};
    const auto batch = model.read(body.view());
    model.run(*batch, std::chrono::steady_clock::now() + longest);
    std::string answer;
    model.write(*batch, answer);
}

/// True if the example could be read: then the model was able to score it. Throws where it could
/// not.
bool score_example(const ServedModel& model, const RegisteredVersion& version) {
    if (!version.layout.input_example) return false;
    const PaddedText body{probe_body(model.signature(), version.layout)};
    try {
        model.read(body.view());
    } catch (const Failure& failed) {
        log_warning("the input example does not fit the model: warming with zeros",
                    {{"model", version.ref.full_name},
                     {"version", version.ref.version},
                     {"reason", failed.message()}});
        return false;
    }
    score_once(model, body);
    return true;
}

/// Zeros are a guess: a model may rightly refuse them (an encoder that knows no category "").
void warm(const ServedModel& model, const RegisteredVersion& version) {
    try {
        if (score_example(model, version)) return;
    } catch (const Failure& failed) {
        throw load_failed(
            "The model fails on its own input example: " + failed.message() + " " + failed.cause(),
            failed);
    }
    try {
        score_once(model, PaddedText{zero_body(model.signature())});
    } catch (const Failure& failed) {
        log_warning("the model could not be warmed with zeros: give it an input_example.json",
                    {{"model", version.ref.full_name},
                     {"version", version.ref.version},
                     {"reason", failed.cause().empty() ? failed.message() : failed.cause()}});
    }
}

}  // namespace

OnnxBackend::OnnxBackend(std::shared_ptr<const OnnxRuntime> runtime)
    : runtime_{std::move(runtime)} {}

std::shared_ptr<const ServedModel> OnnxBackend::load(const RegisteredVersion& version,
                                                     const std::filesystem::path& folder) {
    std::shared_ptr<const ServedModel> model;
    try {
        model = std::make_shared<OnnxModel>(runtime_, version, folder);
    } catch (const Failure& failed) {
        throw load_failed(failed.message(), failed);
    }
    warm(*model, version);
    return model;
}

}  // namespace ontos
