// The SQL of drift_standings.
#include "monitor/drift/standings_store.hpp"

namespace ontos::standings_store {

std::optional<WindowStanding> find(sql::Transaction& tx, const std::string& endpoint_id,
                                   std::int64_t level_seconds) {
    return tx.row<WindowStanding>(
        "select * from drift_standings where endpoint_id = $1 and level_seconds = $2", endpoint_id,
        level_seconds);
}

std::vector<WindowStanding> list(sql::Transaction& tx, const std::string& endpoint_id) {
    return tx.rows<WindowStanding>(
        "select * from drift_standings where endpoint_id = $1 order by level_seconds", endpoint_id);
}

void put(sql::Transaction& tx, const WindowStanding& standing) {
    const auto known = find(tx, standing.endpoint_id, standing.level_seconds);
    if (known && known->window_end >= standing.window_end) return;
    tx.run("delete from drift_standings where endpoint_id = $1 and level_seconds = $2",
           standing.endpoint_id, standing.level_seconds);
    tx.insert("drift_standings", standing);
}

}  // namespace ontos::standings_store
