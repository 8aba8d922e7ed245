// A latency histogram as text.

#include "platform/sketches/latency_histogram.hpp"
#include "platform/sketches/number_text.hpp"

namespace ontos::sketches {

namespace {

// Version 1: "1", then smallest, largest, sum, and for each bin that has any: the distance from
// the bin before, and its count.
constexpr char latency_version = '1';
constexpr std::uint64_t latency_count_max = std::uint64_t{1} << 53;

}  // namespace

std::string LatencyHistogram::to_text() const {
    if (count_ == 0) return {};
    std::string out{latency_version};
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
    if (text.front() != latency_version) return std::nullopt;
    NumberReader numbers{text.substr(1)};
    out.min_ = numbers.next();
    out.max_ = numbers.next();
    out.sum_ = numbers.next();
    std::size_t next = 0;
    while (!numbers.at_end()) {
        const auto distance = numbers.next(), count = numbers.next();
        if (numbers.has_failed() || distance >= bin_count - next) return std::nullopt;
        const auto bin = next + static_cast<std::size_t>(distance);
        if (count == 0 || count > latency_count_max - out.count_) return std::nullopt;
        out.cover(bin, bin);
        out.counts_.back() = count;
        out.count_ += count;
        next = bin + 1;
    }
    if (numbers.has_failed() || out.count_ == 0 || out.min_ > out.max_) return std::nullopt;
    return out;
}

}  // namespace ontos::sketches
