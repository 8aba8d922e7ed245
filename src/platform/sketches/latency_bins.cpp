// The bounds of the bins as numbers.

#include "platform/sketches/latency_bins.hpp"

#include <cmath>
#include <limits>

namespace ontos::sketches {

double bin_upper(std::size_t bin) {
    if (bin >= overflow_bin) return std::numeric_limits<double>::infinity();
    const auto octave = static_cast<double>(bin) / bins_per_octave + lowest_octave;
    return std::exp2(octave) * 1e9;
}

double bin_lower(std::size_t bin) { return bin == underflow_bin ? 0 : bin_upper(bin - 1); }

}  // namespace ontos::sketches
