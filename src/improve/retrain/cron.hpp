#pragma once
// Times of a schedule: five fields, as cron has them, by the clock of a place.

#include <bitset>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/clock.hpp"

namespace ontos {

/// minute hour day-of-month month day-of-week, each `*`, a number, a range `a-b`, either with a
/// step `/n`, or a list of them; days of the week are 0 to 7, both ends Sunday. Where both kinds of
/// days are given, one of them is enough, as in cron.
struct Cron {
    std::bitset<60> minutes;
    std::bitset<24> hours;
    std::bitset<32> days;
    std::bitset<13> months;
    std::bitset<7> weekdays;
    bool any_day = true, any_weekday = true;
};

/// nullopt for what is none.
std::optional<Cron> parse_cron(std::string_view text);

/// Whether a time of it ever comes: on 30 February none does.
bool ever_comes(const Cron& cron);

/// Whether the minute of this time is one of the schedule's. False for a zone that is not known.
bool matches(const Cron& cron, Timestamp time, const std::string& zone);

/// The last minute of the schedule in (after, until], at most a day back. An hour that the clock
/// skips is not there; one that it shows twice is there twice.
std::optional<Timestamp> last_match(const Cron& cron, const std::string& zone, Timestamp after,
                                    Timestamp until);

}  // namespace ontos
