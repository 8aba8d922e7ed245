// How API keys are kept.
#include "platform/access/api_keys_store.hpp"

namespace ontos::access {

void ApiKeysStore::insert(const ApiKey& key, const std::string& key_sha256) {
    tx_.run(
        "insert into api_keys (id, name, rights, prefix, key_sha256, created_at, created_by, "
        "expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        key.id, key.name, key.rights, key.prefix, key_sha256, key.created_at, key.created_by,
        key.expires_at);
}

std::vector<ApiKey> ApiKeysStore::list() {
    return tx_.rows<ApiKey>(
        "select id, name, rights, prefix, created_at, created_by, expires_at, revoked_at "
        "from api_keys order by created_at desc, id desc");
}

std::optional<ApiKey> ApiKeysStore::find(const std::string& id) {
    return tx_.row<ApiKey>(
        "select id, name, rights, prefix, created_at, created_by, expires_at, revoked_at "
        "from api_keys where id = $1",
        id);
}

std::vector<ApiKey> ApiKeysStore::find_working(const std::string& name, Timestamp now) {
    return tx_.rows<ApiKey>(
        "select id, name, rights, prefix, created_at, created_by, expires_at, revoked_at "
        "from api_keys where name = $1 and revoked_at is null "
        "and (expires_at is null or expires_at > $2) order by created_at",
        name, now);
}

void ApiKeysStore::revoke(const std::string& id, Timestamp now) {
    tx_.run("update api_keys set revoked_at = $2 where id = $1 and revoked_at is null", id, now);
}

std::vector<WorkingKey> ApiKeysStore::working() {
    return tx_.rows<WorkingKey>(
        "select key_sha256, name, rights, expires_at from api_keys where revoked_at is null");
}

}  // namespace ontos::access
