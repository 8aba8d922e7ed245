// The SQL of ingested_requests.
#include "monitor/metrics/ingest_store.hpp"

namespace ontos::ingest_store {

std::set<std::string> claim(sql::Transaction& tx, std::span<const IngestedId> ids) {
    const auto table = tx.insert_all(
        "ingested_requests", ids, "on conflict (endpoint_id, request_id) do nothing returning id");
    std::set<std::string> out;
    for (const auto& row : table.rows) out.insert(api::text_of(row.front()));
    return out;
}

std::optional<std::string> find(sql::Transaction& tx, const std::string& endpoint_id,
                                const std::string& request_id) {
    return tx.value<std::string>(
        "select id from ingested_requests where endpoint_id = $1 and request_id = $2", endpoint_id,
        request_id);
}

std::string next_endpoint(sql::Transaction& tx, const std::string& after) {
    return tx
        .value<std::string>("select min(endpoint_id) from ingested_requests where endpoint_id > $1",
                            after)
        .value_or("");
}

std::optional<Timestamp> nth_newest(sql::Transaction& tx, const std::string& endpoint_id,
                                    std::int64_t count) {
    return tx.value<Timestamp>(
        "select ingested_at from ingested_requests where endpoint_id = $1 "
        "order by ingested_at desc limit 1 offset $2",
        endpoint_id, count - 1);
}

std::int64_t forget(sql::Transaction& tx, const std::string& endpoint_id, Timestamp before,
                    std::int64_t count) {
    return tx.run(
        "delete from ingested_requests where endpoint_id = $1 and request_id in "
        "(select request_id from ingested_requests where endpoint_id = $1 and ingested_at < $2 "
        "order by ingested_at limit $3)",
        endpoint_id, before, count);
}

}  // namespace ontos::ingest_store
