#pragma once
// A connection to a SQLite file.

#include <chrono>
#include <string>

#include "platform/sql/connection.hpp"

namespace ontos::sql {

enum class SqliteMode {
    read_write,  ///< makes the file, readable by its owner alone, if it is not there
    read_only
};

/// Write-ahead log, every commit synced, foreign keys checked. Throws ConnectionLost if the file
/// cannot be opened, Error if it is no database.
std::unique_ptr<Connection> open_sqlite(const std::string& path, SqliteMode mode,
                                        std::chrono::milliseconds busy_timeout);

}  // namespace ontos::sql
