#pragma once
// Until when a window is asked for.

#include <algorithm>
#include <optional>
#include <string_view>

#include "platform/api/codec.hpp"

namespace ontos {

inline constexpr std::string_view until_words =
    "End of the window; now if left out, or if it is to come.";

inline Timestamp end_of(const std::optional<api::Moment>& until, Timestamp now) {
    return until ? std::min(now, until->at(now)) : now;
}

}  // namespace ontos
