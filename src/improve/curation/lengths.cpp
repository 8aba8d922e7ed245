// Counts of lengths.
#include "improve/curation/lengths.hpp"

#include <algorithm>
#include <cmath>

namespace ontos {
namespace {

constexpr std::uint64_t counted_max = (1u << 20) - 1;

}  // namespace

void Lengths::add(std::uint64_t length) {
    const auto place = static_cast<std::size_t>(std::min(length, counted_max));
    if (place >= counts_.size()) counts_.resize(place + 1);
    ++counts_[place];
    ++count_;
    sum_ += length;
    largest_ = std::max(largest_, length);
}

std::optional<std::uint64_t> Lengths::quantile(double share) const {
    if (count_ == 0) return std::nullopt;
    const auto wanted = std::max(1.0, std::ceil(share * static_cast<double>(count_)));
    std::uint64_t seen = 0;
    for (std::size_t length = 0; length < counts_.size(); ++length) {
        seen += counts_[length];
        if (static_cast<double>(seen) >= wanted) return length;
    }
    return largest_;
}

std::uint64_t character_count(std::string_view utf8) {
    return static_cast<std::uint64_t>(std::ranges::count_if(
        utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::uint64_t tokens_of_characters(std::uint64_t characters) { return (characters + 3) / 4; }

}  // namespace ontos
