// The SQL of review_queues.
#include "improve/review/review_queues_store.hpp"

#include "platform/sql/update.hpp"

namespace ontos::review_queues_store {

void insert(sql::Transaction& tx, const ReviewQueue& queue) { tx.insert("review_queues", queue); }

std::optional<ReviewQueue> find(sql::Transaction& tx, const std::string& id) {
    return tx.row<ReviewQueue>("select * from review_queues where id = $1 and deleted_at is null",
                               id);
}

std::vector<ReviewQueue> list(sql::Transaction& tx, std::optional<ReviewQueueStatus> status,
                              const std::string& before, std::int64_t limit) {
    return tx.rows<ReviewQueue>(
        "select * from review_queues where deleted_at is null "
        "and (cast($1 as text) is null or status = $1) and ($2 = '' or id < $2) "
        "order by id desc limit $3",
        status, before, limit);
}

std::int64_t count(sql::Transaction& tx) {
    return tx.value<std::int64_t>("select count(*) from review_queues where deleted_at is null")
        .value();
}

void update(sql::Transaction& tx, const ReviewQueue& queue) {
    tx.run(
        "update review_queues set name = $2, description = $3, instructions = $4, "
        "reservation_minutes = $5, reviewers = $6, status = $7, updated_at = $8, deleted_at = $9 "
        "where id = $1",
        queue.id, queue.name, queue.description, queue.instructions, queue.reservation_minutes,
        queue.reviewers, queue.status, queue.updated_at, queue.deleted_at);
}

void add_counts(sql::Transaction& tx, const std::string& id, const ReviewCounts& added) {
    tx.run(
        "update review_queues set item_count = item_count + $2, "
        "pending_count = pending_count + $3, completed_count = completed_count + $4, "
        "withdrawn_count = withdrawn_count + $5, judgement_count = judgement_count + $6, "
        "skip_count = skip_count + $7 where id = $1",
        id, added.item_count, added.pending_count, added.completed_count, added.withdrawn_count,
        added.judgement_count, added.skip_count);
}

std::vector<std::string> deleted(sql::Transaction& tx) {
    std::vector<std::string> out;
    for (auto& queue : tx.rows<ReviewQueue>(
             "select * from review_queues where deleted_at is not null order by id limit 100"))
        out.push_back(std::move(queue.id));
    return out;
}

std::int64_t remove_items(sql::Transaction& tx, const std::string& id, std::int64_t limit) {
    constexpr std::string_view first =
        "(select id from review_items where queue_id = $1 order by place limit $2)";
    for (const auto* table : {"review_labels", "review_assignments"})
        tx.run(std::string{"delete from "} + table + " where queue_id = $1 and item_id in " +
                   std::string{first},
               id, limit);
    return tx.run("delete from review_items where id in " + std::string{first}, id, limit);
}

void remove(sql::Transaction& tx, const std::string& id) {
    tx.run("delete from review_queues where id = $1", id);
}

std::vector<ReviewerProgress> reviewers(sql::Transaction& tx, const std::string& id, Timestamp now,
                                        std::int64_t limit) {
    return tx.rows<ReviewerProgress>(
        "select reviewer, "
        "sum(case when status = 'reserved' and expires_at > $2 then 1 else 0 end) as reserved, "
        "sum(case when status = 'submitted' then 1 else 0 end) as submitted, "
        "sum(case when status = 'skipped' then 1 else 0 end) as skipped "
        "from review_assignments where queue_id = $1 group by reviewer "
        "order by submitted desc, reviewer limit $3",
        id, now, limit);
}

}  // namespace ontos::review_queues_store
