// A latency histogram as text: numbers as base64 digits of five bits each, like source maps do.

#include <array>

#include "platform/sketches/latency_histogram.hpp"

namespace ontos::sketches {

namespace {

// Version 1: "1", then smallest, largest, sum, and for each bin that has any: the distance from
// the bin before, and its count.
constexpr char version = '1';
constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t more = 32;
constexpr std::uint64_t count_max = std::uint64_t{1} << 53;

constexpr auto digit_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(255);
    for (std::size_t i = 0; i < digits.size(); ++i)
        values[static_cast<unsigned char>(digits[i])] = static_cast<std::uint8_t>(i);
    return values;
}();

void write_number(std::string& out, std::uint64_t value) {
    for (; value >= more; value >>= 5) out += digits[(value & 31) | more];
    out += digits[value];
}

/// Reads numbers; after the first mistake it has failed for good.
class NumberReader {
public:
    explicit NumberReader(std::string_view text) : text_{text} {}
    bool at_end() const { return text_.empty(); }
    bool has_failed() const { return failed_; }

    std::uint64_t next() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 65; shift += 5) {
            if (text_.empty()) break;
            const auto digit = digit_values[static_cast<unsigned char>(text_.front())];
            text_.remove_prefix(1);
            const auto bits = std::uint64_t{digit} & 31;
            if (digit > 63 || (bits << shift) >> shift != bits) break;
            value |= bits << shift;
            if (digit < more) return value;
        }
        failed_ = true;
        return 0;
    }

private:
    std::string_view text_;
    bool failed_ = false;
};

}  // namespace

std::string LatencyHistogram::to_text() const {
    if (count_ == 0) return {};
    std::string out{version};
    write_number(out, min_);
    write_number(out, max_);
    write_number(out, sum_);
    std::size_t next = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        if (counts_[i] == 0) continue;
        write_number(out, first_ + i - next);
        write_number(out, counts_[i]);
        next = first_ + i + 1;
    }
    return out;
}

std::optional<LatencyHistogram> LatencyHistogram::from_text(std::string_view text) {
    LatencyHistogram out;
    if (text.empty()) return out;
    if (text.front() != version) return std::nullopt;
    NumberReader numbers{text.substr(1)};
    out.min_ = numbers.next();
    out.max_ = numbers.next();
    out.sum_ = numbers.next();
    std::size_t next = 0;
    while (!numbers.at_end()) {
        const auto distance = numbers.next(), count = numbers.next();
        if (numbers.has_failed() || distance >= bin_count - next) return std::nullopt;
        const auto bin = next + static_cast<std::size_t>(distance);
        if (count == 0 || count > count_max - out.count_) return std::nullopt;
        out.cover(bin, bin);
        out.counts_.back() = count;
        out.count_ += count;
        next = bin + 1;
    }
    if (numbers.has_failed() || out.count_ == 0 || out.min_ > out.max_) return std::nullopt;
    return out;
}

}  // namespace ontos::sketches
