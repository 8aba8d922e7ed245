#pragma once
// How a split becomes ranges of 10,000 buckets.

#include <vector>

namespace ontos {

/// [from, to)
struct BucketRange {
    int from = 0, to = 0;
    bool operator==(const BucketRange&) const = default;
};

/// Ranges side by side in the order of the shares, which are percentages that sum to 100. The first
/// starts at 0 and the last ends at 10,000: growing the first or the last share only moves buckets
/// into it.
std::vector<BucketRange> bucket_ranges(const std::vector<int>& percentages);

}  // namespace ontos
