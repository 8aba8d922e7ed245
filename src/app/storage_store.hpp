#pragma once
// How large the database is, by its own word.

#include "platform/sql/database.hpp"

namespace ontos::storage_store {

/// In bytes, with indexes.
std::int64_t size(sql::Transaction& tx);
/// In bytes, of deleted rows; 0 where it does not tell.
std::int64_t reusable(sql::Transaction& tx);

}  // namespace ontos::storage_store
