// Feedback by filter: listed, and changed in bulk.
#include <algorithm>

#include "improve/feedback/feedback.hpp"
#include "improve/feedback/feedback_changes.hpp"
#include "improve/feedback/feedback_filter.hpp"
#include "improve/feedback/new_feedback.hpp"
#include "improve/feedback/redactions_in.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

namespace lists = feedback_list_store;

constexpr std::int64_t offset_max = 10'000;

Failure page_too_deep() {
    return Failure{FailureKind::invalid, "The first 10,000 items are reached by page."}
        .code("page_too_deep")
        .hint("Go on with cursor=<next_cursor of the page before>, or by created_before.")
        .violations({{"/query/page", "must begin before item 10,000"}});
}

/// Empty without one.
std::string checked_cursor(const std::optional<std::string>& cursor) {
    if (!cursor || is_uuid(*cursor)) return cursor.value_or("");
    throw api::invalid_cursor();
}

void require_bulk(const FeedbackBulk& bulk) {
    std::vector<Violation> broken;
    const bool is_tagging = bulk.action == BulkAction::tag || bulk.action == BulkAction::untag;
    if (!names_something(bulk.filter)) broken.push_back({"/body/filter", "must name something"});
    if (is_tagging && !bulk.tag) broken.push_back({"/body/tag", "is required"});
    if (!is_tagging && bulk.tag)
        broken.push_back({"/body/tag", "must be left out: only tag and untag have one"});
    if (bulk.cursor && !is_uuid(*bulk.cursor))
        broken.push_back({"/body/cursor", "must be the next_cursor of the call before"});
    if (!broken.empty()) throw broken_rules(std::move(broken)).code("invalid_bulk");
}

bool is_full(const FeedbackItem& item, const FeedbackBulk& bulk) {
    return bulk.action == BulkAction::tag && item.tags.size() >= feedback_tags_max &&
           std::ranges::count(item.tags, *bulk.tag) == 0;
}

/// The item after the action; the same where there is nothing to do, or it is to go.
FeedbackItem acted_on(const FeedbackItem& before, const FeedbackBulk& bulk) {
    auto after = before;
    if (bulk.action == BulkAction::flag) after.flagged = true;
    if (bulk.action == BulkAction::unflag) after.flagged = false;
    if (bulk.action == BulkAction::untag) std::erase(after.tags, *bulk.tag);
    if (bulk.action == BulkAction::tag && !is_full(before, bulk)) {
        after.tags.push_back(*bulk.tag);
        after.tags = tidy_tags(std::move(after.tags));
    }
    if (after.tags != before.tags) after.redactions = redactions_in(after);
    return after;
}

bool differs(const FeedbackItem& before, const FeedbackItem& after) {
    return after.flagged != before.flagged || after.tags != before.tags;
}

/// Does to the items what there is to do, and counts it; without `change` it only counts.
void act(const std::vector<FeedbackItem>& items, const FeedbackBulk& bulk,
         const FeedbackChange* change, Timestamp now, FeedbackBulkResult& result) {
    for (const auto& item : items) {
        const bool is_removal = bulk.action == BulkAction::delete_;
        auto after = acted_on(item, bulk);
        result.full += is_full(item, bulk);
        if (!is_removal && !differs(item, after)) continue;
        ++result.changed;
        if (!change) continue;
        after.updated_at = now;
        if (is_removal)
            change->remove(item);
        else
            change->replace(item, after);
    }
    result.visited = std::ssize(items);
}

}  // namespace

FeedbackPage Feedback::list_feedback(const api::Query<FeedbackQuery>& query) {
    const auto filter = filter_of(query, parts_.endpoints, parts_.clock.now());
    lists::Wanted wanted{.after_id = checked_cursor(query.cursor),
                         .offset = std::int64_t{query.page - 1} * query.page_size,
                         .limit = query.page_size};
    if (!wanted.after_id.empty()) wanted.offset = 0;
    if (wanted.offset >= offset_max) throw page_too_deep();

    auto [slice, total] = parts_.database.read([&](sql::Transaction& tx) {
        return std::pair{lists::list(tx, filter, wanted), lists::count(tx, filter)};
    });
    FeedbackPage page{.items = std::move(slice.items),
                      .total = total.count,
                      .total_relation = total.relation,
                      .page = query.page,
                      .page_size = query.page_size,
                      .next_cursor = {}};
    if (!slice.next.empty()) page.next_cursor = std::move(slice.next);
    return page;
}

api::Linked<FeedbackItem> Feedback::list_recent_feedback(
    const api::Path<FeedbackEndpointPath>& path, const api::Query<RecentFeedbackQuery>& query) {
    lists::Filter filter;
    filter.endpoint_id = require_endpoint(parts_.endpoints, path.endpoint_id).id.text;
    const lists::Wanted wanted{
        .after_id = checked_cursor(query.cursor), .offset = 0, .limit = query.limit};
    auto slice =
        parts_.database.read([&](sql::Transaction& tx) { return lists::list(tx, filter, wanted); });
    return {std::move(slice.items), std::move(slice.next)};
}

FeedbackBulkResult Feedback::change_feedback_in_bulk(const api::Body<FeedbackBulk>& body,
                                                     const access::ActorInput& actor,
                                                     const access::Once& once) {
    require_bulk(body);
    FeedbackBulk bulk = body;
    if (bulk.action == BulkAction::tag) bulk.tag = parts_.redactor.redact_text(*bulk.tag);
    const auto filter = filter_of(body.filter, parts_.endpoints, parts_.clock.now());
    const lists::Wanted wanted{
        .after_id = body.cursor.value_or(""), .offset = 0, .limit = body.limit};
    const auto now = parts_.clock.now();
    const auto visit = [&](sql::Transaction& tx, const FeedbackChange* change) {
        const auto total = lists::count(tx, filter);
        FeedbackBulkResult result{.action = body.action,
                                  .dry_run = body.dry_run,
                                  .matched = total.count,
                                  .matched_relation = total.relation,
                                  .visited = 0,
                                  .changed = 0,
                                  .full = 0,
                                  .next_cursor = {}};
        const auto slice = lists::list(tx, filter, wanted);
        act(slice.items, bulk, change, now, result);
        if (!slice.next.empty()) result.next_cursor = slice.next;
        return result;
    };
    if (body.dry_run)
        return parts_.database.read([&](sql::Transaction& tx) { return visit(tx, nullptr); });
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        const FeedbackChange change{tx, parts_};
        const auto result = visit(tx, &change);
        access::write_audit(tx, now, new_id(parts_.clock, parts_.random), actor,
                            {"change_feedback_in_bulk", "feedback", "by filter",
                             api::to_json(body.filter), api::to_json(result)});
        return result;
    });
}

}  // namespace ontos
