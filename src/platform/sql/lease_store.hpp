#pragma once
// How leases are kept.

#include "platform/sql/database.hpp"

namespace ontos::sql {

/// The token, if the lease is free, has expired or is the holder's own.
std::optional<std::int64_t> take_lease(Transaction& tx, std::string_view name,
                                       std::string_view holder, Timestamp now,
                                       Timestamp expires_at);
void release_lease(Transaction& tx, std::string_view name, std::string_view holder);
std::optional<std::int64_t> newest_token(Transaction& tx, std::string_view name);

}  // namespace ontos::sql
