#pragma once
// Counts of windows that slide over stored buckets: each step costs the same, whatever the window.

#include <deque>

#include "monitor/alerts/measurement.hpp"

namespace ontos {

/// Windows are asked in the order of their ends and, for latency, have one length. One that starts
/// inside a bucket is widened to the whole of it. Owned by one thread.
class StoredCounts final : public RequestCounts {
public:
    /// Buckets of that length, in any order.
    StoredCounts(std::vector<Bucket> buckets, std::chrono::seconds length);

    RequestNumbers numbers(Interval window) override;
    sketches::LatencyHistogram latency(Interval window) override;

private:
    using Histogram = sketches::LatencyHistogram;

    /// Sums that forget their oldest part: the front stack holds sums of all that is newer in it,
    /// the back one its parts and their sum, and goes over when the front one is empty.
    struct Part {
        Timestamp at;
        Histogram sum;
    };
    std::size_t first_at(Timestamp time) const;
    void refill();

    std::vector<Bucket> buckets_;
    const std::chrono::seconds length_;
    std::vector<RequestNumbers> sums_;  ///< before each bucket, and after the last
    std::size_t next_ = 0;              ///< the first bucket that latency has not taken yet
    std::vector<Part> front_;           ///< the oldest is last
    std::vector<Part> back_;
    Histogram back_sum_;
};

}  // namespace ontos
