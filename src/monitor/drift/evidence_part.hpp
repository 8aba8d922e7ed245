#pragma once
// From when on a day's rows are counted as evidence.

#include <functional>
#include <optional>

#include "deploy/ids.hpp"

namespace ontos {

/// A part of a day that begins at a multiple of its length after midnight.
struct EvidencePart {
    Timestamp from;
    /// By how much the evidence must be stronger, since a day has many such parts and any of them
    /// may be wrong: the parts of all lengths together share one rate of false alarms.
    double parts = 1;
};

/// The longest part of the day (all of it, 12, 6, 3 or 1 hours, 15 or 5 minutes) that ends at `end`
/// and of which `holds` says that its rows are not too many for evidence: so the counting begins
/// anew when they are, and each midnight. nullopt where even 5 minutes have too many. Asks `holds`
/// at most once for each start, the earliest first.
std::optional<EvidencePart> evidence_part(Timestamp end,
                                          const std::function<bool(Timestamp from)>& holds);

}  // namespace ontos
