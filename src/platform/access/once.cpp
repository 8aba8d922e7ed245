// Idempotency keys: claimed with the change, answered from what was kept.
#include "platform/access/once.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "platform/access/idempotency_store.hpp"
#include "platform/access/replay.hpp"
#include "platform/base/hash.hpp"

namespace ontos::access {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view header = "Idempotency-Key";
constexpr std::size_t key_length_max = 255;
constexpr std::size_t kept_body_max = 64 * 1024;
constexpr auto kept_for = 24h;

/// Each part with its length, so that no two requests give the same bytes.
void add_part(Sha256& hash, std::string_view part) {
    hash.add(fmt::format("{}:", part.size()));
    hash.add(part);
}

std::string fingerprint_of(const api::Request& request) {
    Sha256 hash;
    add_part(hash, request.head.method_text);
    add_part(hash, request.head.target);
    add_part(hash, request.form.empty() ? request.body : std::string_view{});
    for (const auto& part : request.form) {
        add_part(hash, part.name);
        add_part(hash, part.file ? part.file->file_name : part.text);
        add_part(hash, part.file ? part.file->sha256 : std::string{});
    }
    return hash.hex();
}

void require_key(std::string_view key) {
    const bool is_printable = std::ranges::all_of(key, [](char c) { return c >= ' ' && c <= '~'; });
    if (!key.empty() && key.size() <= key_length_max && is_printable) return;
    throw Failure{FailureKind::invalid, "The Idempotency-Key cannot be used."}.violations(
        {{"/header/Idempotency-Key", "must have 1 to 255 printable ASCII characters"}});
}

/// The same key for another request is a mistake of the client.
void require_same_request(const ClaimedKey& earlier, const std::string& fingerprint) {
    if (earlier.fingerprint == fingerprint) return;
    throw Failure{
        FailureKind::unprocessable,
        "This Idempotency-Key was used for another request: method, target or body differ."}
        .code("idempotency_key_reused")
        .hint("Make a new key for each new request.");
}

api::ReadyReply replay_of(const ClaimedKey& earlier) {
    api::Reply reply{.status = static_cast<int>(earlier.status.value()),
                     .content_type = earlier.content_type.value(),
                     .body = earlier.body.value()};
    for (const auto& pair : earlier.headers.value()) reply.headers.emplace_back(pair[0], pair[1]);
    return replay(std::move(reply));
}

[[noreturn]] void answer_again(const ClaimedKey& earlier) {
    if (earlier.body) throw replay_of(earlier);
    if (earlier.status)
        throw Failure{FailureKind::conflict,
                      "The request with this Idempotency-Key was carried out; its answer is not "
                      "kept: it was too long, or a person's data was erased since."}
            .code("already_done")
            .hint("Read the thing that it made or changed.");
    throw Failure{FailureKind::conflict,
                  "A request with this Idempotency-Key is still being carried out."}
        .code("in_flight")
        .retry_after(1s);
}

/// What the key stands for already; nullopt if it is claimed now.
std::optional<ClaimedKey> claim_or_find(sql::Transaction& tx, const KeyScope& scope,
                                        const ClaimedKey& claim) {
    IdempotencyStore store{tx};
    if (store.insert(scope, claim)) return std::nullopt;
    auto earlier = store.find(scope);
    check(earlier.has_value(), "a key that cannot be inserted is there");
    if (earlier->created_at + kept_for > claim.created_at) return earlier;
    store.remove(scope);
    check(store.insert(scope, claim), "a key that was removed can be inserted");
    return std::nullopt;
}

}  // namespace

Once Once::read(api::Call& call) {
    Once once;
    const auto key = call.request.head.headers.find(header);
    if (!key) return once;
    require_key(*key);
    const auto& caller = call.request.caller;
    // Clients put names of people and of orders into keys: what is kept does not tell.
    once.key_ = sha256_hex(*key);
    once.caller_ = fmt::format("{}:{}", static_cast<int>(caller.kind), caller.name);
    once.route_ = call.operation;
    once.fingerprint_ = fingerprint_of(call.request);
    once.call_ = &call;
    return once;
}

void Once::describe(api::Inputs& inputs, api::json::object&) {
    const api::json::object member{
        {"type", "string"},
        {"description",
         "Repeats of the same request with the same key get the same answer, for 24 hours."},
        {"minLength", 1},
        {"maxLength", key_length_max}};
    api::add_members(inputs.headers,
                     {{"type", "object"}, {"properties", {{"idempotency_key", member}}}});
}

void Once::claim(sql::Transaction& tx, Timestamp now) const {
    if (!has_key()) return;
    const KeyScope scope{caller_, route_, key_};
    const auto earlier =
        claim_or_find(tx, scope, ClaimedKey{.fingerprint = fingerprint_, .created_at = now});
    if (!earlier) return;
    require_same_request(*earlier, fingerprint_);
    answer_again(*earlier);
}

void Once::store(sql::Transaction& tx, const api::Reply& reply) const {
    check(!reply.file && reply.static_body.empty(), "a reply that is kept is text");
    ClaimedKey kept{.fingerprint = fingerprint_,
                    .status = reply.status,
                    .content_type = reply.content_type,
                    .headers = std::vector<std::vector<std::string>>{}};
    for (const auto& [name, value] : reply.headers) kept.headers->push_back({name, value});
    if (reply.body.size() <= kept_body_max) kept.body = reply.body;
    IdempotencyStore{tx}.set_reply({caller_, route_, key_}, kept);
}

std::optional<std::string> Once::claim_operation(sql::Transaction& tx, Timestamp now,
                                                 const std::string& operation_id) const {
    if (!has_key()) return std::nullopt;
    const KeyScope scope{caller_, route_, key_};
    const auto earlier = claim_or_find(
        tx, scope,
        ClaimedKey{.fingerprint = fingerprint_, .created_at = now, .operation_id = operation_id});
    if (!earlier) return std::nullopt;
    require_same_request(*earlier, fingerprint_);
    if (!earlier->operation_id) answer_again(*earlier);
    return earlier->operation_id;
}

void Once::release(sql::Transaction& tx) const {
    if (has_key()) IdempotencyStore{tx}.remove({caller_, route_, key_});
}

void forget_old_keys(sql::Database& database, Timestamp now, std::int64_t keys_max) {
    constexpr std::int64_t keys_per_job = 10'000;
    const auto one_too_many = database.read(
        [&](sql::Transaction& tx) { return IdempotencyStore{tx}.newest_above(keys_max); });
    const auto until = std::max(now - kept_for, one_too_many.value_or(Timestamp::min()));
    // In small jobs: other writes wait behind each.
    for (auto removed = keys_per_job; removed == keys_per_job;)
        removed = database.write([&](sql::Transaction& tx) {
            return IdempotencyStore{tx}.remove_until(until, keys_per_job);
        });
}

}  // namespace ontos::access
