#pragma once
// Leaving nothing of what was deleted in the files of a database.

#include "platform/sql/database.hpp"

namespace ontos::sql {

/// A database whose files can be written again.
class Compactable {
public:
    virtual ~Compactable() = default;
    /// Leaves nothing of what was deleted or overwritten in the files: no free pages, no
    /// write-ahead log of it (of PostgreSQL: no dead rows; its own log is not ours). On SQLite the
    /// whole file is written again, in up to twice its size of free space, and other writes wait.
    /// Throws like `Database::write`; Failure{unavailable} if somebody reads the old pages for too
    /// long: try again later.
    virtual void compact() = 0;
};

/// Every database that open_database gives is one.
void compact(Database& database);

}  // namespace ontos::sql
