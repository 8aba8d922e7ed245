#pragma once
// A connection to a PostgreSQL server.

#include <string>

#include "platform/sql/connection.hpp"

namespace ontos::sql {

/// `url` as libpq reads it. Gives up after 5 s, on each of its hosts. A statement is cancelled
/// (Busy) after 60 s. Throws ConnectionLost if the server cannot be reached or refuses.
std::unique_ptr<Connection> open_postgres(const std::string& url);

}  // namespace ontos::sql
