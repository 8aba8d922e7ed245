// Which values of a sample stand at its quantiles, without sorting what lies between.

#include "platform/sketches/ranked_values.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <tuple>

#include "platform/base/failure.hpp"
#include "platform/sketches/sort_values.hpp"

namespace ontos::sketches {

namespace {

constexpr std::size_t bucket_count = 4096;
constexpr std::size_t sorting_is_faster_below = 1000;
/// Each level narrows the range of what is looked at 4,096 times: so many are for numbers that lie
/// as far apart as numbers can.
constexpr int depth_max = 8;

std::pair<double, double> bounds_of(std::span<const double> values) {
    double low = values.front(), high = low;
    for (const double value : values) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    return {low, high};
}

}  // namespace

/// Which bucket each value is in; the order of the buckets is that of the values.
struct RankedValues::Buckets {
    std::vector<std::uint16_t> of_value;
    std::array<std::size_t, bucket_count> sizes{};

    Buckets(std::span<const double> values, double low, double scale) : of_value(values.size()) {
        constexpr auto last = static_cast<std::int32_t>(bucket_count - 1);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto bucket =
                std::min(static_cast<std::int32_t>((values[i] - low) * scale), last);
            of_value[i] = static_cast<std::uint16_t>(bucket);
            ++sizes[static_cast<std::size_t>(bucket)];
        }
    }
};

RankedValues::RankedValues(std::span<const double> values, std::size_t parts)
    : size_{values.size()}, parts_{parts} {
    std::tie(smallest_, largest_) = bounds_of(values);
    const auto scale = bucket_count / (largest_ - smallest_);
    if (size_ < sorting_is_faster_below || !std::isnormal(scale))
        arrange({values.begin(), values.end()}, 0, depth_max);
    else
        arrange_buckets(values, {values, smallest_, scale}, 0, 0);
}

bool RankedValues::has_rank(std::size_t start, std::size_t end) const {
    // The first i whose rank is over `start`.
    const auto i = start * parts_ / size_ + 1;
    return i <= parts_ && rank(i) <= end;
}

void RankedValues::arrange(std::vector<double> values, std::size_t start, int depth) {
    const auto [low, high] = bounds_of(values);
    const auto scale = bucket_count / (high - low);
    if (low == high) {
        pieces_.push_back({start, std::move(values)});
    } else if (values.size() < sorting_is_faster_below || depth == depth_max ||
               !std::isnormal(scale)) {
        sort_values(values);
        pieces_.push_back({start, std::move(values)});
    } else {
        arrange_buckets(values, {values, low, scale}, start, depth);
    }
}

void RankedValues::arrange_buckets(std::span<const double> values, const Buckets& buckets,
                                   std::size_t start, int depth) {
    enum class Use : std::uint8_t { none, smallest, all };
    constexpr auto no_place = static_cast<std::size_t>(-1);
    std::array<Use, bucket_count> uses{};
    std::array<std::size_t, bucket_count> places{};
    std::vector<std::vector<double>> kept;
    auto last = no_place;  // the bucket before, of those that are not empty
    for (std::size_t bucket = 0, at = start; bucket < bucket_count; ++bucket) {
        const auto size = buckets.sizes[bucket];
        if (size == 0) continue;
        if (has_rank(at, at + size))
            uses[bucket] = Use::all;
        else if (last == no_place || uses[last] == Use::all)
            uses[bucket] = Use::smallest;  // what comes after a run that ends before it
        if (uses[bucket] != Use::none) {
            places[bucket] = kept.size();
            kept.emplace_back().reserve(uses[bucket] == Use::all ? size : 1);
        }
        last = bucket;
        at += size;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::size_t bucket = buckets.of_value[i];
        if (uses[bucket] == Use::none) continue;
        auto& list = kept[places[bucket]];
        if (uses[bucket] == Use::all || list.empty())
            list.push_back(values[i]);
        else
            list.front() = std::min(list.front(), values[i]);
    }
    for (std::size_t bucket = 0; bucket < bucket_count; ++bucket) {
        if (uses[bucket] == Use::smallest)
            pieces_.push_back({start, std::move(kept[places[bucket]])});
        else if (uses[bucket] == Use::all)
            arrange(std::move(kept[places[bucket]]), start, depth + 1);
        start += buckets.sizes[bucket];
    }
}

Run RankedValues::run_at(std::size_t i) const {
    const auto at = rank(i) - 1;
    auto piece = std::ranges::upper_bound(pieces_, at, {}, &Piece::start);
    check(piece != pieces_.begin(), "a piece starts before each rank");
    --piece;
    const auto& values = piece->values;
    check(at - piece->start < values.size(), "the rank is in its piece");
    const auto here = values.begin() + static_cast<std::ptrdiff_t>(at - piece->start);
    const auto [first, last] = std::equal_range(values.begin(), values.end(), *here);
    const auto start = piece->start + static_cast<std::size_t>(first - values.begin());
    const auto end = piece->start + static_cast<std::size_t>(last - values.begin());
    double next = *first;
    if (last != values.end())
        next = *last;
    else if (end < size_)
        next = std::next(piece)->values.front();  // stands at `end`
    return {*first, start, end, next};
}

}  // namespace ontos::sketches
