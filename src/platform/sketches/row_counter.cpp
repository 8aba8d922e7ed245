// Counts rows of numbers by the bins of their features: many values in a row, as fast as it goes.

#include "platform/sketches/row_counter.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

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
        auto sums = lane.sums;
        for (std::size_t row = 0; row < rows; ++row, at += row_size) {
            if (!is_number(*at)) {
                count_not_finite(lane, *at);
                continue;
            }
            ++lane.counts[position_of(*at, *lane.searched)];
            sums.add(double{*at}, lane.inverse_unit);
        }
        lane.sums = sums;
    }
}

#if defined(__x86_64__)

template <class T>
[[gnu::target("avx2,popcnt")]] void count_with_avx2(std::span<CountedLane<T>> lanes, const T* data,
                                                    std::size_t row_size,
                                                    std::size_t rows) noexcept {
    for (auto& lane : lanes) {
        const T* at = data + lane.offset;
        auto sums = lane.sums;
        for (std::size_t row = 0; row < rows; ++row, at += row_size) {
            if (!is_number(*at)) {
                count_not_finite(lane, *at);
                continue;
            }
            ++lane.counts[position_of_avx2(*at, *lane.searched)];
            sums.add(double{*at}, lane.inverse_unit);
        }
        lane.sums = sums;
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
    constexpr std::size_t waiting_rows = 64;
    constexpr std::size_t waiting_values_max = 8'192;
    std::size_t width = 0;
    for (const auto& feature : features) {
        features_.push_back(feature.bins);
        lanes_.emplace_back(*feature.bins, feature.offset, feature.nan_bin);
        width = std::max(width, feature.offset + 1);
    }
    waiting_.resize(std::min(waiting_rows * width, waiting_values_max));
}

template <class T>
void RowCounter<T>::add(const T* data, std::size_t row_size, std::size_t rows) noexcept {
    const auto values = row_size * rows;
    if (values > waiting_.size() / 2) return count_rows(std::span{lanes_}, data, row_size, rows);
    if (row_size != waiting_row_size_ || waiting_count_ + values > waiting_.size()) settle();
    waiting_row_size_ = row_size;
    std::copy_n(data, values, waiting_.data() + waiting_count_);
    waiting_count_ += values;
}

template <class T>
void RowCounter<T>::settle() noexcept {
    if (waiting_count_ == 0) return;
    count_rows(std::span{lanes_}, waiting_.data(), waiting_row_size_,
               std::exchange(waiting_count_, 0) / waiting_row_size_);
}

template <class T>
void RowCounter<T>::clear() noexcept {
    waiting_count_ = 0;
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
