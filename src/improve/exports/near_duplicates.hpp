#pragma once
// Which rows nearly repeat an earlier one.

#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "improve/curation/split.hpp"
#include "improve/exports/sketch_file.hpp"

namespace ontos {

/// What is known of a row: the first earlier one that was found near it, on its own side of the
/// split and on the other.
struct NearRow {
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    std::uint32_t same_side = none, other_side = none;
};

struct NearDuplicates {
    std::vector<NearRow> rows;
    /// Rows that agreed in a band with more earlier rows than they were compared with.
    std::uint64_t bounded = 0;
};

/// Rows whose estimated similarity is at least this are near. Of pairs whose true one is 0.9 at
/// most 1 in 1,000 is not recognised, of 0.88 1 in 100, of 0.85 1 in 10, of 0.8 about half.
inline constexpr double near_similarity = 0.8;
/// A row is compared with so many of the earlier rows of each side that agree with it in a band,
/// the latest ones.
inline constexpr std::size_t compared_max = 64;

/// What follows for a row depends on earlier rows only, so that rows which come later change
/// nothing. Calls `beat` now and then; what it throws ends the search.
NearDuplicates find_near_duplicates(SketchFile& sketches, std::span<const SplitSide> sides,
                                    const std::function<void()>& beat);

}  // namespace ontos
