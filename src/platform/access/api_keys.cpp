// API keys: made, listed, revoked.
#include <fmt/format.h>

#include <algorithm>

#include "platform/access/access.hpp"
#include "platform/access/api_key_text.hpp"
#include "platform/access/api_keys_store.hpp"
#include "platform/access/audit.hpp"
#include "platform/base/hash.hpp"
#include "platform/base/ids.hpp"
#include "platform/sql/generation_store.hpp"

namespace ontos::access {
namespace {

constexpr std::size_t shown_characters = 12;

/// It becomes the name of a caller: it may not look like an id, nor like a caller without a key.
void require_key_name(std::string_view name) {
    constexpr std::size_t length_max = 100;
    const auto is_allowed = [](char c) {
        return (to_lower(c) >= 'a' && to_lower(c) <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view{"._@-"}.find(c) != std::string_view::npos;
    };
    if (name.empty() || name.size() > length_max || !std::ranges::all_of(name, is_allowed) ||
        is_uuid(name) || name == "local")
        throw Failure{
            FailureKind::invalid,
            fmt::format("A key's name has 1 to {} letters, digits, \".\", \"_\", \"@\" or "
                        "\"-\"; it is no UUID and not \"local\".",
                        length_max)}
            .code("invalid_key_name");
}

ApiKey find_key(ApiKeysStore& store, const std::string& id_or_name, Timestamp now) {
    if (auto key = store.find(id_or_name)) return *key;
    auto named = store.find_working(id_or_name, now);
    if (named.empty())
        throw Failure{FailureKind::not_found,
                      fmt::format("No working key has the id or name \"{}\".", id_or_name)}
            .hint("`ontos keys ls` shows all keys.");
    if (named.size() > 1)
        throw Failure{FailureKind::conflict,
                      fmt::format("{} working keys are named \"{}\": name one by its id.",
                                  named.size(), id_or_name)}
            .hint("`ontos keys ls` shows their ids.");
    return named.front();
}

}  // namespace

NewApiKey Access::create_key(const std::string& name, const std::string& rights,
                             std::optional<Timestamp> expires_at, const std::string& created_by) {
    const auto now = clock_.now();
    require_key_name(name);
    const auto caller = caller_with(name, api::CallerKind::api_key, rights);
    const bool has_level = std::ranges::any_of(
        caller.levels, [](api::Level level) { return level != api::Level::none; });
    if (!has_level && !caller.can_query)
        throw Failure{FailureKind::invalid, "A key without any right is of no use."}.code(
            "invalid_rights");
    if (expires_at && *expires_at <= now)
        throw Failure{FailureKind::invalid, "The key would have expired already."}.code(
            "invalid_expiry");

    const auto secret = new_api_key(random_);
    const ApiKey key{.id = new_id(clock_, random_),
                     .name = name,
                     .rights = rights,
                     .prefix = secret.substr(0, shown_characters),
                     .created_at = now,
                     .created_by = created_by,
                     .expires_at = expires_at,
                     .revoked_at = std::nullopt};
    const auto audit_id = new_id(clock_, random_);
    database_.write([&](sql::Transaction& tx) {
        ApiKeysStore{tx}.insert(key, sha256_hex(secret));
        sql::bump_generation(tx);
        write_audit(tx, now, audit_id, {created_by, ""},
                    {"create_key", "api_key", key.id, nullptr, api::to_json(key)});
    });
    refresh();
    return {key, secret};
}

std::vector<ApiKey> Access::list_keys() const {
    return database_.read([](sql::Transaction& tx) { return ApiKeysStore{tx}.list(); });
}

ApiKey Access::revoke_key(const std::string& id_or_name, const std::string& revoked_by) {
    const auto now = clock_.now();
    const auto audit_id = new_id(clock_, random_);
    const auto revoked = database_.write([&](sql::Transaction& tx) {
        ApiKeysStore store{tx};
        const auto before = find_key(store, id_or_name, now);
        if (before.revoked_at) return before;
        auto after = before;
        after.revoked_at = now;
        store.revoke(after.id, now);
        sql::bump_generation(tx);
        write_audit(tx, now, audit_id, {revoked_by, ""},
                    {"revoke_key", "api_key", after.id, api::to_json(before), api::to_json(after)});
        return after;
    });
    refresh();
    return revoked;
}

}  // namespace ontos::access
