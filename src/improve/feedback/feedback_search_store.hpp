#pragma once
// The words of feedback. SQLite keeps them in a table of their own, which is told of each change;
// PostgreSQL in an index.

#include "improve/feedback/feedback_item.hpp"
#include "platform/sql/database.hpp"

namespace ontos::feedback_search_store {

/// After the item was written.
void add(sql::Transaction& tx, const std::string& feedback_id);
/// Before the item is overwritten or removed: its words are those that it has now.
void take_out(sql::Transaction& tx, const std::string& feedback_id);

/// Merges segments of the index, about so many pages of them: at the end of a row of calls, what
/// was taken out before it is in none of them. `is_first`: of the row. Whether there is more.
bool merge(sql::Transaction& tx, std::int64_t pages, bool is_first);

/// Whether both have the same words.
bool has_same_words(const FeedbackItem& a, const FeedbackItem& b);

}  // namespace ontos::feedback_search_store
