// Times as text, against vectors and against themselves.
#include "platform/base/time_text.hpp"

#include <gtest/gtest.h>

#include "platform/base/random.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

Timestamp at(std::int64_t micros) { return Timestamp{std::chrono::microseconds{micros}}; }

TEST(TimeText, writes_utc_with_six_decimals) {
    EXPECT_EQ(to_rfc3339(at(0)), "1970-01-01T00:00:00.000000Z");
    EXPECT_EQ(to_rfc3339(at(1'700'000'000'123'456)), "2023-11-14T22:13:20.123456Z");
    EXPECT_EQ(to_rfc3339(at(951'782'400'000'001)), "2000-02-29T00:00:00.000001Z");
    EXPECT_EQ(to_rfc3339(at(253'402'300'799'999'999)), "9999-12-31T23:59:59.999999Z");
}

TEST(TimeText, reads_what_rfc_3339_allows) {
    EXPECT_EQ(parse_rfc3339("1985-04-12T23:20:50.52Z"), at(482'196'050'520'000));
    EXPECT_EQ(parse_rfc3339("1996-12-19T16:39:57-08:00"), at(851'042'397'000'000));
    EXPECT_EQ(parse_rfc3339("1996-12-20t00:39:57z"), at(851'042'397'000'000));
    EXPECT_EQ(parse_rfc3339("1996-12-20 00:39:57.123456789+00:00"), at(851'042'397'123'456));
    EXPECT_EQ(parse_rfc3339("1990-12-31T23:59:60Z"), at(662'688'000'000'000));
    EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00Z"), at(0));
}

TEST(TimeText, refuses_what_is_no_time) {
    for (const auto* text : {"",
                             "now",
                             "2023-11-14",
                             "2023-11-14T22:13:20",
                             "2023-13-01T00:00:00Z",
                             "2023-02-29T00:00:00Z",
                             "2023-00-10T00:00:00Z",
                             "2023-01-32T00:00:00Z",
                             "2023-01-01T24:00:00Z",
                             "2023-01-01T00:60:00Z",
                             "2023-01-01T00:00:61Z",
                             "2023-01-01T00:00:00.Z",
                             "2023-01-01T00:00:00.1234567890Z",
                             "2023-01-01T00:00:00+24:00",
                             "2023-01-01T00:00:00+0100",
                             "2023-01-01T00:00:00Zx",
                             "1969-12-31T23:59:59Z",
                             "1970-01-01T00:00:00+01:00",
                             "-023-01-01T00:00:00Z",
                             "2023-1-01T00:00:00Z",
                             "2023-01-01T-1:00:00Z",
                             "2023-01-01T00:00:00Z\n"})
        EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
}

TEST(TimeText, every_time_comes_back_as_it_was_written) {
    SeededRandom random{11};
    constexpr std::uint64_t end_of_9999 = 253'402'300'800'000'000;
    for (int i = 0; i < 5000; ++i) {
        const auto time = at(static_cast<std::int64_t>(random.next() % end_of_9999));
        EXPECT_EQ(parse_rfc3339(to_rfc3339(time)), time) << to_rfc3339(time);
    }
}

TEST(TimeText, text_sorts_as_time_does) {
    SeededRandom random{12};
    constexpr std::uint64_t end_of_9999 = 253'402'300'800'000'000;
    for (int i = 0; i < 2000; ++i) {
        const auto a = at(static_cast<std::int64_t>(random.next() % end_of_9999));
        const auto b = at(static_cast<std::int64_t>(random.next() % end_of_9999));
        EXPECT_EQ(to_rfc3339(a) < to_rfc3339(b), a < b);
    }
}

TEST(ParseTime, knows_now_and_what_was_before_it) {
    const auto now = at(1'700'000'000'000'000);
    EXPECT_EQ(parse_time("now", now), now);
    EXPECT_EQ(parse_time("now-90s", now), now - 90s);
    EXPECT_EQ(parse_time("now-5m", now), now - 5min);
    EXPECT_EQ(parse_time("now-1h", now), now - 1h);
    EXPECT_EQ(parse_time("now-2d", now), now - 48h);
    EXPECT_EQ(parse_time("now-1w", now), now - 168h);
    EXPECT_EQ(parse_time("1600000000123", now), at(1'600'000'000'123'000));
    EXPECT_EQ(parse_time("2023-11-14T22:13:20Z", at(0)), now);
}

TEST(ParseTime, refuses_the_rest_and_never_overflows) {
    for (const auto* text : {"", "now-", "now-h", "now-1", "now-1y", "now--1h", "now+1h", "now-1hh",
                             "now-9223372036854775807w", "now-99999999999999999999s", "-5", "1.5",
                             "9223372036854775807", "253402300800000", "later"})
        EXPECT_EQ(parse_time(text, at(1)), std::nullopt) << text;
}

TEST(EpochMs, is_cut_and_not_rounded) {
    EXPECT_EQ(to_epoch_ms(at(1'999)), 1);
    EXPECT_EQ(to_epoch_ms(at(-1)), -1);
}

}  // namespace
}  // namespace ontos
