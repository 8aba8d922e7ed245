#pragma once
// Identifiers: UUIDv7 text (RFC 9562), which sorts by the time it was made.

#include <string>
#include <string_view>

#include "platform/base/clock.hpp"
#include "platform/base/random.hpp"

namespace ontos {

/// 36 characters, lower case. Ids of one microsecond are in random order.
std::string new_id(const Clock& clock, Random& random);

/// Where a time stands among ids: not after any id of its millisecond, and after all of the one
/// before.
std::string id_place(Timestamp time);

/// Whether the text has the form of a UUID, in either case.
bool is_uuid(std::string_view text);

}  // namespace ontos
