// Counts of a feature as text.

#include <bit>
#include <cmath>

#include "platform/sketches/feature_counts.hpp"
#include "platform/sketches/number_text.hpp"

namespace ontos::sketches {

namespace {

// Version 1: "1"; 1 where there are finite values, else 0; in the first case the sum (zigzag), the
// two halves of the sum of squares, smallest and largest; then for each bin that has any: the
// distance from the bin before, and its count.
constexpr char counts_version = '1';
constexpr std::uint64_t number_max = std::uint64_t{1} << 53;

void write_wide(std::string& out, UInt128 value) {
    write_number(out, static_cast<std::uint64_t>(value));
    write_number(out, static_cast<std::uint64_t>(value >> 64));
}

UInt128 read_wide(NumberReader& numbers) {
    const UInt128 low = numbers.next(), high = numbers.next();
    return low | high << 64;
}

UInt128 zigzag(Int128 value) {
    return static_cast<UInt128>(value) << 1 ^ static_cast<UInt128>(value >> 127);
}

Int128 unzigzag(UInt128 value) {
    return static_cast<Int128>(value >> 1) ^ -static_cast<Int128>(value & 1);
}

// Of round numbers the low bytes are zero: swapped, they are short.
void write_double(std::string& out, double value) {
    write_number(out, __builtin_bswap64(std::bit_cast<std::uint64_t>(value)));
}

double read_double(NumberReader& numbers) {
    return std::bit_cast<double>(__builtin_bswap64(numbers.next()));
}

}  // namespace

std::string FeatureCounts::to_text() const {
    if (count() == 0) return {};
    std::string out{counts_version};
    const bool has_values = finite_count() > 0;
    write_number(out, has_values ? 1 : 0);
    if (has_values) {
        write_wide(out, zigzag(sum_));
        write_wide(out, squares_low_);
        write_wide(out, squares_high_);
        write_double(out, min_);
        write_double(out, max_);
    }
    std::size_t next = 0;
    for (std::size_t bin = 0; bin < counts_.size(); ++bin) {
        if (counts_[bin] == 0) continue;
        write_number(out, bin - next);
        write_number(out, counts_[bin]);
        next = bin + 1;
    }
    return out;
}

std::optional<FeatureCounts> FeatureCounts::from_text(std::string_view text,
                                                      std::shared_ptr<const FeatureBins> bins) {
    FeatureCounts out{std::move(bins)};
    if (text.empty()) return out;
    if (text.front() != counts_version) return std::nullopt;
    NumberReader numbers{text.substr(1)};
    const auto has_values = numbers.next();
    if (has_values == 1) {
        out.sum_ = unzigzag(read_wide(numbers));
        out.squares_low_ = read_wide(numbers);
        out.squares_high_ = read_wide(numbers);
        out.min_ = read_double(numbers);
        out.max_ = read_double(numbers);
    }
    std::uint64_t total = 0;
    for (std::size_t next = 0; !numbers.at_end();) {
        const auto distance = numbers.next(), count = numbers.next();
        if (numbers.has_failed() || distance >= out.counts_.size() - next) return std::nullopt;
        if (count == 0 || count > number_max - total) return std::nullopt;
        out.counts_[next + static_cast<std::size_t>(distance)] = count;
        total += count;
        next += static_cast<std::size_t>(distance) + 1;
    }
    if (numbers.has_failed() || total == 0 || has_values > 1) return std::nullopt;
    if (!out.sums_are_possible(has_values == 1)) return std::nullopt;
    return out;
}

bool FeatureCounts::sums_are_possible(bool has_values) const {
    const auto n = finite_count();
    if (!has_values) return n == 0;
    const auto sum_max = static_cast<Int128>(n) << 62;
    const bool is_finite = std::isfinite(min_) && std::isfinite(max_);
    return n > 0 && is_finite && min_ <= max_ && -sum_max <= sum_ && sum_ <= sum_max &&
           squares_low_ <= UInt128{n} * UINT64_MAX && squares_high_ <= UInt128{n} << 60;
}

}  // namespace ontos::sketches
