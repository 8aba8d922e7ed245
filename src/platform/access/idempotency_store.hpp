#pragma once
// How idempotency keys and the replies that they stand for are kept.

#include "platform/api/codec.hpp"
#include "platform/sql/database.hpp"

namespace ontos::access {

/// Whose key it is, and where.
struct KeyScope {
    std::string caller, route, idempotency_key;
};

struct ClaimedKey {
    std::string fingerprint;
    Timestamp created_at{};
    std::optional<std::string> operation_id{};
    std::optional<std::int64_t> status{};
    std::optional<std::string> content_type{};
    std::optional<std::vector<std::vector<std::string>>> headers{};  ///< pairs of name and value
    std::optional<std::string> body{};  ///< null where the reply was too long to keep

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ClaimedKey::fingerprint>("Hash of the request."),
                          api::field<&ClaimedKey::created_at>("When it was claimed."),
                          api::option<&ClaimedKey::operation_id>("What answers for it."),
                          api::option<&ClaimedKey::status>("Of the reply."),
                          api::option<&ClaimedKey::content_type>("Of the reply."),
                          api::option<&ClaimedKey::headers>("Of the reply."),
                          api::option<&ClaimedKey::body>("Of the reply.")};
    }
};

/// Owned by the job that has the transaction.
class IdempotencyStore {
public:
    explicit IdempotencyStore(sql::Transaction& tx) : tx_{tx} {}

    /// False if the key is there already.
    bool insert(const KeyScope& scope, const ClaimedKey& key);
    std::optional<ClaimedKey> find(const KeyScope& scope);
    void remove(const KeyScope& scope);
    void set_reply(const KeyScope& scope, const ClaimedKey& reply);

    /// The newest key that is one too many where only `keys_max` are kept.
    std::optional<Timestamp> newest_above(std::int64_t keys_max);
    /// The oldest ones up to this time, at most `count`; answers how many went.
    std::int64_t remove_until(Timestamp time, std::int64_t count);

private:
    sql::Transaction& tx_;
};

}  // namespace ontos::access
