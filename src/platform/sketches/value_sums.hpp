#pragma once
// Exact sums of numbers, as integers.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace ontos::sketches {

__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

/// Sum and sum of squares of finite values, each rounded to a unit (values beyond 2^62 units count
/// as that), and exactly the smallest and largest. Merging is commutative and associative to the
/// last bit.
struct ValueSums {
    static constexpr double units_max = 0x1p62;

    Int128 sum = 0;                             ///< in units
    UInt128 squares_low = 0, squares_high = 0;  ///< low + 2^64 high, in squared units
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();

    [[gnu::always_inline]] void add(double value, double inverse_unit) noexcept {
        const double scaled = std::clamp(value * inverse_unit, -units_max, units_max);
        const auto units = static_cast<std::int64_t>(scaled + std::copysign(0.5, scaled));
        sum += units;
        const auto square = static_cast<UInt128>(static_cast<Int128>(units) * units);
        squares_low += static_cast<std::uint64_t>(square);
        // Of values within the baseline's range it is 0.
        if (const auto high = static_cast<std::uint64_t>(square >> 64); high != 0) [[unlikely]]
            squares_high += high;
        min = std::min(min, value);
        max = std::max(max, value);
    }

    void merge(const ValueSums& other) noexcept {
        sum += other.sum;
        squares_low += other.squares_low;
        squares_high += other.squares_high;
        min = std::min(min, other.min);
        max = std::max(max, other.max);
    }

    bool operator==(const ValueSums&) const = default;
};

}  // namespace ontos::sketches
