// Windows and their tiles.
#include "monitor/drift/windows.hpp"

#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

bool is_aligned(Timestamp time, std::size_t level) {
    return round_down(time, levels[level].length) == time;
}

}  // namespace

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

ComparedWindows compared_windows(Timestamp now, std::chrono::seconds before,
                                 std::chrono::seconds after) {
    const auto finest = finest_kept_for(after);
    const auto finest_before = finest_kept_for(before + after + std::chrono::hours{1});
    const auto length = levels[finest_before].length;
    const auto middle = round_down(now - after, length);
    return {{round_down(middle - before, length), middle},
            {middle, now + std::chrono::microseconds{1}},
            finest_before,
            finest};
}

std::chrono::seconds window_length(std::string_view level) {
    if (level == "5m") return std::chrono::minutes{5};
    if (level == "1h") return std::chrono::hours{1};
    return level == "6h" ? std::chrono::hours{6} : std::chrono::hours{24};
}

Timestamp last_window_end(Timestamp now, std::chrono::seconds length) {
    constexpr std::chrono::seconds grace{10};
    return round_down(now - grace, length);
}

std::string period_text(Interval window) {
    return to_rfc3339(window.from) + "/" + to_rfc3339(window.to);
}

}  // namespace ontos
