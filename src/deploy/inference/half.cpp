// IEEE 754 binary16, which g++ 12 has no type for.
#include "deploy/inference/half.hpp"

#include <cmath>
#include <limits>

namespace ontos {
namespace {

constexpr int mantissa_bits = 10;
constexpr int exponent_min = -14;        // of normal numbers
constexpr double overflow_from = 65520;  // halfway between the largest half and the next power

}  // namespace

std::uint16_t half_of(double value) {
    const auto sign = static_cast<std::uint16_t>(std::signbit(value) ? 0x8000 : 0);
    const double size = std::fabs(value);
    if (std::isnan(value)) return 0x7e00;
    if (size >= overflow_from) return sign | 0x7c00;
    int exponent = exponent_min;
    if (size >= std::ldexp(1.0, exponent_min)) exponent = std::ilogb(size);
    // In units of the last place the rounded value is an integer; nearbyint rounds ties to even.
    const auto units = static_cast<int>(std::nearbyint(std::ldexp(size, mantissa_bits - exponent)));
    const int biased = exponent - exponent_min;  // the implicit bit of `units` adds one
    return static_cast<std::uint16_t>(sign | ((biased << mantissa_bits) + units));
}

float float_of_half(std::uint16_t half) {
    const int exponent = (half >> mantissa_bits) & 0x1f;
    const int mantissa = half & 0x3ff;
    float size = 0;
    if (exponent == 0x1f)
        size = mantissa ? std::numeric_limits<float>::quiet_NaN()
                        : std::numeric_limits<float>::infinity();
    else if (exponent == 0)
        size = std::ldexp(static_cast<float>(mantissa), -24);
    else
        size = std::ldexp(static_cast<float>(mantissa | 0x400), exponent - 25);
    return half & 0x8000 ? -size : size;
}

}  // namespace ontos
