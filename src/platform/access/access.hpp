#pragma once
// Who is calling: API keys, a trusted proxy's headers, or `local` where nothing is configured.

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "platform/api/exchange.hpp"
#include "platform/base/address_range.hpp"
#include "platform/base/published.hpp"
#include "platform/base/random.hpp"
#include "platform/sql/database.hpp"

namespace ontos::access {

struct AccessConfig {
    /// Off: every caller is `local` with every right, and API keys are not looked at. On: a
    /// request without credentials is 401.
    bool required = false;
    /// Addresses or CIDR ranges whose X-Forwarded-Email / X-Forwarded-User are believed. Such a
    /// proxy must remove those headers from what it is sent.
    std::vector<std::string> trusted_proxies;
    /// What a person who comes through a trusted proxy may do, by stage and query:
    /// "deploy:read,monitor:read,improve:write,query".
    std::string proxy_rights = "deploy:read,monitor:read,improve:write,query";
};

/// A key as it is stored and listed: never the key itself.
struct ApiKey {
    std::string id;
    std::string name;    ///< becomes the caller's name
    std::string rights;  ///< "deploy:write,monitor:read,query"
    std::string prefix;  ///< first 12 characters of the key, to recognise it by
    Timestamp created_at;
    std::string created_by;
    std::optional<Timestamp> expires_at;
    std::optional<Timestamp> revoked_at;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ApiKey::id>("Identifier."),
            api::field<&ApiKey::name>("Name of the caller that the key stands for."),
            api::field<&ApiKey::rights>("What it may do: stage:level pairs, and query."),
            api::field<&ApiKey::prefix>("The key's first characters."),
            api::field<&ApiKey::created_at>("When it was made."),
            api::field<&ApiKey::created_by>("Who made it."),
            api::option<&ApiKey::expires_at>("When it ends to work, if ever."),
            api::option<&ApiKey::revoked_at>("When it was revoked, if it was.")};
    }
};

struct NewApiKey {
    ApiKey key;
    std::string secret;  ///< "ontos_" and 43 characters; shown once, stored as SHA-256
};

/// Callers whose tokens are no API keys: another feature knows them. Its functions are thread safe
/// and do no I/O.
struct TokenCallers {
    std::string_view prefix;  ///< of such a token
    /// Throws Failure{unauthorized}, or Failure{forbidden} for a page that may not send it.
    std::function<api::Caller(std::string_view token, const api::RequestHead& head)> identify;
    /// Whether pages of a foreign origin may call this path with such a token, and only with it;
    /// empty: none may.
    std::function<bool(std::string_view origin, std::string_view path)> admits_origin;
};

/// Identifies callers. Thread safe: `identify` reads a snapshot in memory and does no I/O.
class Access {
public:
    /// Reads the keys. Throws Failure{invalid} that names a wrong proxy range or right.
    Access(AccessConfig config, sql::Database& database, const Clock& clock, Random& random);

    /// The caller. `Authorization: Bearer <key>` or `X-API-Key`; else a trusted proxy's headers.
    /// Throws Failure{unauthorized} for a wrong, expired, revoked or missing credential.
    api::Caller identify(const api::RequestHead& head) const;

    /// Before the first request.
    void accept_tokens(TokenCallers callers) { token_callers_.push_back(std::move(callers)); }
    /// Whether pages of this origin may call the path, if they send a token for it.
    bool admits_token_page(std::string_view origin, std::string_view path) const;

    /// Throws Failure{forbidden} that names the missing right.
    static void authorise(const api::Caller& caller, api::Right right);

    /// Several keys may have one name, so that they can be rotated. Throws Failure{invalid} for a
    /// name or rights that cannot be, or an expiry that has passed.
    NewApiKey create_key(const std::string& name, const std::string& rights,
                         std::optional<Timestamp> expires_at, const std::string& created_by);
    /// Newest first, the revoked ones included.
    std::vector<ApiKey> list_keys() const;
    /// By id, or by the name of the one key that still works. Again does nothing. Throws
    /// Failure{not_found}, and Failure{conflict} where several working keys have the name.
    ApiKey revoke_key(const std::string& id_or_name, const std::string& revoked_by);

    /// Reads the keys again if another process changed them: called each second. While the
    /// database cannot be reached, the keys that were read last stay in force.
    void refresh();

private:
    struct Snapshot;
    api::Caller key_caller(std::string_view secret) const;
    std::optional<api::Caller> proxy_caller(const api::RequestHead& head) const;

    const AccessConfig config_;
    const std::vector<AddressRange> trusted_proxies_;
    const api::Caller proxy_rights_;
    sql::Database& database_;
    const Clock& clock_;
    Random& random_;
    std::mutex publishing_;
    Published<Snapshot> snapshot_;
    std::vector<TokenCallers> token_callers_;
};

/// "deploy:write,query" to levels; a stage that is not named is `none`. Throws Failure{invalid}
/// that names the allowed words.
api::Caller caller_with(std::string name, api::CallerKind kind, std::string_view rights);
/// The same the other way: {"deploy:write", "monitor:read", "query"}, without stages of which the
/// caller may do nothing.
std::vector<std::string> rights_of(const api::Caller& caller);

}  // namespace ontos::access
