#pragma once
// What an export remembers of each row: numbers only, so that a million rows are a few megabytes.

#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "improve/curation/split.hpp"
#include "improve/exports/export_model.hpp"
#include "improve/exports/near_duplicates.hpp"

namespace ontos {

/// 72 bytes. Rows are in the order in which they became exportable.
struct RowFact {
    static constexpr std::uint32_t no_sketch = std::numeric_limits<std::uint32_t>::max();

    std::uint64_t prompt_hash = 0, pair_hash = 0;
    std::uint64_t session_hash = 0, subject_hash = 0;  ///< 0: it has none
    std::int64_t exportable_at = 0;                    ///< microseconds
    std::uint32_t row_index = 0, revision = 0;
    std::uint32_t sketch = no_sketch;  ///< its place among the sketches
    SplitSide side{};
    std::optional<Exclusion> exclusion;
    bool is_target = false;  ///< has a response
};

/// Two rows by their places among the facts.
struct FactPair {
    std::uint32_t later = 0, earlier = 0;
};

/// A prompt's rows, by their places among the facts.
using FactGroup = std::vector<std::uint32_t>;

/// What comparing the rows with each other found. Examples are the first few, in order.
struct Comparison {
    std::int64_t exact_rows = 0, near_rows = 0, conflict_prompts = 0, conflict_rows = 0;
    std::vector<FactPair> exact, near;
    std::vector<FactGroup> conflicts;
};

inline constexpr std::size_t report_examples_max = 5;

/// Sets the exclusion of rows that say what an earlier one says, that are near an earlier one on
/// the other side, or have the session, the person or the prompt of one that stays there; finds
/// prompts with several answers. Only rows without an exclusion count. What follows for a row
/// depends on earlier rows alone.
Comparison compare_rows(std::span<RowFact> facts, const NearDuplicates& near, DuplicateRule rule);

}  // namespace ontos
