// Mute windows by the clock of a place.
#include "monitor/alerts/mute_window.hpp"

#include <gtest/gtest.h>

#include "monitor/alerts/local_time.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

bool is_muted(const MuteWindow& window, std::string_view time) {
    return mute_window_at({&window, 1}, *parse_rfc3339(time)).has_value();
}

TEST(MuteWindow, holds_from_its_start_until_just_before_its_end) {
    const MuteWindow window{.days = {Day::mon}, .from = "09:00", .to = "17:30"};
    EXPECT_FALSE(is_muted(window, "2026-03-02T08:59:59Z"));  // a Monday
    EXPECT_TRUE(is_muted(window, "2026-03-02T09:00:00Z"));
    EXPECT_TRUE(is_muted(window, "2026-03-02T17:29:59Z"));
    EXPECT_FALSE(is_muted(window, "2026-03-02T17:30:00Z"));
    EXPECT_FALSE(is_muted(window, "2026-03-03T12:00:00Z"));
}

TEST(MuteWindow, that_passes_midnight_belongs_to_the_day_on_which_it_begins) {
    const MuteWindow window{.days = {Day::sun}, .from = "22:00", .to = "06:00"};
    EXPECT_TRUE(is_muted(window, "2026-03-01T23:00:00Z"));  // a Sunday
    EXPECT_TRUE(is_muted(window, "2026-03-02T05:59:00Z"));
    EXPECT_FALSE(is_muted(window, "2026-03-02T06:00:00Z"));
    EXPECT_FALSE(is_muted(window, "2026-03-02T22:00:00Z"));
    EXPECT_FALSE(is_muted(window, "2026-03-01T05:00:00Z"));
}

TEST(MuteWindow, without_days_or_hours_is_always) {
    EXPECT_TRUE(is_muted({}, "2026-03-02T00:00:00Z"));
    EXPECT_TRUE(is_muted({}, "2026-03-07T23:59:59Z"));
}

TEST(MuteWindow, follows_daylight_saving_time) {
    const MuteWindow window{
        .days = {}, .from = "08:00", .to = "09:00", .time_zone = "Europe/Berlin"};
    EXPECT_TRUE(is_muted(window, "2026-03-28T07:30:00Z"));  // the day before it begins: UTC+1
    EXPECT_FALSE(is_muted(window, "2026-03-29T07:30:00Z"));
    EXPECT_TRUE(is_muted(window, "2026-03-29T06:30:00Z"));  // UTC+2
}

TEST(LocalTime, a_zone_far_from_utc_may_have_another_day) {
    const auto tongatapu = local_time(*parse_rfc3339("2026-03-01T12:30:00Z"), "Pacific/Tongatapu");
    ASSERT_TRUE(tongatapu);
    EXPECT_EQ(tongatapu->weekday, std::chrono::Monday);
    EXPECT_EQ(tongatapu->since_midnight, std::chrono::minutes{90});
    EXPECT_FALSE(local_time({}, "Mars/Olympus"));
    EXPECT_FALSE(local_time({}, "../../etc/passwd"));
}

}  // namespace
}  // namespace ontos
