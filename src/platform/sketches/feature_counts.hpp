#pragma once
// How often a feature's values fell into each bin, with exact sums: counts that merge without loss.

#include <memory>
#include <optional>
#include <span>

#include "platform/sketches/feature_bins.hpp"
#include "platform/sketches/value_sums.hpp"

namespace ontos::sketches {

/// Counts by the bins of a baseline. Finite values also leave their sum and sum of squares, each
/// value rounded to FeatureBins::sum_unit (2^-32 of the baseline's largest magnitude; values beyond
/// 2^62 units count as that), and exactly the smallest and largest. All of it is integers, minima
/// and maxima: merging is commutative and associative to the last bit. Owned by one thread; only
/// construction and copying allocate.
class FeatureCounts {
public:
    explicit FeatureCounts(std::shared_ptr<const FeatureBins> bins);

    /// Of a numeric or discrete feature.
    void add(double value) noexcept {
        ++counts_[bins_->bin_of(value)];
        if (!(std::abs(value) <= std::numeric_limits<double>::max())) return;
        sums_.add(value, inverse_unit_);
    }
    /// The same of many.
    void add(std::span<const double> values) noexcept;
    /// Of a categorical feature. Returns the bin, for those who remember what was unseen.
    std::size_t add(std::string_view name, std::uint64_t count = 1) noexcept {
        const auto bin = bins_->bin_of(name);
        counts_[bin] += count;
        return bin;
    }
    /// The same if the baseline had this name; whether it had.
    bool add_known(std::string_view name) noexcept {
        const auto bin = bins_->known_bin_of(name);
        if (bin) ++counts_[*bin];
        return bin.has_value();
    }
    void add_null() noexcept { ++counts_[bins_->null()]; }

    /// Both must have equal bins.
    void merge(const FeatureCounts& other);
    /// Counts by these bins, from the first one on, and the sums of their finite values.
    void merge(std::span<const std::uint32_t> counts, const ValueSums& sums);
    /// Counts by other bins: each goes where `place_of_bin` says. Sums lose what is beyond 64 bits.
    void merge(const FeatureCounts& other, std::span<const std::size_t> place_of_bin);
    /// Back to nothing, with the same bins. Two sets of counts are swapped by std::swap.
    void clear() noexcept;

    const FeatureBins& bins() const { return *bins_; }
    const std::shared_ptr<const FeatureBins>& shared_bins() const { return bins_; }
    const std::vector<std::uint64_t>& counts() const { return counts_; }
    std::uint64_t count() const;
    std::uint64_t count(std::size_t bin) const { return counts_[bin]; }
    /// Numbers that are neither missing nor NaN nor infinite; 0 of a categorical feature.
    std::uint64_t finite_count() const;

    // Shares of all rows; 0 where there are none.
    double null_share() const;
    /// Of FeatureBins::is_unseen.
    double unseen_share() const;

    // Of the finite values; nullopt where there are none.
    std::optional<double> mean() const;
    std::optional<double> standard_deviation() const;  ///< of the population: divided by n
    std::optional<double> min() const;
    std::optional<double> max() const;

    /// Compact and versioned; nothing counted is "".
    std::string to_text() const;
    /// nullopt for what to_text never writes for these bins.
    static std::optional<FeatureCounts> from_text(std::string_view text,
                                                  std::shared_ptr<const FeatureBins> bins);
    /// Adds what to_text wrote for these bins. False for anything else; it then holds a part of it.
    [[nodiscard]] bool merge_text(std::string_view text);

    bool operator==(const FeatureCounts& other) const;

private:
    /// The sum of (x - mean)^2, in squared units.
    double square_deviations() const;

    std::shared_ptr<const FeatureBins> bins_;
    double inverse_unit_;
    std::vector<std::uint64_t> counts_;
    ValueSums sums_;  ///< of the finite values
};

}  // namespace ontos::sketches
