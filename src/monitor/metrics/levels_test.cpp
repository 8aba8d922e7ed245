// Windows and tiles at their bounds.

#include "monitor/metrics/levels.hpp"

#include <gmock/gmock.h>

#include <random>

#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

Timestamp at(std::string_view text) { return *parse_rfc3339(text); }

TEST(Levels, divide_each_other_and_keep_longer_what_is_coarser) {
    for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
        EXPECT_EQ(levels[i + 1].length % levels[i].length, 0s);
        EXPECT_GT(levels[i + 1].kept, levels[i].kept);
        EXPECT_GE(levels[i].slack, levels[i].length);
    }
}

TEST(Windows, start_at_the_bound_of_the_finest_bucket_kept_for_them) {
    const auto now = at("2026-03-01T10:20:37.5Z");
    EXPECT_EQ(window_of(now, 2min).from, at("2026-03-01T10:18:37Z"));
    EXPECT_EQ(window_of(now, 5min).from, at("2026-03-01T10:15:30Z"));
    EXPECT_EQ(window_of(now, 24h).from, at("2026-02-28T10:20:00Z"));
    EXPECT_EQ(window_of(now, 168h).from, at("2026-02-22T10:20:00Z"));
    EXPECT_EQ(window_of(now, 720h).from, at("2026-01-30T10:00:00Z"));
}

TEST(Windows, hold_the_second_that_begins_now) {
    const auto now = at("2026-03-01T00:00:00Z");
    const auto window = window_of(now, 5min);
    EXPECT_LT(now, window.to);
}

TEST(Tiles, cover_any_window_without_gap_or_overlap_in_whole_buckets) {
    std::mt19937_64 random{1};
    for (int round = 0; round < 2000; ++round) {
        const auto now = at("2026-03-01T00:00:00Z") +
                         std::chrono::microseconds{static_cast<std::int64_t>(random() >> 22)};
        const auto length = std::chrono::minutes{1 + random() % (60 * 24 * 40)};
        const auto window = window_of(now, length);
        const auto tiles = tiles_of(window, finest_kept_for(length));
        auto covered_to = window.from;
        for (const auto& tile : tiles) {
            ASSERT_EQ(tile.span.from, covered_to);
            ASSERT_EQ(tile.span.from, round_down(tile.span.from, levels[tile.level].length));
            if (tile.span.to != window.to) {
                ASSERT_EQ(tile.span.to, round_down(tile.span.to, levels[tile.level].length));
            }
            covered_to = tile.span.to;
        }
        ASSERT_EQ(covered_to, window.to);
    }
}

TEST(Tiles, of_a_window_that_has_ended_cover_it_exactly_once) {
    std::mt19937_64 random{1};
    const auto start = *parse_rfc3339("2026-03-01T00:00:00Z");
    for (int i = 0; i < 500; ++i) {
        const std::size_t finest = 2 + random() % 2;
        const auto length = levels[finest].length;
        const auto from = start + static_cast<int>(random() % 3'000) * length;
        const auto to = from + static_cast<int>(1 + random() % 3'000) * length;
        auto at = from;
        for (const auto& tile : tiles_within({from, to}, finest)) {
            ASSERT_EQ(tile.span.from, at);
            ASSERT_EQ(round_down(at, levels[tile.level].length), at);
            ASSERT_EQ((tile.span.to - at) % levels[tile.level].length, 0s);
            at = tile.span.to;
        }
        ASSERT_EQ(at, to);
    }
}

TEST(Windows, that_have_ended_are_widened_to_whole_buckets_of_what_is_kept) {
    const auto now = at("2026-03-20T10:20:37.5Z");
    const auto period = [&](std::string_view end, std::chrono::seconds length) {
        const auto [window, tiles] = tiled_window(at(end), length, now);
        EXPECT_EQ(tiles.front().span.from, window.from) << end;
        EXPECT_GE(tiles.back().span.to, window.to) << end;
        return to_rfc3339(window.from).substr(0, 19) + "/" + to_rfc3339(window.to).substr(0, 19);
    };
    EXPECT_EQ(period("2026-03-20T10:10:05Z", 1h), "2026-03-20T09:10:00/2026-03-20T10:10:10");
    EXPECT_EQ(period("2026-03-20T05:10:05Z", 1h), "2026-03-20T04:10:00/2026-03-20T05:11:00");
    EXPECT_EQ(period("2026-03-18T05:12:05Z", 1h), "2026-03-18T04:10:00/2026-03-18T05:15:00");
    EXPECT_EQ(period("2026-03-01T05:12:05Z", 1h), "2026-03-01T04:00:00/2026-03-01T06:00:00");
    EXPECT_EQ(period("2025-03-01T05:12:05Z", 1h), "2025-03-01T00:00:00/2025-03-02T00:00:00");
    EXPECT_EQ(period("2026-03-18T05:15:00Z", 24h), "2026-03-17T05:15:00/2026-03-18T05:15:00");
    EXPECT_EQ(period("2026-03-20T10:20:37Z", 720h), "2026-02-18T10:00:00/2026-03-20T10:20:37")
        << "not beyond now";
    EXPECT_EQ(period("2026-03-20T11:00:00Z", 1h), "2026-03-20T09:20:30/2026-03-20T10:20:37")
        << "what is to come is now";
}

TEST(Tiles, of_a_week_are_mostly_hours_and_days) {
    const auto window = window_of(at("2026-03-11T10:22:00Z"), 168h);
    const auto tiles = tiles_of(window, finest_kept_for(168h));
    ASSERT_EQ(tiles.size(), 3u);
    EXPECT_EQ(levels[tiles[0].level].length, 5min);
    EXPECT_EQ(tiles[1].span.from, at("2026-03-04T11:00:00Z"));
    EXPECT_EQ(tiles[2].span.from, at("2026-03-05T00:00:00Z"));
}

TEST(LevelsForPoints, are_the_coarsest_that_add_up_to_them) {
    EXPECT_EQ(level_for(1h, 1min), 2u);
    EXPECT_EQ(level_for(24h, 7min), 2u);
    EXPECT_EQ(level_for(24h, 15min), 3u);
    EXPECT_EQ(level_for(24h, 60min), 4u);
    EXPECT_EQ(level_for(24h, 1440min), 5u);
    EXPECT_EQ(level_for(25 * 24h, 60min), 4u);
}

TEST(LevelsForPoints, are_none_where_points_are_finer_than_what_is_kept) {
    EXPECT_EQ(level_for(48h, 1min), std::nullopt);
    EXPECT_EQ(level_for(48h, 7min), std::nullopt);
    EXPECT_EQ(level_for(30 * 24h, 5min), std::nullopt);
    EXPECT_EQ(level_for(200 * 24h, 60min), std::nullopt);
    EXPECT_EQ(level_for(200 * 24h, 1440min), 5u);
}

}  // namespace
}  // namespace ontos
