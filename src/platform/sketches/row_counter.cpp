// Counts rows of numbers by the bins of their features: many values in a row, as fast as it goes.

#include "platform/sketches/row_counter.hpp"

#include <cmath>

namespace ontos::sketches {

namespace {

template <class T>
[[gnu::always_inline]] inline bool is_number(T value) {
    return std::abs(value) <= std::numeric_limits<T>::max();
}

template <class T>
[[gnu::always_inline]] inline void count_not_finite(CountedLane<T>& lane, T value) {
    ++lane.counts[std::isnan(value) ? lane.nan_bin : lane.not_finite_bin];
}

template <class T>
void count_portably(std::span<CountedLane<T>> lanes, const T* data, std::size_t row_size,
                    std::size_t rows) noexcept {
    for (auto& lane : lanes) {
        const T* at = data + lane.offset;
        for (std::size_t row = 0; row < rows; ++row, at += row_size) {
            if (!is_number(*at)) {
                count_not_finite(lane, *at);
                continue;
            }
            ++lane.counts[position_of(*at, *lane.searched)];
            lane.sums.add(double{*at}, lane.inverse_unit);
        }
    }
}

#if defined(__x86_64__)

template <class T>
[[gnu::target("avx2,popcnt")]] void count_with_avx2(std::span<CountedLane<T>> lanes, const T* data,
                                                    std::size_t row_size,
                                                    std::size_t rows) noexcept {
    for (auto& lane : lanes) {
        const T* at = data + lane.offset;
        for (std::size_t row = 0; row < rows; ++row, at += row_size) {
            if (!is_number(*at)) {
                count_not_finite(lane, *at);
                continue;
            }
            ++lane.counts[position_of_avx2(*at, *lane.searched)];
            lane.sums.add(double{*at}, lane.inverse_unit);
        }
    }
}

bool has_avx2() {
    static const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
    return has;
}

#endif

}  // namespace

template <class T>
CountedLane<T>::CountedLane(const FeatureBins& bins, std::size_t offset_in_row, std::size_t nan)
    : searched{&bins.searched<T>()},
      inverse_unit{bins.inverse_sum_unit()},
      offset{static_cast<std::uint32_t>(offset_in_row)},
      nan_bin{static_cast<std::uint32_t>(nan)},
      not_finite_bin{static_cast<std::uint32_t>(bins.not_finite())} {}

template <class T>
void count_rows(std::span<CountedLane<T>> lanes, const T* data, std::size_t row_size,
                std::size_t rows) noexcept {
#if defined(__x86_64__)
    if (has_avx2()) return count_with_avx2(lanes, data, row_size, rows);
#endif
    count_portably(lanes, data, row_size, rows);
}

template <class T>
RowCounter<T>::RowCounter(std::span<const Feature> features) {
    for (const auto& feature : features) {
        features_.push_back(feature.bins);
        lanes_.emplace_back(*feature.bins, feature.offset, feature.nan_bin);
    }
}

template <class T>
void RowCounter<T>::add(const T* data, std::size_t row_size, std::size_t rows) noexcept {
    count_rows(std::span{lanes_}, data, row_size, rows);
}

template <class T>
void RowCounter<T>::clear() noexcept {
    for (auto& lane : lanes_) {
        lane.sums = {};
        lane.counts.fill(0);
    }
}

template struct CountedLane<float>;
template struct CountedLane<double>;
template class RowCounter<float>;
template class RowCounter<double>;
template void count_rows(std::span<CountedLane<float>>, const float*, std::size_t,
                         std::size_t) noexcept;
template void count_rows(std::span<CountedLane<double>>, const double*, std::size_t,
                         std::size_t) noexcept;

}  // namespace ontos::sketches
