#pragma once
// Bins for what two baselines binned differently: only where nothing has to be guessed.

#include <memory>
#include <optional>

#include "platform/sketches/feature_counts.hpp"

namespace ontos::sketches {

/// The finest bins of which each bin of `a` and of `b` is a part: numbers between edges that both
/// have, values and names that both count on their own; all other names together. nullopt where the
/// kinds differ, or where too little is left to say what moved: numbers need nine shared edges, or
/// all of one side's; values half of one side's; names one.
std::optional<FeatureBins> shared_bins(const FeatureBins& a, const FeatureBins& b);

/// The same counts by shared_bins of their own bins and others. Sums are exact to 64 bits.
FeatureCounts rebinned(const FeatureCounts& counts, std::shared_ptr<const FeatureBins> bins);

}  // namespace ontos::sketches
