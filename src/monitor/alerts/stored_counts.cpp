// Counts of windows that slide over stored buckets.
#include "monitor/alerts/stored_counts.hpp"

#include <algorithm>

namespace ontos {

StoredCounts::StoredCounts(std::vector<Bucket> buckets, std::chrono::seconds length)
    : buckets_{std::move(buckets)}, length_{length} {
    std::ranges::sort(buckets_, {}, &Bucket::started_at);
    sums_.reserve(buckets_.size() + 1);
    sums_.emplace_back();
    for (const auto& bucket : buckets_) {
        auto sum = sums_.back();
        sum += numbers_of(bucket.counts);
        sums_.push_back(sum);
    }
}

std::size_t StoredCounts::first_at(Timestamp time) const {
    const auto found = std::ranges::lower_bound(buckets_, time, {}, &Bucket::started_at);
    return static_cast<std::size_t>(found - buckets_.begin());
}

RequestNumbers StoredCounts::numbers(Interval window) {
    const auto first = first_at(round_down(window.from, length_));
    const auto& before = sums_[first];
    const auto& until = sums_[std::max(first, first_at(window.to))];
    return {until.total - before.total, until.successful - before.successful,
            until.failed - before.failed, until.cost_nanos - before.cost_nanos};
}

void StoredCounts::refill() {
    Histogram sum;
    for (auto part = back_.rbegin(); part != back_.rend(); ++part) {
        sum.merge(part->sum);
        front_.push_back({part->at, sum});
    }
    back_.clear();
    back_sum_ = {};
}

sketches::LatencyHistogram StoredCounts::latency(Interval window) {
    const auto from = round_down(window.from, length_);
    for (; next_ < buckets_.size() && buckets_[next_].started_at < window.to; ++next_) {
        back_.push_back({buckets_[next_].started_at, buckets_[next_].counts.latency()});
        back_sum_.merge(back_.back().sum);
    }
    while (!front_.empty() || !back_.empty()) {
        if (front_.empty()) refill();
        if (front_.back().at >= from) break;
        front_.pop_back();
    }
    auto sum = back_sum_;
    if (!front_.empty()) sum.merge(front_.back().sum);
    return sum;
}

}  // namespace ontos
