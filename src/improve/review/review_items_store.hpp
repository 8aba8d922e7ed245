#pragma once
// Items of review queues, who has them, and what they said, in the database.

#include "improve/curation/agreement.hpp"
#include "improve/review/review_item.hpp"
#include "platform/sql/database.hpp"

namespace ontos::review_items_store {

/// One more than the largest place of the queue.
std::int64_t next_place(sql::Transaction& tx, const std::string& queue_id);
/// Of these, what the queue has already.
std::vector<std::string> known(sql::Transaction& tx, const std::string& queue_id,
                               const std::vector<std::string>& target_ids);
void insert(sql::Transaction& tx, std::span<const ReviewItemRecord> items);
std::optional<ReviewItemRecord> find(sql::Transaction& tx, const std::string& queue_id,
                                     const std::string& id);
/// By place, from this one on.
std::vector<ReviewItemRecord> list(sql::Transaction& tx, const std::string& queue_id,
                                   const ReviewItemsQuery& query, std::int64_t limit);
/// Of one target, in all queues.
std::vector<ReviewItemRecord> of_target(sql::Transaction& tx, const std::string& target_id);
void update(sql::Transaction& tx, const ReviewItemRecord& item);

/// The first pending item that fewer than `overlap` have, and that this reviewer never had.
std::optional<ReviewItemRecord> next_free(sql::Transaction& tx, const std::string& queue_id,
                                          const std::string& reviewer, std::int32_t overlap);
/// What the reviewer has reserved, until after `now`.
std::optional<ReviewAssignment> held(sql::Transaction& tx, const std::string& queue_id,
                                     const std::string& reviewer, Timestamp now);
/// Takes at most so many reservations back that ended.
void free_expired(sql::Transaction& tx, const std::string& queue_id, Timestamp now,
                  std::int64_t limit);

std::optional<ReviewAssignment> assignment(sql::Transaction& tx, const std::string& item_id,
                                           const std::string& reviewer);
/// By when they were answered.
std::vector<ReviewAssignment> submitted(sql::Transaction& tx, const std::string& item_id);
void put(sql::Transaction& tx, const ReviewAssignment& assignment);
void remove(sql::Transaction& tx, const ReviewAssignment& assignment);
/// Whoever has it reserved loses it.
void remove_reserved(sql::Transaction& tx, const std::string& item_id);
/// The texts of what was said.
void forget_judgements(sql::Transaction& tx, const std::string& item_id);

/// A row of review_labels.
struct Label {
    std::string queue_id, name, item_id, reviewer, label;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&Label::queue_id>("Queue."), api::field<&Label::name>("What."),
                          api::field<&Label::item_id>("Item."),
                          api::field<&Label::reviewer>("Who."),
                          api::field<&Label::label>("What was said.")};
    }
};
void insert_labels(sql::Transaction& tx, std::span<const Label> labels);
std::vector<std::string> label_names(sql::Transaction& tx, const std::string& queue_id);
/// Pairs of reviewers, with what both said of the items that both judged.
std::map<std::pair<std::string, std::string>, JudgementCounts> pairs(sql::Transaction& tx,
                                                                     const std::string& queue_id,
                                                                     const std::string& name);
/// What was said of the items that exactly so many judged.
VoteCounts votes(sql::Transaction& tx, const std::string& queue_id, const std::string& name,
                 std::int64_t judgements);

}  // namespace ontos::review_items_store
