// How a split becomes ranges of 10,000 buckets.
#include "deploy/endpoints/buckets.hpp"

namespace ontos {

std::vector<BucketRange> bucket_ranges(const std::vector<int>& percentages) {
    std::vector<BucketRange> out;
    int from = 0;
    for (const int percent : percentages) {
        const int to = from + percent * 100;
        out.push_back({from, to});
        from = to;
    }
    return out;
}

}  // namespace ontos
