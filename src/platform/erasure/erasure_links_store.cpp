// The SQL of erasure_links.
#include "platform/erasure/erasure_links_store.hpp"

#include "platform/sql/texts.hpp"

#include <fmt/format.h>

namespace ontos::erasure_links_store {

std::int64_t insert(sql::Transaction& tx, std::span<const ErasureLink> links) {
    return tx.insert_all("erasure_links", links, "on conflict do nothing").changed;
}

void remove(sql::Transaction& tx, const std::string& erasure_id) {
    tx.run("delete from erasure_links where erasure_id = $1", erasure_id);
}

std::vector<std::string> scopes(sql::Transaction& tx, const std::string& erasure_id,
                                LinkKind kind) {
    return sql::texts(
        tx.table("select distinct scope from erasure_links where erasure_id = $1 and kind = $2 "
                 "order by scope",
                 erasure_id, kind));
}

std::vector<std::string> ids(sql::Transaction& tx, const std::string& erasure_id, LinkKind kind,
                             const std::string& scope) {
    return sql::texts(
        tx.table("select id from erasure_links where erasure_id = $1 and kind = $2 and scope = $3 "
                 "order by id",
                 erasure_id, kind, scope));
}

std::string held_query(std::string_view table, std::string_view linked) {
    return fmt::format(
        "select count(*) as count, min({0}.created_at) as oldest_at, "
        "max({0}.created_at) as newest_at {1}",
        table, linked);
}

}  // namespace ontos::erasure_links_store
