#pragma once
// What moved in a feature, in words for the person who is called at night.

#include <string>
#include <vector>

#include "monitor/drift/verdict.hpp"
#include "platform/sketches/heavy_hitters.hpp"

namespace ontos {

/// A group of bins, as a person would name it, and its share of the rows with a value.
struct MovedBin {
    std::string bin;
    double before, after;
    double contribution;  ///< its part of the index
};

/// The groups that moved most, the largest contribution first; at most `bins_max`.
std::vector<MovedBin> top_bins(const FeaturePair& pair, const FeatureFinding& finding,
                               std::size_t bins_max = 5);

/// What changed, as sentences without a full stop joined by "; ": missing values, unseen
/// categories, a constant, a unit or an offset, else the direction with the bin that moved most.
/// Empty where nothing is worth a word. `unseen` are the names that the baseline did not have.
///   `mean radius` 2.1 times larger: looks like a unit change
///   nulls rose from 0 to 12 %
///   3 unseen categories, 8 % of rows, most often `X`
std::string explain(const std::string& feature, const FeaturePair& pair,
                    const FeatureFinding& finding, const sketches::HeavyHitters& unseen);

}  // namespace ontos
