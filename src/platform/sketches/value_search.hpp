#pragma once
// Which of up to 256 increasing numbers a value has reached: two comparisons with 16 of them each.

#include <array>
#include <cstddef>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace ontos::sketches {

inline constexpr std::size_t searched_block = 16;
inline constexpr std::size_t searched_max = searched_block * searched_block;

/// `edges` in blocks of 16, and the last of each block; then NaN, which nothing reaches.
template <class T>
struct SearchedEdges {
    alignas(64) std::array<T, searched_block> pivots;
    alignas(64) std::array<T, searched_max + searched_block> edges;
};

/// How many of 16 increasing numbers are at most `value`, a few at a time (g++ 12 does not
/// vectorize the loop).
template <class T>
[[gnu::always_inline]] inline std::size_t count_up_to(T value, const T* sixteen) noexcept {
    constexpr std::size_t lanes = 16 / sizeof(T);
    using Values [[gnu::vector_size(16), gnu::aligned(alignof(T))]] = T;
    using Counts = decltype(Values{} <= Values{});
    const Values wanted = value - Values{};
    Counts counts{};
    for (std::size_t i = 0; i < searched_block; i += lanes) {
        Values some;
        std::memcpy(&some, sixteen + i, sizeof some);
        counts -= some <= wanted;  // true is -1
    }
    std::size_t sum = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) sum += static_cast<std::size_t>(counts[lane]);
    return sum;
}

/// How many of all are at most `value`.
template <class T>
[[gnu::always_inline]] inline std::size_t position_of(T value,
                                                      const SearchedEdges<T>& in) noexcept {
    const auto block = searched_block * count_up_to(value, in.pivots.data());
    return block + count_up_to(value, in.edges.data() + block);
}

#if defined(__x86_64__)

/// The same for processors that have AVX2.
[[gnu::target("avx2,popcnt")]] inline std::size_t count_up_to_avx2(float value,
                                                                   const float* sixteen) noexcept {
    const auto wanted = _mm256_set1_ps(value);
    const auto reached = [&](const float* eight) __attribute__((target("avx2"))) {
        return static_cast<unsigned>(
            _mm256_movemask_ps(_mm256_cmp_ps(_mm256_load_ps(eight), wanted, _CMP_LE_OQ)));
    };
    return static_cast<std::size_t>(_mm_popcnt_u32(reached(sixteen) | reached(sixteen + 8) << 8));
}

[[gnu::target("avx2,popcnt")]] inline std::size_t count_up_to_avx2(double value,
                                                                   const double* sixteen) noexcept {
    const auto wanted = _mm256_set1_pd(value);
    const auto reached = [&](const double* four) __attribute__((target("avx2"))) {
        return static_cast<unsigned>(
            _mm256_movemask_pd(_mm256_cmp_pd(_mm256_load_pd(four), wanted, _CMP_LE_OQ)));
    };
    return static_cast<std::size_t>(_mm_popcnt_u32(reached(sixteen) | reached(sixteen + 4) << 4 |
                                                   reached(sixteen + 8) << 8 |
                                                   reached(sixteen + 12) << 12));
}

template <class T>
[[gnu::target("avx2,popcnt")]] inline std::size_t position_of_avx2(
    T value, const SearchedEdges<T>& in) noexcept {
    const auto block = searched_block * count_up_to_avx2(value, in.pivots.data());
    return block + count_up_to_avx2(value, in.edges.data() + block);
}

#endif

}  // namespace ontos::sketches
