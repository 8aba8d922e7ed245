// Arithmetic of time buckets.

#include "monitor/metrics/levels.hpp"

#include <algorithm>

namespace ontos {
namespace {

bool is_aligned(Timestamp time, std::size_t level) {
    return round_down(time, levels[level].length) == time;
}

}  // namespace

Timestamp round_down(Timestamp time, std::chrono::seconds length) {
    const auto since = time.time_since_epoch() % std::chrono::microseconds{length};
    return time - (since.count() < 0 ? since + length : since);
}

std::size_t buckets_in(Interval window, std::chrono::seconds length) {
    constexpr std::chrono::microseconds least{1};
    return static_cast<std::size_t>((window.to - window.from + length - least) / length);
}

std::size_t finest_kept_for(std::chrono::seconds age) {
    const auto found =
        std::ranges::find_if(levels, [&](const Level& level) { return level.kept >= age; });
    return std::min(static_cast<std::size_t>(found - levels.begin()), levels.size() - 1);
}

Interval window_of(Timestamp now, std::chrono::seconds length) {
    return {round_down(now - length, levels[finest_kept_for(length)].length),
            now + std::chrono::microseconds{1}};
}

std::vector<Tile> tiles_of(Interval window, std::size_t finest) {
    std::vector<Tile> tiles;
    auto from = window.from;
    for (auto level = finest; level < levels.size() && from < window.to; ++level) {
        auto to = window.to;
        if (level + 1 < levels.size()) {
            const auto next = levels[level + 1].length;
            to = std::min(to, round_down(from + next - std::chrono::microseconds{1}, next));
        }
        if (to > from) tiles.push_back({level, {from, to}});
        from = to;
    }
    return tiles;
}

std::vector<Tile> tiles_within(Interval window, std::size_t finest) {
    std::vector<Tile> tiles;
    for (auto at = window.from; at < window.to;) {
        auto level = finest;
        while (level + 1 < levels.size() && is_aligned(at, level + 1) &&
               at + levels[level + 1].length <= window.to)
            ++level;
        const auto end = std::min(at + levels[level].length, window.to);
        if (!tiles.empty() && tiles.back().level == level)
            tiles.back().span.to = end;
        else
            tiles.push_back({level, {at, end}});
        at = end;
    }
    return tiles;
}

TiledWindow tiled_window(Timestamp end, std::chrono::seconds length, Timestamp now) {
    if (end >= now) {
        const auto window = window_of(now, length);
        return {{window.from, now}, tiles_of(window, finest_kept_for(length))};
    }
    const auto from = end - length;
    const auto finest = finest_kept_for(std::chrono::ceil<std::chrono::seconds>(now - from));
    const auto bucket = levels[finest].length;
    const Interval window{round_down(from, bucket),
                          round_down(end + bucket - std::chrono::microseconds{1}, bucket)};
    return {{window.from, std::min(window.to, now)}, tiles_within(window, finest)};
}

std::size_t finest_for(std::chrono::seconds length, std::chrono::seconds bucket) {
    const auto found = std::ranges::find_if(
        levels, [&](const Level& level) { return level.kept + level.slack >= length + bucket; });
    return std::min(static_cast<std::size_t>(found - levels.begin()), levels.size() - 1);
}

std::optional<std::size_t> level_for(std::chrono::seconds length, std::chrono::seconds bucket) {
    for (auto level = levels.size(); level-- > finest_for(length, bucket);)
        if (bucket % levels[level].length == std::chrono::seconds{0}) return level;
    return std::nullopt;
}

}  // namespace ontos
