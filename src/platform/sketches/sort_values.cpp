// A radix sort of doubles by their upper bits, and a sort by comparing of what is left.

#include "platform/sketches/sort_values.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <utility>

namespace ontos::sketches {

namespace {

// The upper 33 bits: sign, exponent and a precision of a millionth.
constexpr int digit_bits = 11, radix_digits = 3, lowest_bit = 64 - radix_digits * digit_bits;
constexpr std::size_t digit_count = std::size_t{1} << digit_bits;
constexpr std::size_t comparing_is_faster_below = 2000;
constexpr std::uint64_t sign = std::uint64_t{1} << 63;

/// Unsigned numbers in the order of the values.
std::uint64_t key_of(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    return bits & sign ? ~bits : bits | sign;
}

double value_of(std::uint64_t key) {
    return std::bit_cast<double>(key & sign ? key & ~sign : ~key);
}

std::size_t digit_of(std::uint64_t key, int digit) {
    return static_cast<std::size_t>(key >> (lowest_bit + digit * digit_bits)) % digit_count;
}

/// What is alike in the upper bits stands together; sorts it by the lower ones.
void sort_runs(std::vector<std::uint64_t>& keys) {
    const auto upper_bits = [](std::uint64_t key) { return key >> lowest_bit; };
    for (auto at = keys.begin(); at != keys.end();) {
        auto end = at + 1;
        bool is_sorted = true;
        for (; end != keys.end() && upper_bits(*end) == upper_bits(*at); ++end)
            is_sorted = is_sorted && *(end - 1) <= *end;
        if (!is_sorted) std::sort(at, end);
        at = end;
    }
}

}  // namespace

void sort_values(std::vector<double>& values) {
    if (values.size() < comparing_is_faster_below) {
        std::ranges::sort(values, {}, key_of);
        return;
    }
    std::vector<std::uint64_t> keys(values.size()), sorted(values.size());
    std::ranges::transform(values, keys.begin(), key_of);
    std::array<std::array<std::size_t, digit_count>, radix_digits> starts{};
    for (const auto key : keys)
        for (int digit = 0; digit < radix_digits; ++digit)
            ++starts[static_cast<std::size_t>(digit)][digit_of(key, digit)];
    for (int digit = 0; digit < radix_digits; ++digit) {
        auto& start = starts[static_cast<std::size_t>(digit)];
        if (start[digit_of(keys.front(), digit)] == keys.size()) continue;  // all alike
        std::size_t next = 0;
        for (auto& count : start) next += std::exchange(count, next);
        for (const auto key : keys) sorted[start[digit_of(key, digit)]++] = key;
        keys.swap(sorted);
    }
    sort_runs(keys);
    std::ranges::transform(keys, values.begin(), value_of);
}

}  // namespace ontos::sketches
