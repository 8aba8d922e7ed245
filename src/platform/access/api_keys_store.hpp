#pragma once
// How API keys are kept: their hashes, never the keys.

#include "platform/access/access.hpp"

namespace ontos::access {

/// What `identify` needs of a key.
struct WorkingKey {
    std::string key_sha256;
    std::string name;
    std::string rights;
    std::optional<Timestamp> expires_at;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&WorkingKey::key_sha256>("Hash of the key."),
                          api::field<&WorkingKey::name>("Name of the caller."),
                          api::field<&WorkingKey::rights>("What it may do."),
                          api::option<&WorkingKey::expires_at>("When it ends to work.")};
    }
};

/// Owned by the job that has the transaction.
class ApiKeysStore {
public:
    explicit ApiKeysStore(sql::Transaction& tx) : tx_{tx} {}

    void insert(const ApiKey& key, const std::string& key_sha256);
    /// Newest first.
    std::vector<ApiKey> list();
    std::optional<ApiKey> find(const std::string& id);
    /// Neither revoked nor expired.
    std::vector<ApiKey> find_working(const std::string& name, Timestamp now);
    void revoke(const std::string& id, Timestamp now);
    /// All that are not revoked.
    std::vector<WorkingKey> working();

private:
    sql::Transaction& tx_;
};

}  // namespace ontos::access
