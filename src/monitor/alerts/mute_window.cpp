// Hours of the week in which an alert tells nothing.
#include "monitor/alerts/mute_window.hpp"

#include <algorithm>

#include "monitor/alerts/local_time.hpp"

namespace ontos {
namespace {

using std::chrono::minutes;

minutes minutes_of(const std::string& hh_mm) {
    return minutes{std::stoi(hh_mm.substr(0, 2)) * 60 + std::stoi(hh_mm.substr(3, 2))};
}

bool begins_on(const MuteWindow& window, std::chrono::weekday weekday) {
    const auto day = static_cast<Day>(weekday.iso_encoding() - 1);
    return window.days.empty() || std::ranges::find(window.days, day) != window.days.end();
}

bool holds(const MuteWindow& window, Timestamp time) {
    const auto local = local_time(time, window.time_zone);
    if (!local) return false;
    const auto from = minutes_of(window.from), to = minutes_of(window.to);
    const bool is_after_start = local->since_midnight >= from;
    const bool is_before_end = local->since_midnight < to;
    if (from < to) return is_after_start && is_before_end && begins_on(window, local->weekday);
    return (is_after_start && begins_on(window, local->weekday)) ||
           (is_before_end && begins_on(window, local->weekday - std::chrono::days{1}));
}

}  // namespace

std::optional<MuteWindow> mute_window_at(std::span<const MuteWindow> windows, Timestamp time) {
    const auto found = std::ranges::find_if(
        windows, [&](const MuteWindow& window) { return holds(window, time); });
    if (found == windows.end()) return std::nullopt;
    return *found;
}

}  // namespace ontos
