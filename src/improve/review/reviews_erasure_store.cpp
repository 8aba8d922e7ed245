// The SQL by which items of review queues are tied to the subject of an erasure.
#include "improve/review/reviews_erasure_store.hpp"

#include <fmt/format.h>

#include "platform/erasure/erasure_links_store.hpp"

namespace ontos::reviews_erasure_store {
namespace {

constexpr std::string_view linked_items =
    "from review_items i where i.target_id in (select id from erasure_links where erasure_id = $1 "
    "and kind in ('feedback', 'row'))";

std::int64_t count_assignments(sql::Transaction& tx, const std::string& item_id,
                               AssignmentStatus status) {
    return tx
        .value<std::int64_t>(
            "select count(*) from review_assignments where item_id = $1 and status = $2", item_id,
            status)
        .value_or(0);
}

}  // namespace

std::vector<std::string> feedback_of(sql::Transaction& tx, const ErasedSubject& subject) {
    const auto found = tx.table(
        fmt::format("select feedback_ids from review_assignments where feedback_ids <> '[]' and "
                    "item_id in (select i.id {})",
                    linked_items),
        subject.erasure_id);
    std::vector<std::string> out;
    for (const auto& row : found.rows)
        for (auto& id : api::Codec<std::vector<std::string>>::from_scalar(row[0]))
            out.push_back(std::move(id));
    return out;
}

HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) {
    return tx
        .row<HeldRecords>(erasure_links_store::held_query("i", linked_items), subject.erasure_id)
        .value();
}

std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                const std::string& after, std::int64_t limit) {
    return tx.rows<HeldRecord>(
        fmt::format("select i.id, i.created_at {} and i.id > $2 order by i.id limit $3",
                    linked_items),
        subject.erasure_id, after, limit);
}

std::vector<ReviewItemRecord> linked(sql::Transaction& tx, const ErasedSubject& subject,
                                     std::int64_t limit) {
    return tx.rows<ReviewItemRecord>(
        fmt::format("select i.* {} order by i.id limit $2", linked_items), subject.erasure_id,
        limit);
}

ReviewCounts remove(sql::Transaction& tx, const ReviewItemRecord& item) {
    ReviewCounts out;
    out.judgement_count = count_assignments(tx, item.id, AssignmentStatus::submitted);
    out.skip_count = count_assignments(tx, item.id, AssignmentStatus::skipped);
    tx.run("delete from review_labels where queue_id = $1 and item_id = $2", item.queue_id,
           item.id);
    tx.run("delete from review_assignments where item_id = $1", item.id);
    tx.run("delete from review_items where id = $1", item.id);
    return out;
}

std::vector<ReviewQueue> of_feedback(sql::Transaction& tx, std::int64_t limit,
                                     std::int64_t offset) {
    return tx.rows<ReviewQueue>(
        "select * from review_queues where source = $1 order by id limit $2 offset $3",
        ReviewSource::feedback, limit, offset);
}

void set_filter(sql::Transaction& tx, const ReviewQueue& queue) {
    tx.run("update review_queues set filter = $2 where id = $1", queue.id, queue.filter);
}

}  // namespace ontos::reviews_erasure_store
