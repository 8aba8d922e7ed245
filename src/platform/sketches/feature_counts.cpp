// Counts of a feature's values: merging and moments.

#include "platform/sketches/feature_counts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "platform/base/failure.hpp"
#include "platform/sketches/row_counter.hpp"

namespace ontos::sketches {

namespace {

/// `units` are how many of the new one an old one is.
ValueSums in_other_units(const ValueSums& sums, double units) {
    if (units == 1) return sums;
    constexpr long double sum_max = 0x1p126L;
    auto out = sums;
    out.sum = static_cast<Int128>(
        std::clamp(static_cast<long double>(sums.sum) * units, -sum_max, sum_max));
    const auto squares = (static_cast<long double>(sums.squares_low) +
                          static_cast<long double>(sums.squares_high) * 0x1p64L) *
                         units * units;
    const auto high = std::min(std::floor(squares / 0x1p64L), sum_max);
    out.squares_high = static_cast<UInt128>(high);
    out.squares_low = static_cast<UInt128>(std::clamp(squares - high * 0x1p64L, 0.0L, sum_max));
    return out;
}

}  // namespace

FeatureCounts::FeatureCounts(std::shared_ptr<const FeatureBins> bins)
    : bins_{std::move(bins)},
      inverse_unit_{bins_->inverse_sum_unit()},
      counts_(bins_->bin_count(), 0) {}

void FeatureCounts::merge(const FeatureCounts& other) {
    check(bins_ == other.bins_ || *bins_ == *other.bins_, "merged counts have equal bins");
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    sums_.merge(other.sums_);
}

void FeatureCounts::merge(std::span<const std::uint32_t> counts, const ValueSums& sums) {
    check(counts.size() == counts_.size(), "there are as many counts as bins");
    for (std::size_t i = 0; i < counts.size(); ++i) counts_[i] += counts[i];
    sums_.merge(sums);
}

void FeatureCounts::merge(const FeatureCounts& other, std::span<const std::size_t> place_of_bin) {
    check(place_of_bin.size() == other.counts_.size(), "there is a place for each bin");
    for (std::size_t i = 0; i < place_of_bin.size(); ++i)
        counts_[place_of_bin[i]] += other.counts_[i];
    sums_.merge(in_other_units(other.sums_, other.bins_->sum_unit() * inverse_unit_));
}

void FeatureCounts::add(std::span<const double> values) noexcept {
    constexpr std::size_t at_once = std::size_t{1} << 30;
    for (; !values.empty(); values = values.subspan(std::min(at_once, values.size()))) {
        CountedLane<double> lane{*bins_, 0, bins_->not_finite()};
        count_rows(std::span{&lane, 1}, values.data(), 1, std::min(at_once, values.size()));
        merge(std::span{lane.counts}.first(counts_.size()), lane.sums);
    }
}

void FeatureCounts::clear() noexcept {
    std::ranges::fill(counts_, 0);
    sums_ = {};
}

std::uint64_t FeatureCounts::count() const {
    return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

std::uint64_t FeatureCounts::finite_count() const {
    if (!bins_->is_numeric()) return 0;
    return count() - counts_[bins_->null()] - counts_[bins_->not_finite()];
}

double FeatureCounts::null_share() const {
    const auto rows = count();
    return rows == 0 ? 0 : static_cast<double>(counts_[bins_->null()]) / static_cast<double>(rows);
}

double FeatureCounts::unseen_share() const {
    if (bins_->kind() == FeatureKind::numeric) return 0;
    const auto rows = count();
    if (rows == 0) return 0;
    std::uint64_t unseen = 0;
    for (std::size_t bin = 0; bin < counts_.size(); ++bin)
        if (bins_->is_unseen(bin)) unseen += counts_[bin];
    return static_cast<double>(unseen) / static_cast<double>(rows);
}

std::optional<double> FeatureCounts::mean() const {
    const auto n = finite_count();
    if (n == 0) return std::nullopt;
    return static_cast<double>(sums_.sum) / static_cast<double>(n) * bins_->sum_unit();
}

std::optional<double> FeatureCounts::standard_deviation() const {
    const auto n = finite_count();
    if (n == 0) return std::nullopt;
    return std::sqrt(square_deviations() / static_cast<double>(n)) * bins_->sum_unit();
}

double FeatureCounts::square_deviations() const {
    const auto n = finite_count();
    const auto squares = static_cast<long double>(sums_.squares_low) +
                         static_cast<long double>(sums_.squares_high) * 0x1p64L;
    const auto sum = static_cast<long double>(sums_.sum);
    const auto rough = squares - sum / static_cast<long double>(n) * sum;
    if (rough > 0x1p120L) return static_cast<double>(rough);
    // The difference is small beside its terms. Taken around the integer nearest to the mean it is
    // exact, and computed modulo 2^128 no term can overflow.
    const auto center = sums_.sum / static_cast<Int128>(n);
    const auto c = static_cast<UInt128>(center), s = static_cast<UInt128>(sums_.sum);
    const auto around_center =
        sums_.squares_low + (sums_.squares_high << 64) - 2 * c * s + n * c * c;
    const auto rest = static_cast<double>(sums_.sum - center * static_cast<Int128>(n));
    return std::max(static_cast<double>(around_center) - rest * rest / static_cast<double>(n), 0.0);
}

std::optional<double> FeatureCounts::min() const {
    if (sums_.min > sums_.max) return std::nullopt;
    return sums_.min;
}

std::optional<double> FeatureCounts::max() const {
    if (sums_.min > sums_.max) return std::nullopt;
    return sums_.max;
}

bool FeatureCounts::operator==(const FeatureCounts& other) const {
    return *bins_ == *other.bins_ && counts_ == other.counts_ && sums_ == other.sums_;
}

}  // namespace ontos::sketches
