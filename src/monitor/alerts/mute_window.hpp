#pragma once
// Hours of the week in which an alert tells nothing, by the clock of a place.

#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/api/codec.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(Day, mon, tue, wed, thu, fri, sat, sun)

/// From `from` to `to` as a clock in that zone shows them. Where `to` is not after `from`, it ends
/// on the next day. An hour that the clock skips is not there, one that it shows twice is muted
/// twice.
struct MuteWindow {
    std::vector<Day> days;
    std::string from = "00:00", to = "24:00", time_zone = "UTC";

    static constexpr auto fields(auto...) {
        using T = MuteWindow;
        return std::array{
            api::option<&T::days>("On which days it begins; every day if empty.",
                                  api::max_items(7)),
            api::option<&T::from>("When it begins, hh:mm.",
                                  api::pattern("^([01][0-9]|2[0-3]):[0-5][0-9]$")),
            api::option<&T::to>("When it ends, hh:mm or 24:00.",
                                api::pattern("^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")),
            api::option<&T::time_zone>("Name in the time zone database: Europe/Berlin.",
                                       api::max_length(64))};
    }
};

/// The first window that holds the time, if one does. A zone that is not known any more mutes
/// nothing.
std::optional<MuteWindow> mute_window_at(std::span<const MuteWindow> windows, Timestamp time);

}  // namespace ontos
