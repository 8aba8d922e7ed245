#pragma once
// Which spans of time are compared, and the buckets that make them up.

#include <string>
#include <vector>

#include "monitor/metrics/levels.hpp"

namespace ontos {

/// The fewest buckets that make up a window, ended ones too: from `finest` on fine, coarse, and
/// fine again up to its end, which may lie inside a bucket of the finest level. It starts at the
/// start of one.
std::vector<Tile> tiles_within(Interval window, std::size_t finest);

/// Both sides of a comparison of live traffic, aligned to buckets that are still kept.
struct ComparedWindows {
    Interval before, after;
    std::size_t finest_before, finest_after;
};
/// `after` ends now; `before` ends where `after` starts.
ComparedWindows compared_windows(Timestamp now, std::chrono::seconds before,
                                 std::chrono::seconds after);

/// Of 5m, 1h, 6h or 1d.
std::chrono::seconds window_length(std::string_view level);

/// The end of the newest window of this length that is over, with some seconds of grace.
Timestamp last_window_end(Timestamp now, std::chrono::seconds length);

/// "2026-03-01T00:00:00Z/2026-03-02T00:00:00Z"
std::string period_text(Interval window);

}  // namespace ontos
