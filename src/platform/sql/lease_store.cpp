// How leases are kept: one row each, whose token grows with each new holder.
#include "platform/sql/lease_store.hpp"

namespace ontos::sql {

std::optional<std::int64_t> take_lease(Transaction& tx, std::string_view name,
                                       std::string_view holder, Timestamp now,
                                       Timestamp expires_at) {
    return tx.value<std::int64_t>(
        "insert into leases (name, holder, token, expires_at) values ($1, $2, 1, $4) "
        "on conflict (name) do update set "
        "token = leases.token + case when leases.holder = $2 and leases.expires_at > $3 "
        "then 0 else 1 end, "
        "holder = $2, expires_at = $4 "
        "where leases.holder = $2 or leases.expires_at <= $3 returning token",
        name, holder, now, expires_at);
}

void release_lease(Transaction& tx, std::string_view name, std::string_view holder) {
    tx.run("update leases set expires_at = 0 where name = $1 and holder = $2", name, holder);
}

std::optional<std::int64_t> newest_token(Transaction& tx, std::string_view name) {
    return tx.value<std::int64_t>("select token from leases where name = $1", name);
}

}  // namespace ontos::sql
