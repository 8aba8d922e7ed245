// Who is calling: a key, a trusted proxy's word, or nobody we know.
#include "platform/access/access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "platform/access/api_key_text.hpp"
#include "platform/access/api_keys_store.hpp"
#include "platform/base/hash.hpp"
#include "platform/base/text.hpp"
#include "platform/sql/generation_store.hpp"

namespace ontos::access {
namespace {

constexpr std::size_t caller_name_max = 320;  // the longest e-mail address

struct KnownKey {
    api::Caller caller;
    std::optional<Timestamp> expires_at;
};

[[noreturn]] void refuse(std::string message) {
    throw Failure{FailureKind::unauthorized, std::move(message)}.hint(
        "Send `Authorization: Bearer <key>`; `ontos keys create` makes a key.");
}

std::string_view bearer_token(std::string_view authorization) {
    constexpr std::string_view scheme = "Bearer ";
    if (!same_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return {};
    authorization.remove_prefix(scheme.size());
    const auto start = authorization.find_first_not_of(' ');
    return start == authorization.npos ? std::string_view{} : authorization.substr(start);
}

/// What was sent as a key: a bearer token, else `X-API-Key`; empty if nothing was.
std::string_view sent_key(const api::RequestHead& head) {
    const auto token = bearer_token(head.headers.find("Authorization").value_or(""));
    return token.empty() ? head.headers.find("X-API-Key").value_or("") : token;
}

/// A name that may stand in a log line, an audit entry and a header.
bool is_caller_name(std::string_view name) {
    return !name.empty() && name.size() <= caller_name_max &&
           std::ranges::all_of(name, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

struct Access::Snapshot {
    std::int64_t generation = 0;
    std::unordered_map<std::string, KnownKey> keys;  ///< by SHA-256
};

Access::Access(AccessConfig config, sql::Database& database, const Clock& clock, Random& random)
    : config_{std::move(config)},
      trusted_proxies_{parse_ranges(config_.trusted_proxies)},
      proxy_rights_{caller_with({}, api::CallerKind::proxy, config_.proxy_rights)},
      database_{database},
      clock_{clock},
      random_{random},
      snapshot_{std::make_shared<const Snapshot>()} {
    refresh();
}

api::Caller Access::identify(const api::RequestHead& head) const {
    const auto key = sent_key(head);
    for (const auto& callers : token_callers_)
        if (key.starts_with(callers.prefix)) return callers.identify(key, head);
    if (!config_.required) return api::local_caller();
    if (has_api_key_prefix(key)) return key_caller(key);
    // A proxy may pass on a token that is meant for others.
    if (auto caller = proxy_caller(head)) return *caller;
    if (!key.empty()) refuse("The credential is not an API key of this server.");
    refuse("This server wants to know who is calling.");
}

bool Access::admits_token_page(std::string_view origin, std::string_view path) const {
    return std::ranges::any_of(token_callers_, [&](const TokenCallers& callers) {
        return callers.admits_origin && callers.admits_origin(origin, path);
    });
}

api::Caller Access::key_caller(std::string_view secret) const {
    // One sentence for all of these: a guess learns nothing.
    constexpr auto wrong_key = "The API key is not known here, has expired or was revoked.";
    if (!is_api_key(secret)) refuse(wrong_key);
    const auto snapshot = snapshot_.get();
    const auto found = snapshot->keys.find(sha256_hex(secret));
    if (found == snapshot->keys.end()) refuse(wrong_key);
    const auto& key = found->second;
    if (key.expires_at && *key.expires_at <= clock_.now()) refuse(wrong_key);
    return key.caller;
}

std::optional<api::Caller> Access::proxy_caller(const api::RequestHead& head) const {
    const auto peer = parse_address(head.peer);
    const auto is_peer_in = [&](const AddressRange& range) { return range.contains(*peer); };
    if (!peer || std::ranges::none_of(trusted_proxies_, is_peer_in)) return std::nullopt;
    auto name = head.headers.find("X-Forwarded-Email").value_or("");
    if (name.empty()) name = head.headers.find("X-Forwarded-User").value_or("");
    if (name.empty()) return std::nullopt;
    if (!is_caller_name(name)) refuse("The proxy's name for the caller has characters it may not.");
    auto caller = proxy_rights_;
    caller.name = name;
    return caller;
}

void Access::authorise(const api::Caller& caller, api::Right right) {
    if (caller.may(right)) return;
    std::string hint = "Whoever gave out the key or set up the proxy can grant it.";
    if (right == api::Right::send_feedback)
        hint += " Pages send feedback with a token: POST /api/v1/feedback/tokens makes one.";
    if (right == api::Right::report_job)
        hint += " A trainer reports with the token that it got with its job.";
    throw Failure{FailureKind::forbidden,
                  fmt::format("{} lacks the right {}.", caller.name, api::to_text(right))}
        .hint(std::move(hint));
}

void Access::refresh() {
    const auto seen = snapshot_.get()->generation;
    const auto read = [&](sql::Transaction& tx) {
        auto next = std::make_shared<Snapshot>();
        next->generation = sql::read_generation(tx);
        if (next->generation == seen) return next;
        for (auto& key : ApiKeysStore{tx}.working())
            next->keys.emplace(key.key_sha256,
                               KnownKey{caller_with(key.name, api::CallerKind::api_key, key.rights),
                                        key.expires_at});
        return next;
    };
    const auto next = database_.read(read);
    const std::lock_guard lock{publishing_};
    // Two that refresh at once may finish in either order.
    if (next->generation > snapshot_.get()->generation) snapshot_.publish(next);
}

}  // namespace ontos::access
