// Cron expressions: read, and matched in the time of a place.
#include "improve/retrain/cron.hpp"

#include <gtest/gtest.h>

#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

TEST(Cron, is_read_and_matched) {
    EXPECT_FALSE(parse_cron("* * * *"));
    EXPECT_FALSE(parse_cron("60 * * * *"));
    EXPECT_FALSE(parse_cron("* * 0 * *"));
    EXPECT_FALSE(parse_cron("*/0 * * * *"));
    EXPECT_FALSE(parse_cron("1-, * * * *"));
    EXPECT_FALSE(parse_cron("5-1 * * * *"));
    EXPECT_FALSE(parse_cron("* * * * * *"));
    const auto at = [](const char* time) { return *parse_rfc3339(time); };
    const auto every_quarter = parse_cron("*/15 8-18 * * 1-5").value();
    EXPECT_TRUE(matches(every_quarter, at("2026-03-02T08:45:59Z"), "UTC"));
    EXPECT_FALSE(matches(every_quarter, at("2026-03-02T08:46:00Z"), "UTC"));
    EXPECT_FALSE(matches(every_quarter, at("2026-03-01T08:45:00Z"), "UTC")) << "a Sunday";
    const auto sundays = parse_cron("0 0 * * 7").value();
    EXPECT_TRUE(matches(sundays, at("2026-03-01T00:00:00Z"), "UTC"));
    const auto either = parse_cron("0 0 13 * 5").value();
    EXPECT_TRUE(matches(either, at("2026-03-06T00:00:00Z"), "UTC")) << "a Friday";
    EXPECT_TRUE(matches(either, at("2026-04-13T00:00:00Z"), "UTC")) << "a Monday, the 13th";
    EXPECT_FALSE(matches(either, at("2026-04-14T00:00:00Z"), "UTC"));
}

TEST(Cron, a_day_that_no_month_has_never_comes) {
    for (const auto* never : {"0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 30-31 2 *"})
        EXPECT_FALSE(ever_comes(parse_cron(never).value())) << never;
    for (const auto* once : {"0 0 29 2 *", "0 0 30 2 1", "0 0 31 */2 *", "* * * * *"})
        EXPECT_TRUE(ever_comes(parse_cron(once).value())) << once;
}

TEST(Cron, days_are_those_of_the_place) {
    const auto first_of_month = parse_cron("0 9 1 * *").value();
    const auto at = [](const char* time) { return *parse_rfc3339(time); };
    EXPECT_TRUE(matches(first_of_month, at("2026-04-30T19:00:00Z"), "Pacific/Kiritimati"));
    EXPECT_FALSE(matches(first_of_month, at("2026-04-01T19:00:00Z"), "Pacific/Kiritimati"));
    EXPECT_TRUE(matches(first_of_month, at("2026-05-01T20:00:00Z"), "Pacific/Pago_Pago"));
}

TEST(Cron, an_hour_that_is_skipped_is_not_there_and_one_shown_twice_is_there_twice) {
    const auto half_past_two = parse_cron("30 2 * * *").value();
    const auto at = [](const char* time) { return *parse_rfc3339(time); };
    EXPECT_FALSE(last_match(half_past_two, "Europe/Berlin", at("2026-03-28T23:00:00Z"),
                            at("2026-03-29T12:00:00Z")));
    EXPECT_TRUE(matches(half_past_two, at("2026-10-25T00:30:00Z"), "Europe/Berlin"));
    EXPECT_TRUE(matches(half_past_two, at("2026-10-25T01:30:00Z"), "Europe/Berlin"));
}

}  // namespace
}  // namespace ontos
