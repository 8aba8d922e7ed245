// What a review queue is fed with: pending rows of a sheet, or feedback that a filter finds.
#include <fmt/format.h>

#include <set>

#include "improve/feedback/feedback_filter.hpp"
#include "improve/review/review_items_store.hpp"
#include "improve/review/review_lookup.hpp"
#include "improve/review/review_queues_store.hpp"
#include "improve/review/reviews.hpp"
#include "improve/sheets/rows_store.hpp"
#include "improve/sheets/sheet_lookup.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

namespace store = review_queues_store;
namespace items = review_items_store;

/// What can be added, and where to go on.
struct Found {
    std::vector<std::string> target_ids;
    std::string next;
};

Found pending_rows(sql::Transaction& tx, const ReviewQueue& queue, const std::string& cursor,
                   std::int64_t limit) {
    require_open_sheet(tx, *queue.training_sheet_id);
    Found out;
    rows_store::Filter filter{.review_status = ReviewStatus::pending,
                              .use = std::nullopt,
                              .from = cursor.empty() ? 0 : std::stoll(cursor),
                              .limit = limit + 1};
    for (auto& row : rows_store::list(tx, *queue.training_sheet_id, filter)) {
        if (std::ssize(out.target_ids) == limit) {
            out.next = std::to_string(row.row_index);
            break;
        }
        out.target_ids.push_back(std::move(row.id));
    }
    return out;
}

/// Without what reviewers said, which is feedback too.
Found judged_feedback(sql::Transaction& tx, const feedback_list_store::Filter& filter,
                      const std::string& cursor, std::int64_t limit) {
    Found out;
    auto slice = feedback_list_store::list(tx, filter, {cursor, 0, limit});
    for (auto& item : slice.items)
        if (!item.identifier.value_or("").starts_with(review_identifier))
            out.target_ids.push_back(std::move(item.id));
    out.next = std::move(slice.next);
    return out;
}

void require_cursor(const ReviewQueue& queue, const std::string& cursor) {
    const bool is_place =
        cursor.size() <= 18 && cursor.find_first_not_of("0123456789") == std::string::npos;
    if (cursor.empty() ||
        (queue.source == ReviewSource::training_sheet ? is_place : is_uuid(cursor)))
        return;
    throw Failure{FailureKind::invalid, "The cursor is not one that was given out."}
        .code("invalid_cursor")
        .violations({{"/body/cursor", "must be the next_cursor of the call before"}});
}

}  // namespace

feedback_list_store::Filter Reviews::filter_of(const ReviewQueue& queue) const {
    if (!queue.filter) return {};
    return ontos::filter_of(*queue.filter, parts_.endpoints, parts_.clock.now());
}

ReviewFed Reviews::feed(sql::Transaction& tx, const ReviewQueue& queue,
                        const feedback_list_store::Filter& filter,
                        const ReviewFeeding& wanted) const {
    constexpr std::int64_t at_once = 200;
    const auto now = parts_.clock.now();
    ReviewFed fed{.queue_id = queue.id, .added = 0, .existing = 0, .next_cursor = {}};
    store::add_counts(tx, queue.id, {});
    auto next = wanted.cursor;
    auto place = items::next_place(tx, queue.id);
    for (std::int64_t looked_at = 0; looked_at < wanted.limit;) {
        const auto limit = std::min(at_once, wanted.limit - looked_at);
        const auto found = queue.source == ReviewSource::training_sheet
                               ? pending_rows(tx, queue, next, limit)
                               : judged_feedback(tx, filter, next, limit);
        looked_at += limit;
        const auto known = items::known(tx, queue.id, found.target_ids);
        const std::set<std::string> there{known.begin(), known.end()};
        std::vector<ReviewItemRecord> added;
        for (const auto& target : found.target_ids) {
            if (there.contains(target)) continue;
            ReviewItemRecord item;
            item.id = make_id();
            item.queue_id = queue.id;
            item.place = place++;
            item.target_id = target;
            item.created_at = now;
            added.push_back(std::move(item));
        }
        if (place > review_items_max)
            throw Failure{FailureKind::conflict,
                          fmt::format("A review queue has at most {} items.", review_items_max)}
                .code("review_queue_full")
                .hint("Make another queue, or feed it with a smaller limit.");
        items::insert(tx, added);
        fed.added += std::ssize(added);
        fed.existing += std::ssize(known);
        next = found.next;
        if (next.empty()) break;
    }
    store::add_counts(tx, queue.id, {.item_count = fed.added, .pending_count = fed.added});
    if (!next.empty()) fed.next_cursor = next;
    return fed;
}

ReviewFed Reviews::feed_review_queue(const api::Path<ReviewQueuePath>& path,
                                     const api::OptionalBody<ReviewFeeding>& body,
                                     const access::ActorInput& actor, const access::Once& once) {
    // Endpoints are looked up before the transaction of the change.
    const auto known = show_review_queue(path);
    require_cursor(known, body.cursor);
    const auto filter = filter_of(known);
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        const auto queue = require_review_queue(tx, path.queue_id);
        require_open(queue);
        auto fed = feed(tx, queue, filter, body);
        audit(tx, actor,
              {"feed_review_queue", "review_queue", queue.id, nullptr, api::to_json(fed)});
        return fed;
    });
}

}  // namespace ontos
