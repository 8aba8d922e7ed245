// What a clock on the wall shows in a time zone, by the library that became std::chrono's.
#include "monitor/alerts/local_time.hpp"

#include <date/tz.h>

namespace ontos {
namespace {

using std::chrono::microseconds;

LocalTime shown_at(microseconds since_1970) {
    const auto days = std::chrono::floor<std::chrono::days>(since_1970);
    return {std::chrono::weekday{std::chrono::sys_days{days}},
            std::chrono::floor<std::chrono::minutes>(since_1970 - days)};
}

}  // namespace

std::optional<LocalTime> local_time(Timestamp time, const std::string& zone) {
    if (zone == "UTC") return shown_at(time.time_since_epoch());
    try {
        const auto local = date::locate_zone(zone)->to_local(time);
        return shown_at(local.time_since_epoch());
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

}  // namespace ontos
