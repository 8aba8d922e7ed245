// Counts of a feature as text.

#include <array>
#include <bit>
#include <cmath>

#include "platform/sketches/feature_counts.hpp"
#include "platform/sketches/number_text.hpp"

namespace ontos::sketches {

namespace {

// Version 2: "2"; 1 where there are finite values, else 0; in the first case the sum (zigzag), the
// two halves of the sum of squares, smallest and largest, each as digits of six bits, lowest first,
// behind their number; then the form of the counts. 0: for each bin that has any, the distance from
// the bin before, and its count. 1 to 9: the first bin, how many, and of all of these the lowest
// digits of six bits, then the next higher ones, up to so many.
// Version 1, which is read only: as form 0, the sums as numbers of number_text.hpp.
constexpr char counts_version = '2', older_counts_version = '1';
constexpr std::uint64_t counted_max = std::uint64_t{1} << 53;
constexpr int text_digit_bits = 6;
/// 64 characters from here on: what is read without a table is read fast.
constexpr unsigned char text_zero = '0';
constexpr std::uint64_t text_digit_max = 63;

char text_digit(std::uint64_t value) {
    return static_cast<char>(text_zero + (value & text_digit_max));
}

std::uint64_t digit_value(char digit) {
    return static_cast<unsigned char>(static_cast<unsigned char>(digit) - text_zero);
}

void write_digits(std::string& out, UInt128 value) {
    const auto at = out.size();
    out += text_digit(0);
    for (; value != 0; value >>= text_digit_bits)
        out += text_digit(static_cast<std::uint64_t>(value));
    out[at] = text_digit(out.size() - at - 1);
}

/// nullopt for what write_digits never writes.
std::optional<UInt128> read_digits(NumberReader& reader) {
    constexpr std::size_t digits_max = 22, low_digits = 10;
    const auto size = reader.next_text(1);
    if (size.empty() || digit_value(size.front()) > digits_max) return std::nullopt;
    const auto digits = reader.next_text(digit_value(size.front()));
    std::uint64_t low = 0, all = 0;
    UInt128 high = 0;
    for (std::size_t i = 0; i < std::min(low_digits, digits.size()); ++i) {
        low |= digit_value(digits[i]) << (text_digit_bits * i);
        all |= digit_value(digits[i]);
    }
    for (std::size_t i = low_digits; i < digits.size(); ++i) {
        high |= UInt128{digit_value(digits[i])} << (text_digit_bits * (i - low_digits));
        all |= digit_value(digits[i]);
    }
    constexpr int high_bits = 128 - text_digit_bits * static_cast<int>(low_digits);
    if (reader.has_failed() || all > text_digit_max || high >> high_bits != 0) return std::nullopt;
    return high << (text_digit_bits * low_digits) | low;
}

UInt128 zigzag(Int128 value) {
    return static_cast<UInt128>(value) << 1 ^ static_cast<UInt128>(value >> 127);
}

Int128 unzigzag(UInt128 value) {
    return static_cast<Int128>(value >> 1) ^ -static_cast<Int128>(value & 1);
}

// Of round numbers the low bytes are zero: swapped, they are short.
std::uint64_t bits_of(double value) {
    return __builtin_bswap64(std::bit_cast<std::uint64_t>(value));
}

double double_of(std::uint64_t bits) { return std::bit_cast<double>(__builtin_bswap64(bits)); }

UInt128 read_wide(NumberReader& numbers) {
    const UInt128 low = numbers.next(), high = numbers.next();
    return low | high << 64;
}

ValueSums read_older_sums(NumberReader& numbers) {
    ValueSums sums;
    sums.sum = unzigzag(read_wide(numbers));
    sums.squares_low = read_wide(numbers);
    sums.squares_high = read_wide(numbers);
    sums.min = double_of(numbers.next());
    sums.max = double_of(numbers.next());
    return sums;
}

std::optional<ValueSums> read_sums(NumberReader& reader) {
    std::array<UInt128, 5> all{};
    for (auto& value : all) {
        const auto read = read_digits(reader);
        if (!read) return std::nullopt;
        value = *read;
    }
    const auto& [sum, squares_low, squares_high, min, max] = all;
    if (min > UINT64_MAX || max > UINT64_MAX) return std::nullopt;
    return ValueSums{unzigzag(sum), squares_low, squares_high,
                     double_of(static_cast<std::uint64_t>(min)),
                     double_of(static_cast<std::uint64_t>(max))};
}

bool are_possible(const ValueSums& sums, std::uint64_t n) {
    const auto sum_max = static_cast<Int128>(n) << 62;
    const bool is_finite = std::isfinite(sums.min) && std::isfinite(sums.max);
    return n > 0 && is_finite && sums.min <= sums.max && -sum_max <= sums.sum &&
           sums.sum <= sum_max && sums.squares_low <= UInt128{n} * UINT64_MAX &&
           sums.squares_high <= UInt128{n} << 60;
}

using Counts = std::vector<std::uint64_t>;

std::string sparse_text(const Counts& counts) {
    std::string out;
    std::size_t next = 0;
    for (std::size_t bin = 0; bin < counts.size(); ++bin) {
        if (counts[bin] == 0) continue;
        write_number(out, bin - next);
        write_number(out, counts[bin]);
        next = bin + 1;
    }
    return out;
}

/// Of counts that are not all 0. The form, and the text.
std::pair<int, std::string> dense_text(const Counts& counts) {
    const auto first = std::ranges::find_if(counts, [](auto count) { return count > 0; });
    const auto last = std::find_if(counts.rbegin(), counts.rend(), [](auto c) { return c > 0; });
    std::uint64_t all_bits = 0;
    for (auto at = first; at != last.base(); ++at) all_bits |= *at;
    const int planes =
        (static_cast<int>(std::bit_width(all_bits)) + text_digit_bits - 1) / text_digit_bits;
    std::string out;
    write_number(out, static_cast<std::uint64_t>(first - counts.begin()));
    write_number(out, static_cast<std::uint64_t>(last.base() - first));
    for (int plane = 0; plane < planes; ++plane)
        for (auto at = first; at != last.base(); ++at)
            out += text_digit(*at >> (text_digit_bits * plane));
    return {planes, out};
}

/// Adds what sparse_text wrote. How many were counted; 0 for what it never writes.
std::uint64_t add_sparse(NumberReader& numbers, Counts& counts) {
    std::uint64_t total = 0;
    for (std::size_t next = 0; !numbers.at_end();) {
        const auto distance = numbers.next(), count = numbers.next();
        if (numbers.has_failed() || distance >= counts.size() - next) return 0;
        if (count == 0 || count > counted_max - total) return 0;
        counts[next + static_cast<std::size_t>(distance)] += count;
        total += count;
        next += static_cast<std::size_t>(distance) + 1;
    }
    return total;
}

/// The same of dense_text.
std::uint64_t add_dense(NumberReader& reader, std::uint64_t planes, Counts& counts) {
    const auto first = reader.next(), size = reader.next();
    if (reader.has_failed() || first > counts.size() || size > counts.size() - first) return 0;
    std::uint64_t all = 0, total = 0;
    for (std::uint64_t plane = 0; plane < planes; ++plane) {
        const auto digits = reader.next_text(size);
        if (reader.has_failed()) return 0;
        const auto shift = text_digit_bits * plane;
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < digits.size(); ++i) {
            const auto value = digit_value(digits[i]);
            counts[first + i] += value << shift;
            all |= value;
            sum += value;
        }
        total += sum << shift;
    }
    const bool is_right = all <= text_digit_max && total <= counted_max && reader.at_end();
    return is_right ? total : 0;
}

}  // namespace

std::string FeatureCounts::to_text() const {
    if (count() == 0) return {};
    std::string out{counts_version};
    const bool has_values = finite_count() > 0;
    write_number(out, has_values ? 1 : 0);
    if (has_values) {
        write_digits(out, zigzag(sums_.sum));
        write_digits(out, sums_.squares_low);
        write_digits(out, sums_.squares_high);
        write_digits(out, bits_of(sums_.min));
        write_digits(out, bits_of(sums_.max));
    }
    const auto sparse = sparse_text(counts_);
    const auto [planes, dense] = dense_text(counts_);
    const bool is_sparse = sparse.size() < dense.size() / 2;
    out += text_digit(is_sparse ? 0 : static_cast<std::uint64_t>(planes));
    return out += is_sparse ? sparse : dense;
}

bool FeatureCounts::merge_text(std::string_view text) {
    if (text.empty()) return true;
    const bool is_older = text.front() == older_counts_version;
    if (!is_older && text.front() != counts_version) return false;
    NumberReader reader{text.substr(1)};
    const auto has_values = reader.next();
    std::optional<ValueSums> sums{std::in_place};
    if (has_values == 1) sums = is_older ? read_older_sums(reader) : read_sums(reader);
    if (!sums || reader.has_failed() || has_values > 1) return false;
    std::uint64_t form = 0;
    if (!is_older) {
        const auto digit = reader.next_text(1);
        if (digit.empty() || (form = digit_value(digit.front())) > 9) return false;
    }
    const auto not_values = [this] {
        return counts_[bins_->null()] + counts_[bins_->not_finite()];
    };
    const auto before = not_values();
    const auto total = form == 0 ? add_sparse(reader, counts_) : add_dense(reader, form, counts_);
    if (total == 0 || reader.has_failed()) return false;
    const auto finite = bins_->is_numeric() ? total - (not_values() - before) : 0;
    if (has_values == 0) return finite == 0;
    if (!are_possible(*sums, finite)) return false;
    sums_.merge(*sums);
    return true;
}

std::optional<FeatureCounts> FeatureCounts::from_text(std::string_view text,
                                                      std::shared_ptr<const FeatureBins> bins) {
    FeatureCounts out{std::move(bins)};
    if (!out.merge_text(text)) return std::nullopt;
    return out;
}

}  // namespace ontos::sketches
