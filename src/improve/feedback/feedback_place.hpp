#pragma once
// Where times stand among ids: ids of feedback sort by the time at which they were made.

#include <fmt/format.h>

#include <string>

#include "platform/base/time_text.hpp"

namespace ontos {

/// Not after any id of this millisecond, and after all of the one before.
inline std::string feedback_place(Timestamp time) {
    const auto digits = fmt::format("{:012x}", std::max<std::int64_t>(to_epoch_ms(time), 0));
    return digits.substr(0, 8) + '-' + digits.substr(8);
}

}  // namespace ontos
