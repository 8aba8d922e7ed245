// Makes, knows and bounds the tokens with which pages send feedback.
#include "improve/feedback/feedback_tokens.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <set>

#include "improve/feedback/feedback_parts.hpp"
#include "improve/feedback/feedback_tokens_store.hpp"
#include "platform/base/hash.hpp"
#include "platform/base/ids.hpp"
#include "platform/sql/generation_store.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view token_prefix = "ontosfb_";
constexpr std::string_view caller_prefix = "token:";
constexpr std::size_t shown_characters = 14;

std::string new_token(Random& random) {
    std::array<std::uint8_t, 32> bytes{};
    random.fill(bytes);
    return std::string{token_prefix} + to_hex(bytes);
}

std::vector<Violation> violations_of(const NewFeedbackToken& sent, Timestamp now,
                                     Timestamp expires_at) {
    static const re2::RE2 origin{"https?://[a-z0-9.-]+(:[0-9]{1,5})?"};
    std::vector<Violation> broken;
    for (std::size_t i = 0; i < sent.allowed_origins.size(); ++i)
        if (!re2::RE2::FullMatch(sent.allowed_origins[i], origin))
            broken.push_back({fmt::format("/body/allowed_origins/{}", i),
                              "must be an origin in lower case: https://app.example.com"});
    if (expires_at <= now || expires_at > now + std::chrono::days{366})
        broken.push_back({"/body/expires_at", "must be ahead, at most 366 days"});
    return broken;
}

/// One sentence for all of these: a guess learns nothing.
Failure unknown_token() {
    return Failure{FailureKind::unauthorized,
                   "The feedback token is not known here, has expired or was revoked."};
}

}  // namespace

struct FeedbackTokens::Snapshot {
    std::int64_t generation = 0;
    std::map<std::string, FeedbackToken> by_hash;
    std::map<std::string, const FeedbackToken*> by_caller;
    std::set<std::string, std::less<>> origins;  ///< of all of them
};

FeedbackTokens::FeedbackTokens(sql::Database& database, const Clock& clock, Random& random,
                               EndpointDirectory endpoints)
    : database_{database},
      clock_{clock},
      random_{random},
      endpoints_{std::move(endpoints)},
      snapshot_{std::make_shared<const Snapshot>()} {
    refresh();
}

api::Created<MadeFeedbackToken> FeedbackTokens::create_feedback_token(
    const api::Body<NewFeedbackToken>& body, const access::ActorInput& actor) {
    const auto now = clock_.now();
    const auto expires_at =
        body.expires_at ? body.expires_at->at(now) : now + std::chrono::days{30};
    if (auto broken = violations_of(body, now, expires_at); !broken.empty())
        throw broken_rules(std::move(broken)).code("invalid_feedback_token");
    const auto judged = require_judged_endpoint(endpoints_, body.endpoint_id);
    const auto secret = new_token(random_);
    const FeedbackToken token{.id = new_id(clock_, random_),
                              .name = body.name,
                              .prefix = secret.substr(0, shown_characters),
                              .endpoint_id = judged.id.text,
                              .endpoint_name = judged.name,
                              .allowed_origins = body.allowed_origins,
                              .rate_per_minute = body.rate_per_minute,
                              .expires_at = expires_at,
                              .created_by = actor.name,
                              .created_at = now};
    database_.write([&](sql::Transaction& tx) {
        const auto all = feedback_tokens_store::list(tx);
        if (std::ranges::find(all, token.name, &FeedbackToken::name) != all.end())
            throw Failure{FailureKind::conflict, "There is a token \"" + token.name + "\" already."}
                .code("feedback_token_exists");
        if (all.size() >= tokens_max)
            throw Failure{
                FailureKind::conflict,
                fmt::format("There are {} tokens already, the most that are allowed.", tokens_max)}
                .code("too_many_feedback_tokens");
        feedback_tokens_store::insert(tx, token, sha256_hex(secret));
        sql::bump_generation(tx);
        access::write_audit(
            tx, now, new_id(clock_, random_), actor,
            {"create_feedback_token", "feedback_token", token.id, nullptr, api::to_json(token)});
    });
    refresh();
    return {{token, secret}};
}

FeedbackTokenPage FeedbackTokens::list_feedback_tokens() {
    return {database_.read([](sql::Transaction& tx) { return feedback_tokens_store::list(tx); }),
            std::nullopt};
}

void FeedbackTokens::delete_feedback_token(const api::Path<FeedbackTokenPath>& path,
                                           const api::IfMatch& condition,
                                           const access::ActorInput& actor) {
    database_.write([&](sql::Transaction& tx) {
        const auto token = feedback_tokens_store::remove(tx, path.token_id);
        if (!token)
            throw Failure{FailureKind::not_found,
                          "There is no feedback token \"" + path.token_id + "\"."}
                .code("feedback_token_not_found")
                .hint("GET /api/v1/feedback/tokens lists them.");
        condition.require(api::to_json(*token));
        sql::bump_generation(tx);
        access::write_audit(
            tx, clock_.now(), new_id(clock_, random_), actor,
            {"delete_feedback_token", "feedback_token", token->id, api::to_json(*token), nullptr});
    });
    refresh();
}

access::TokenCallers FeedbackTokens::callers() {
    return {.prefix = token_prefix,
            .identify = [this](std::string_view token,
                               const api::RequestHead& head) { return identify(token, head); },
            .admits_origin =
                [this](std::string_view origin, std::string_view path) {
                    const bool is_ours =
                        path == "/api/v1/feedback" || path == "/api/v1/feedback/batch";
                    return is_ours && snapshot_.get()->origins.contains(origin);
                }};
}

api::Caller FeedbackTokens::identify(std::string_view token, const api::RequestHead& head) const {
    const auto snapshot = snapshot_.get();
    const auto found = snapshot->by_hash.find(sha256_hex(token));
    if (found == snapshot->by_hash.end() || found->second.expires_at <= clock_.now())
        throw unknown_token();
    const auto& known = found->second;
    const auto origin = head.headers.find("Origin").value_or("");
    if (std::ranges::find(known.allowed_origins, origin) == known.allowed_origins.end())
        throw Failure{FailureKind::forbidden,
                      "This token is for the pages of other origins than the one that sent it."}
            .code("origin_not_allowed");
    return {.name = std::string{caller_prefix} + known.name,
            .kind = api::CallerKind::feedback_token,
            .levels = {},
            .can_query = false};
}

std::string FeedbackTokens::admit(const api::Caller& caller, std::size_t count) {
    const auto snapshot = snapshot_.get();
    const auto found = snapshot->by_caller.find(caller.name);
    if (found == snapshot->by_caller.end()) throw unknown_token();
    const auto& token = *found->second;
    const auto now = clock_.now();
    const auto wait = minutes_.with([&](auto& minutes) -> std::chrono::microseconds {
        auto& minute = minutes[caller.name];
        if (minute.ends <= now) minute = {now + 1min, 0};
        if (minute.used + count > static_cast<std::size_t>(token.rate_per_minute))
            return minute.ends - now;
        minute.used += count;
        return 0us;
    });
    if (wait > 0us)
        throw Failure{
            FailureKind::rate_limited,
            fmt::format("This token sends at most {} items a minute.", token.rate_per_minute)}
            .retry_after(std::chrono::ceil<std::chrono::milliseconds>(wait));
    return token.endpoint_id;
}

void FeedbackTokens::refresh() {
    const auto seen = snapshot_.get()->generation;
    const auto next = database_.read([&](sql::Transaction& tx) {
        auto out = std::make_shared<Snapshot>();
        out->generation = sql::read_generation(tx);
        if (out->generation == seen) return out;
        for (auto& [hash, token] : feedback_tokens_store::hashed(tx)) {
            const auto place = out->by_hash.emplace(hash, std::move(token)).first;
            out->by_caller[std::string{caller_prefix} + place->second.name] = &place->second;
            out->origins.insert(place->second.allowed_origins.begin(),
                                place->second.allowed_origins.end());
        }
        return out;
    });
    const std::lock_guard lock{publishing_};
    if (next->generation > snapshot_.get()->generation) snapshot_.publish(next);
}

}  // namespace ontos
