#pragma once
// Times as text: RFC 3339 out; RFC 3339, epoch milliseconds or `now-1h` in.

#include <optional>
#include <string>
#include <string_view>

#include "platform/base/clock.hpp"

namespace ontos {

/// "2026-11-23T14:05:09.123456Z": always UTC, always six decimals.
std::string to_rfc3339(Timestamp time);

/// Accepts an offset and up to nine decimals (cut to six). Years 1970 to 9999.
std::optional<Timestamp> parse_rfc3339(std::string_view text);

/// RFC 3339, epoch milliseconds, `now`, or `now-<n><unit>` with unit s, m, h, d or w.
std::optional<Timestamp> parse_time(std::string_view text, Timestamp now);

constexpr std::int64_t to_epoch_ms(Timestamp time) {
    return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace ontos
