// The SQL of feedback_tokens.
#include "improve/feedback/feedback_tokens_store.hpp"

#include <fmt/format.h>

namespace ontos::feedback_tokens_store {
namespace {

constexpr std::string_view columns =
    "id, name, prefix, endpoint_id, endpoint_name, allowed_origins, rate_per_minute, expires_at, "
    "created_by, created_at";

struct TokenHash {
    std::string id, token_sha256;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&TokenHash::id>("Token."),
                          api::field<&TokenHash::token_sha256>("Its hash.")};
    }
};

}  // namespace

void insert(sql::Transaction& tx, const FeedbackToken& token, const std::string& token_sha256) {
    tx.run(
        "insert into feedback_tokens (id, token_sha256, name, prefix, endpoint_id, endpoint_name, "
        "allowed_origins, rate_per_minute, expires_at, created_by, created_at) values ($1, $2, $3, "
        "$4, $5, $6, $7, $8, $9, $10, $11)",
        token.id, token_sha256, token.name, token.prefix, token.endpoint_id, token.endpoint_name,
        token.allowed_origins, token.rate_per_minute, token.expires_at, token.created_by,
        token.created_at);
}

std::vector<FeedbackToken> list(sql::Transaction& tx) {
    return tx.rows<FeedbackToken>(
        fmt::format("select {} from feedback_tokens order by id desc", columns));
}

std::vector<std::pair<std::string, FeedbackToken>> hashed(sql::Transaction& tx) {
    const auto hashes =
        tx.rows<TokenHash>("select id, token_sha256 from feedback_tokens order by id desc");
    auto tokens = list(tx);
    std::vector<std::pair<std::string, FeedbackToken>> out;
    for (std::size_t i = 0; i < tokens.size(); ++i)
        out.emplace_back(hashes[i].token_sha256, std::move(tokens[i]));
    return out;
}

std::optional<FeedbackToken> remove(sql::Transaction& tx, const std::string& id) {
    const auto token = tx.row<FeedbackToken>(
        fmt::format("select {} from feedback_tokens where id = $1", columns), id);
    if (token) tx.run("delete from feedback_tokens where id = $1", id);
    return token;
}

}  // namespace ontos::feedback_tokens_store
