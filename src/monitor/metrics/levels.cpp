// Arithmetic of time buckets.

#include "monitor/metrics/levels.hpp"

#include <algorithm>

namespace ontos {

Timestamp round_down(Timestamp time, std::chrono::seconds length) {
    const auto since = time.time_since_epoch() % std::chrono::microseconds{length};
    return time - (since.count() < 0 ? since + length : since);
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
