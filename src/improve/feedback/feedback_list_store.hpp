#pragma once
// Lists of feedback: which items a filter finds, and how many.

#include "improve/feedback/feedback_item.hpp"
#include "improve/feedback/feedback_requests.hpp"
#include "platform/sql/database.hpp"

namespace ontos::feedback_list_store {

/// The newest of what an index finds is looked at, and no more.
inline constexpr std::int64_t scanned_max = 50'000;
/// What is found by more than endpoint, rating and flag is counted so far.
inline constexpr std::int64_t counted_max = 10'000;

/// Members that are there are joined by `and`.
struct Filter {
    std::optional<std::string> endpoint_id;  ///< the id, not the name
    std::optional<Rating> rating;
    bool flagged_only = false;
    std::optional<std::string> model_version, tag;
    std::optional<std::string> q;  ///< words that all stand in the texts, in either case
    std::optional<FeedbackSource> source;
    std::optional<Timestamp> created_after, created_before;  ///< [after, before)

    /// Whether the counts of endpoint, rating and flag tell how many there are.
    bool is_counted() const {
        return !model_version && !tag && !q && !source && !created_after && !created_before;
    }
};

struct Wanted {
    std::string after_id;     ///< only behind this item; empty: from the newest
    std::int64_t offset = 0;  ///< items to leave out
    std::int64_t limit = 20;
};

struct Slice {
    std::vector<FeedbackItem> items;  ///< newest first
    std::string next;                 ///< the id behind which to go on; empty: there is nothing
};

Slice list(sql::Transaction& tx, const Filter& filter, const Wanted& wanted);

struct Total {
    std::int64_t count = 0;
    TotalRelation relation = TotalRelation::eq;
};

/// Active items.
Total count(sql::Transaction& tx, const Filter& filter);

}  // namespace ontos::feedback_list_store
