#pragma once
// The lengths of time buckets, how long each is kept, and which of them make up a window.

#include <array>
#include <chrono>
#include <optional>
#include <vector>

#include "deploy/ids.hpp"

namespace ontos {

struct Level {
    std::chrono::seconds length;
    std::chrono::seconds kept;
    /// How much longer than promised it is kept, for windows whose start is rounded down.
    std::chrono::seconds slack;
};

/// From the finest to the coarsest; each length divides the next.
inline constexpr std::array levels{
    Level{std::chrono::seconds{1}, std::chrono::minutes{2}, std::chrono::minutes{1}},
    Level{std::chrono::seconds{10}, std::chrono::hours{2}, std::chrono::minutes{10}},
    Level{std::chrono::minutes{1}, std::chrono::hours{24}, std::chrono::hours{2}},
    Level{std::chrono::minutes{5}, std::chrono::days{14}, std::chrono::days{1}},
    Level{std::chrono::hours{1}, std::chrono::days{180}, std::chrono::days{1}},
    Level{std::chrono::days{1}, std::chrono::days{3 * 365 + 1}, std::chrono::days{1}}};

/// Buckets start at multiples of their length since 1970: minutes, hours and days of UTC.
Timestamp round_down(Timestamp time, std::chrono::seconds length);

/// How many buckets of `length` a window begins, the first with it.
std::size_t buckets_in(Interval window, std::chrono::seconds length);

/// The index of the finest level that is kept for so long; the coarsest if none is.
std::size_t finest_kept_for(std::chrono::seconds age);

/// [now - length rounded down to the finest bucket that is kept for it, just after now).
Interval window_of(Timestamp now, std::chrono::seconds length);

/// A part of a window and the level whose buckets make it up.
struct Tile {
    std::size_t level;
    Interval span;
};

/// The fewest buckets that make up a window that ends now: fine ones up to the first bound of the
/// next coarser ones, and so on. What is not rolled up yet stays in finer buckets, so that the last
/// tile may end inside a bucket.
std::vector<Tile> tiles_of(Interval window, std::size_t finest);

/// The fewest buckets that make up a window, ended ones too: from `finest` on fine, coarse, and
/// fine again up to its end, which may lie inside a bucket of the finest level. It starts at the
/// start of one.
std::vector<Tile> tiles_within(Interval window, std::size_t finest);

/// A window and the buckets that make it up.
struct TiledWindow {
    Interval window;
    std::vector<Tile> tiles;
};

/// The `length` up to `end`. One that ends now starts with the finest bucket that is kept for it;
/// one that ended before is widened to whole buckets of what is still kept, and at most up to now.
TiledWindow tiled_window(Timestamp end, std::chrono::seconds length, Timestamp now);

/// The finest level that is kept for a window of `length` whose start is rounded down to `bucket`;
/// the coarsest if none is.
std::size_t finest_for(std::chrono::seconds length, std::chrono::seconds bucket);

/// The coarsest level whose buckets add up to `bucket`; nullopt if it is not kept for the window.
std::optional<std::size_t> level_for(std::chrono::seconds length, std::chrono::seconds bucket);

}  // namespace ontos
