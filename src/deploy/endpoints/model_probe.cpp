// Real predictions, made to see whether a model works and how fast it is.
#include "deploy/endpoints/model_probe.hpp"

#include <algorithm>

#include "deploy/inference/probe.hpp"

namespace ontos {
namespace {

/// Null if there is none that the model can read.
std::unique_ptr<Batch> read_example(const ServedModel& model, const RegisteredVersion& version) {
    if (!version.layout.input_example) return nullptr;
    try {
        return model.read(PaddedText{probe_body(model.signature(), version.layout)}.view());
    } catch (const Failure& failure) {
        if (failure.kind() != FailureKind::invalid) throw;
        return nullptr;
    }
}

}  // namespace

ProbeResult probe(const ServedModel& model, const RegisteredVersion& version, const Clock& clock,
                  const ProbeBudget& budget) {
    ProbeResult result;
    auto batch = read_example(model, version);
    if (!batch) batch = model.read(PaddedText{zero_body(model.signature())}.view());
    result.rows = std::max<std::size_t>(batch->rows(), 1);
    const auto end = clock.steady_now() + budget.time;
    do {
        const auto start = clock.steady_now();
        model.run(*batch, start + budget.timeout);
        result.times.push_back(clock.steady_now() - start);
    } while (result.times.size() < budget.runs && clock.steady_now() < end);
    model.write(*batch, result.answer);
    std::ranges::sort(result.times);
    return result;
}

bool is_probe_guessed(const ServedModel& model, const RegisteredVersion& version) {
    return read_example(model, version) == nullptr;
}

}  // namespace ontos
