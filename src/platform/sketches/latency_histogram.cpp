// Counts in exponential bins: adding, merging, quantiles.

#include "platform/sketches/latency_histogram.hpp"

#include <cmath>
#include <limits>

#include "platform/sketches/quantile_ranks.hpp"

namespace ontos::sketches {

namespace {

/// Stays at the largest number; commutative and associative.
std::uint64_t add_capped(std::uint64_t a, std::uint64_t b) {
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/// The largest and smallest integer nanosecond of a bin.
std::uint64_t largest_in(std::size_t bin) {
    return bin >= overflow_bin ? UINT64_MAX : static_cast<std::uint64_t>(bin_upper(bin));
}
std::uint64_t smallest_in(std::size_t bin) {
    return bin == underflow_bin ? 0 : largest_in(bin - 1) + 1;
}

}  // namespace

void LatencyHistogram::cover(std::size_t first, std::size_t last) {
    if (counts_.empty()) {
        first_ = first;
        counts_.assign(last - first + 1, 0);
        return;
    }
    if (first < first_) {
        counts_.insert(counts_.begin(), first_ - first, 0);
        first_ = first;
    }
    if (last >= first_ + counts_.size()) counts_.resize(last - first_ + 1, 0);
}

void LatencyHistogram::add(std::uint64_t nanoseconds) {
    const auto bin = bin_of(nanoseconds);
    cover(bin, bin);
    ++counts_[bin - first_];
    ++count_;
    sum_ = add_capped(sum_, nanoseconds);
    min_ = std::min(min_, nanoseconds);
    max_ = std::max(max_, nanoseconds);
}

void LatencyHistogram::merge(const LatencyHistogram& other) {
    if (other.count_ == 0) return;
    cover(other.first_, other.first_ + other.counts_.size() - 1);
    auto* into = counts_.data() + (other.first_ - first_);
    for (std::size_t i = 0; i < other.counts_.size(); ++i) into[i] += other.counts_[i];
    count_ += other.count_;
    sum_ = add_capped(sum_, other.sum_);
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
}

void LatencyHistogram::add_counted(std::span<const BinCount> bins, std::uint64_t sum,
                                   std::uint64_t smallest, std::uint64_t largest) {
    auto lowest = bin_count, highest = std::size_t{0};
    for (const auto& [bin, count] : bins) {
        if (count == 0) continue;
        cover(bin, bin);
        counts_[bin - first_] += count;
        count_ += count;
        lowest = std::min(lowest, bin);
        highest = std::max(highest, bin);
    }
    sum_ = add_capped(sum_, sum);
    if (lowest == bin_count) return;
    // What is not told of these values is an edge of their bin.
    if (smallest > largest_in(lowest)) smallest = smallest_in(lowest);
    if (largest < smallest_in(highest)) largest = largest_in(highest);
    min_ = std::min({min_, smallest, largest});
    max_ = std::max({max_, smallest, largest});
}

std::uint64_t LatencyHistogram::count_up_to_octave(int octave) const {
    const auto last = static_cast<std::size_t>(octave - lowest_octave) * bins_per_octave;
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < counts_.size() && first_ + i <= last; ++i) total += counts_[i];
    return total;
}

std::optional<double> LatencyHistogram::mean() const {
    if (count_ == 0) return std::nullopt;
    return static_cast<double>(sum_) / static_cast<double>(count_);
}

std::optional<std::uint64_t> LatencyHistogram::min() const {
    if (count_ == 0) return std::nullopt;
    return min_;
}

std::optional<std::uint64_t> LatencyHistogram::max() const {
    if (count_ == 0) return std::nullopt;
    return max_;
}

std::size_t LatencyHistogram::bin_of_rank(std::uint64_t rank) const {
    std::uint64_t seen = 0;
    std::size_t i = 0;
    while (i + 1 < counts_.size() && (seen += counts_[i]) < rank) ++i;
    return first_ + i;
}

std::optional<double> LatencyHistogram::quantile(double q) const {
    if (count_ == 0) return std::nullopt;
    const auto rank = nearest_rank(q, count_);
    const auto least = static_cast<double>(min_), most = static_cast<double>(max_);
    if (rank == 1) return least;
    if (rank == count_) return most;
    const auto bin = bin_of_rank(rank);
    if (bin == underflow_bin) return least;
    if (bin == overflow_bin) return most;
    // The point that is at most (base - 1) / (base + 1) = 0.5415 % from both bounds.
    const auto lower = bin_lower(bin), upper = bin_upper(bin);
    return std::clamp(2 * lower * upper / (lower + upper), least, most);
}

std::optional<std::pair<double, double>> LatencyHistogram::quantile_interval(double q) const {
    if (count_ == 0) return std::nullopt;
    const auto ranks = quantile_ranks(q, count_);
    const auto least = static_cast<double>(min_), most = static_cast<double>(max_);
    const auto low = bin_lower(bin_of_rank(ranks.low));
    const auto high = bin_upper(bin_of_rank(ranks.high));
    return std::pair{ranks.low <= 1 ? least : std::clamp(low, least, most),
                     ranks.high >= count_ ? most : std::clamp(high, least, most)};
}

}  // namespace ontos::sketches
