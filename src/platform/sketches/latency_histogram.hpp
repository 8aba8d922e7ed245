#pragma once
// How long things took: counts in exponential bins that merge without loss.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/sketches/latency_bins.hpp"

namespace ontos::sketches {

struct BinCount {
    std::size_t bin;
    std::uint64_t count;
};

/// Every quantile between 2^-20 s and 2^12 s is within 0.55 % of the exact nearest-rank sample
/// quantile (half a bin is 0.5415 %); below and above, it is the smallest and the largest value.
/// Count, smallest and largest value are exact, the sum too (it stays at 2^64 - 1 ns, 584 years,
/// if it were more). Merging adds no error and does not depend on the order: the same values give
/// the same bytes. Owned by one thread.
class LatencyHistogram {
public:
    void add(std::uint64_t nanoseconds);
    void merge(const LatencyHistogram& other);
    /// Adds values that were counted elsewhere. `smallest` and `largest` may be of other values:
    /// they are widened to the bins that have counts.
    void add_counted(std::span<const BinCount> bins, std::uint64_t sum, std::uint64_t smallest,
                     std::uint64_t largest);

    std::uint64_t count() const { return count_; }
    std::uint64_t sum_ns() const { return sum_; }
    /// How many values are at most 2^octave seconds; exact. `octave` from -20 to 12.
    std::uint64_t count_up_to_octave(int octave) const;

    // In nanoseconds; nullopt of an empty histogram.
    std::optional<double> mean() const;
    std::optional<std::uint64_t> min() const;
    std::optional<std::uint64_t> max() const;
    /// The value of rank ceil(q n), at least 1. `q` from 0 to 1.
    std::optional<double> quantile(double q) const;
    /// Where the quantile of what these values are a sample of lies, with at least 95 %
    /// confidence whatever the distribution: the order statistics of the binomial (see
    /// quantile_ranks). Where the sample is too small for a bound, it is the smallest or the
    /// largest value seen.
    std::optional<std::pair<double, double>> quantile_interval(double q) const;

    /// Compact and versioned; an empty histogram is "".
    std::string to_text() const;
    /// nullopt for what to_text never writes.
    static std::optional<LatencyHistogram> from_text(std::string_view text);

    bool operator==(const LatencyHistogram&) const = default;

private:
    void cover(std::size_t first, std::size_t last);
    std::size_t bin_of_rank(std::uint64_t rank) const;

    std::size_t first_ = 0;              ///< the bin of counts_[0]
    std::vector<std::uint64_t> counts_;  ///< from the first to the last bin that has any
    std::uint64_t count_ = 0, sum_ = 0;
    std::uint64_t min_ = UINT64_MAX, max_ = 0;
};

}  // namespace ontos::sketches
