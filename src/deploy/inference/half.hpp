#pragma once
// IEEE 754 binary16, which g++ 12 has no type for.

#include <cstdint>

namespace ontos {

/// Rounded to nearest, ties to even, in one step, as numpy does. Too large is infinity.
std::uint16_t half_of(double value);

/// Exact.
float float_of_half(std::uint16_t half);

}  // namespace ontos
