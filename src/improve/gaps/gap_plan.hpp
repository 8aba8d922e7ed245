#pragma once
// What an analysis changes: gaps that are new, known, gone, or there again.

#include <functional>
#include <map>
#include <span>

#include "improve/gaps/gap_questions.hpp"

namespace ontos {

/// A gap as it is kept.
struct KnownGap {
    GapRecord record;
    std::set<std::string> members;
};

struct GapPlan {
    std::vector<GapRecord> opened;                            ///< to insert
    std::vector<GapRecord> changed;                           ///< to update
    std::map<std::string, std::vector<std::string>> members;  ///< by gap: its cluster now
    std::int64_t opened_count = 0, updated_count = 0, resolved_count = 0;
};

/// A gap is known by its identity; a cluster is the known one with which it shares most feedback.
/// Known gaps that are found: what shows them is renewed, and counts if it is new (more feedback;
/// for drift and confidence, another day or a worse severity). What `analysis` resolved opens again
/// when it is found, what a person resolved only with something new; wont_fix stays. What was
/// looked at and not found is resolved, and so is what belongs to an endpoint that is not `live`.
GapPlan plan_of(std::span<const KnownGap> known, const GapsFound& found,
                const std::set<std::string>& live, Timestamp now,
                const std::function<std::string()>& make_id);

}  // namespace ontos
