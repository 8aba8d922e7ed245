#pragma once
// Real predictions, made to see whether a model works and how fast it is.

#include <chrono>
#include <string>
#include <vector>

#include "deploy/inference/served_model.hpp"

namespace ontos {

struct ProbeResult {
    std::vector<std::chrono::nanoseconds> times;  ///< in the model, of each run, sorted
    std::size_t rows = 1;
    std::string answer;  ///< JSON members that the model wrote

    std::chrono::nanoseconds median() const { return times[times.size() / 2]; }
    std::chrono::nanoseconds slowest() const { return times.back(); }
};

/// How long probing goes on: at least one run, then until one of the first two is reached.
struct ProbeBudget {
    std::size_t runs = 20;
    std::chrono::milliseconds time{100};
    std::chrono::milliseconds timeout{60'000};  ///< of one run
};

/// Reads, runs and writes the input example or, if the model refuses it, zeros. Throws the Failure
/// of the model.
ProbeResult probe(const ServedModel& model, const RegisteredVersion& version, const Clock& clock,
                  const ProbeBudget& budget = {});

/// Whether the probe is only a guess, zeros, which a model may rightly refuse (an encoder that
/// knows no category ""): it has no input example that it can read.
bool is_probe_guessed(const ServedModel& model, const RegisteredVersion& version);

}  // namespace ontos
