// How idempotency keys and the replies that they stand for are kept.
#include "platform/access/idempotency_store.hpp"

namespace ontos::access {

bool IdempotencyStore::insert(const KeyScope& scope, const ClaimedKey& key) {
    return tx_.run(
               "insert into idempotency_keys (caller, route, idempotency_key, fingerprint, "
               "created_at, operation_id) values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
               scope.caller, scope.route, scope.idempotency_key, key.fingerprint, key.created_at,
               key.operation_id) == 1;
}

std::optional<ClaimedKey> IdempotencyStore::find(const KeyScope& scope) {
    return tx_.row<ClaimedKey>(
        "select fingerprint, created_at, operation_id, status, content_type, headers, body "
        "from idempotency_keys where caller = $1 and route = $2 and idempotency_key = $3",
        scope.caller, scope.route, scope.idempotency_key);
}

void IdempotencyStore::remove(const KeyScope& scope) {
    tx_.run(
        "delete from idempotency_keys where caller = $1 and route = $2 and idempotency_key = $3",
        scope.caller, scope.route, scope.idempotency_key);
}

void IdempotencyStore::set_reply(const KeyScope& scope, const ClaimedKey& reply) {
    tx_.run(
        "update idempotency_keys set status = $4, content_type = $5, headers = $6, body = $7 "
        "where caller = $1 and route = $2 and idempotency_key = $3",
        scope.caller, scope.route, scope.idempotency_key, reply.status, reply.content_type,
        reply.headers, reply.body);
}

std::optional<Timestamp> IdempotencyStore::newest_above(std::int64_t keys_max) {
    return tx_.value<Timestamp>(
        "select created_at from idempotency_keys order by created_at desc limit 1 offset $1",
        keys_max);
}

std::int64_t IdempotencyStore::remove_until(Timestamp time, std::int64_t count) {
    return tx_.run(
        "delete from idempotency_keys where (caller, route, idempotency_key) in ("
        "select caller, route, idempotency_key from idempotency_keys where created_at <= $1 "
        "order by created_at limit $2)",
        time, count);
}

}  // namespace ontos::access
