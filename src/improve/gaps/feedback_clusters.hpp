#pragma once
// Which items of feedback are about nearly the same question.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "improve/curation/min_hash.hpp"

namespace ontos {

/// Of one item: what its input is compared by.
struct ClusterItem {
    BandKeys bands{};
    MinHashBytes bytes{};
};

/// Of a text as it was asked. nullopt of a row of numbers, of which runs agree by chance.
std::optional<ClusterItem> cluster_item(std::string_view input);

/// Items at least this alike are in one cluster, and so are those between which others lie.
inline constexpr double cluster_similarity = 0.7;

/// Indices of items by cluster, the largest cluster first, in their order; only clusters of at
/// least `size_min`. An item is compared with at most 32 earlier ones that agree with it in a band.
std::vector<std::vector<std::size_t>> clusters_of(std::span<const ClusterItem> items,
                                                  std::size_t size_min);

}  // namespace ontos
