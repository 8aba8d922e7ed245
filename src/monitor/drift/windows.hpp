#pragma once
// Which spans of time are compared, and the buckets that make them up.

#include <string>
#include <vector>

#include "monitor/metrics/levels.hpp"

namespace ontos {

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

/// The finest level whose buckets are still kept for all of a window.
std::size_t finest_since(Timestamp from, Timestamp now);

/// Throws Failure{invalid} where nothing that began then is kept, of any level.
void require_kept(Timestamp from, Timestamp now);
/// The same where windows of `level` that began then can no longer be told apart.
void require_kept(Timestamp from, std::string_view level, Timestamp now);

/// The end of the newest window of this length that is over, with some seconds of grace, and had
/// ended at `until`.
Timestamp last_window_end(Timestamp now, std::chrono::seconds length,
                          Timestamp until = Timestamp::max());

/// "2026-03-01T00:00:00Z/2026-03-02T00:00:00Z"
std::string period_text(Interval window);

}  // namespace ontos
