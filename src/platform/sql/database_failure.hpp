#pragma once
// What a client is told when the database fails.

namespace ontos::sql {

/// Call it in a catch block: Full, Busy, ConnectionLost, SerializationFailure and BadValue become
/// a Failure; anything else is thrown on as it is.
[[noreturn]] void rethrow_for_client();

}  // namespace ontos::sql
