// Clusters by shared bands of MinHash, joined where they are alike.
#include "improve/gaps/feedback_clusters.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "improve/curation/normal_text.hpp"

namespace ontos {
namespace {

constexpr std::size_t compared_max = 32;

/// Which items belong together.
class Groups {
public:
    explicit Groups(std::size_t count) : parents_(count) {
        std::iota(parents_.begin(), parents_.end(), std::size_t{0});
    }
    std::size_t root(std::size_t item) {
        while (parents_[item] != item) item = parents_[item] = parents_[parents_[item]];
        return item;
    }
    /// Under the earlier one.
    void join(std::size_t a, std::size_t b) {
        const auto first = root(a), second = root(b);
        parents_[std::max(first, second)] = std::min(first, second);
    }

private:
    std::vector<std::size_t> parents_;
};

void join_band(std::span<const ClusterItem> items, std::size_t band, Groups& groups) {
    std::unordered_map<std::uint32_t, std::vector<std::size_t>> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto& earlier = seen[items[i].bands[band]];
        for (const auto other : earlier)
            if (groups.root(i) != groups.root(other) &&
                similarity(items[i].bytes, items[other].bytes) >= cluster_similarity)
                groups.join(i, other);
        if (earlier.size() < compared_max) earlier.push_back(i);
    }
}

}  // namespace

std::optional<ClusterItem> cluster_item(std::string_view input) {
    const auto normal = normal_text(input);
    if (normal.empty() || normal.front() == '{' || normal.front() == '[') return std::nullopt;
    const auto hash = min_hash(normal);
    return ClusterItem{band_keys(hash), bytes_of(hash)};
}

std::vector<std::vector<std::size_t>> clusters_of(std::span<const ClusterItem> items,
                                                  std::size_t size_min) {
    Groups groups{items.size()};
    for (std::size_t band = 0; band < MinHash::bands; ++band) join_band(items, band, groups);
    std::unordered_map<std::size_t, std::vector<std::size_t>> by_root;
    for (std::size_t i = 0; i < items.size(); ++i) by_root[groups.root(i)].push_back(i);
    std::vector<std::vector<std::size_t>> out;
    for (auto& [root, members] : by_root)
        if (members.size() >= size_min) out.push_back(std::move(members));
    std::ranges::sort(out, [](const auto& a, const auto& b) {
        return a.size() != b.size() ? a.size() > b.size() : a.front() < b.front();
    });
    return out;
}

}  // namespace ontos
