// What every log of time buckets needs beside its counts.

#include "monitor/metrics/bucket_log.hpp"

namespace ontos {

std::string new_bucket_writer(Random& random) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string name;
    for (auto bits = random.next(); name.size() < 16; bits >>= 4) name += digits[bits & 15];
    return name;
}

bool is_in(Timestamp started_at, std::span<const Tile> tiles) {
    return std::ranges::any_of(tiles, [&](const Tile& tile) {
        return started_at >= tile.span.from && started_at < tile.span.to;
    });
}

}  // namespace ontos
