#pragma once
// Counts rows of numbers by the bins of their features: many values in a row, as fast as it goes.

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "platform/sketches/feature_bins.hpp"
#include "platform/sketches/value_sums.hpp"

namespace ontos::sketches {

/// What RowCounter counts of one feature.
template <class T>
struct CountedLane {
    /// NaN counts in the bin `nan`.
    CountedLane(const FeatureBins& bins, std::size_t offset, std::size_t nan);

    alignas(64) ValueSums sums;  ///< first: the lane then has no holes
    const SearchedEdges<T>* searched;
    double inverse_unit;
    std::uint32_t offset, nan_bin, not_finite_bin;
    std::array<std::uint32_t, searched_max + 6> counts{};  ///< by bin
};

/// Counts exactly what FeatureCounts::add counts, value by value. Of floats and doubles. Owned by
/// one thread; only construction allocates. Single rows wait, at most 64, to be counted feature by
/// feature: that takes half as long, and a caller of few rows nothing but their copying.
template <class T>
class RowCounter {
public:
    struct Feature {
        std::size_t offset;  ///< in a row
        std::shared_ptr<const FeatureBins> bins;
        std::size_t nan_bin;  ///< where NaN counts
    };
    explicit RowCounter(std::span<const Feature> features);

    /// At most 2^32 rows between two `clear`s.
    void add(const T* data, std::size_t row_size, std::size_t rows) noexcept;
    /// Counts what waits; `counts` and `sums` are valid then.
    void settle() noexcept;
    std::span<const std::uint32_t> counts(std::size_t feature) const {
        return std::span{lanes_[feature].counts}.first(features_[feature]->bin_count());
    }
    const ValueSums& sums(std::size_t feature) const { return lanes_[feature].sums; }
    std::size_t size() const { return lanes_.size(); }
    void clear() noexcept;

private:
    std::vector<std::shared_ptr<const FeatureBins>> features_;
    std::vector<CountedLane<T>> lanes_;
    std::vector<T> waiting_;
    std::size_t waiting_count_ = 0;  ///< of values
    std::size_t waiting_row_size_ = 0;
};

/// As RowCounter::add, of lanes that the caller has.
template <class T>
void count_rows(std::span<CountedLane<T>> lanes, const T* data, std::size_t row_size,
                std::size_t rows) noexcept;

}  // namespace ontos::sketches
