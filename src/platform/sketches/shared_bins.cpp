// What two sets of bins have in common.
#include "platform/sketches/shared_bins.hpp"

#include <algorithm>

namespace ontos::sketches {
namespace {

constexpr std::size_t shared_edges_min = 9;

std::vector<double> shared_edges(const BinRules& a, const BinRules& b) {
    std::vector<double> shared;
    std::ranges::set_intersection(a.edges, b.edges, std::back_inserter(shared));
    return shared;
}

std::vector<std::string> shared_names(const BinRules& a, const BinRules& b) {
    std::vector<std::string> shared;
    for (const auto& name : a.names)
        if (std::ranges::find(b.names, name) != b.names.end()) shared.push_back(name);
    return shared;
}

std::size_t place_of(const FeatureBins& from, std::size_t bin, const FeatureBins& to) {
    if (bin == from.null()) return to.null();
    if (bin == from.not_finite()) return to.not_finite();
    if (!from.is_numeric())
        return from.is_regular(bin) ? to.bin_of(std::string_view{from.rules().names[bin - 1]})
                                    : to.other();
    if (bin == from.below()) return to.below();
    if (!from.is_regular(bin)) return to.above();
    // A bin of numbers goes by its first one, a gap between values by what lies in it.
    const auto [low, high] = from.range(bin);
    const bool is_gap = from.kind() == FeatureKind::discrete && low != high;
    return to.bin_of(is_gap ? low + (high - low) / 2 : low);
}

}  // namespace

std::optional<FeatureBins> shared_bins(const FeatureBins& a, const FeatureBins& b) {
    if (a == b) return a;
    if (a.kind() != b.kind()) return std::nullopt;
    BinRules rules{.kind = a.kind()};
    if (a.is_numeric()) {
        rules.edges = shared_edges(a.rules(), b.rules());
        const auto fewer = std::min(a.rules().edges.size(), b.rules().edges.size());
        const auto needed =
            a.kind() == FeatureKind::numeric ? std::min(shared_edges_min, fewer) : (fewer + 1) / 2;
        if (rules.edges.size() < std::max<std::size_t>(needed, 1)) return std::nullopt;
        return FeatureBins{std::move(rules)};
    }
    rules.names = shared_names(a.rules(), b.rules());
    if (rules.names.empty()) return std::nullopt;
    rules.knows_all_names = false;
    return FeatureBins{std::move(rules)};
}

FeatureCounts rebinned(const FeatureCounts& counts, std::shared_ptr<const FeatureBins> bins) {
    std::vector<std::size_t> places;
    for (std::size_t bin = 0; bin < counts.bins().bin_count(); ++bin)
        places.push_back(place_of(counts.bins(), bin, *bins));
    FeatureCounts out{std::move(bins)};
    out.merge(counts, places);
    return out;
}

}  // namespace ontos::sketches
