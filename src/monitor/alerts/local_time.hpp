#pragma once
// What a clock on the wall shows in a time zone.

#include <chrono>
#include <optional>
#include <string>

#include "platform/base/clock.hpp"

namespace ontos {

struct LocalTime {
    std::chrono::weekday weekday;
    std::chrono::minutes since_midnight;  ///< as shown: 02:30 is 150 on days that skip an hour, too
};

/// By the system's time zone database (tzdata). nullopt for a zone that it does not know; "UTC" is
/// known without it. Thread safe.
std::optional<LocalTime> local_time(Timestamp time, const std::string& zone);

}  // namespace ontos
