#pragma once
// Tokens of pages in the database: their hashes, never the tokens.

#include "improve/feedback/feedback_token.hpp"
#include "platform/sql/database.hpp"

namespace ontos::feedback_tokens_store {

void insert(sql::Transaction& tx, const FeedbackToken& token, const std::string& token_sha256);
/// Newest first.
std::vector<FeedbackToken> list(sql::Transaction& tx);
/// With the hash of each.
std::vector<std::pair<std::string, FeedbackToken>> hashed(sql::Transaction& tx);
/// What was removed, if it was there.
std::optional<FeedbackToken> remove(sql::Transaction& tx, const std::string& id);

}  // namespace ontos::feedback_tokens_store
