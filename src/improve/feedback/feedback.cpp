// Feedback as people give, read and change it.
#include "improve/feedback/feedback.hpp"

#include "improve/feedback/feedback_changes.hpp"
#include "improve/feedback/feedback_counts_store.hpp"
#include "improve/feedback/feedback_store.hpp"
#include "improve/feedback/new_feedback.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

namespace counts = feedback_counts_store;
namespace lists = feedback_list_store;

constexpr std::int64_t offset_max = 10'000;
constexpr std::int64_t tags_max = 50;

/// The words that clients of the earlier implementation look for.
Failure no_endpoint(const std::string& reference) {
    return Failure{FailureKind::not_found, "Endpoint not found"}
        .code("endpoint_not_found")
        .hint("There is no endpoint \"" + reference.substr(0, 255) +
              "\": GET /api/v1/registries/endpoints lists them.");
}

Failure page_too_deep() {
    return Failure{FailureKind::invalid, "The first 10,000 items are reached by page."}
        .code("page_too_deep")
        .hint("Go on with cursor=<next_cursor of the page before>, or by created_before.")
        .violations({{"/query/page", "must begin before item 10,000"}});
}

}  // namespace

EndpointInfo Feedback::endpoint(const std::string& reference) const {
    auto found = parts_.endpoints.find(reference);
    if (!found) throw no_endpoint(reference);
    return *std::move(found);
}

EndpointInfo Feedback::endpoint_to_judge(const std::string& reference) const {
    if (auto live = parts_.endpoints.find_live(reference)) return *std::move(live);
    // What it answered may be judged after it is gone.
    auto deleted = parts_.endpoints.find(reference);
    if (!deleted || deleted->id.text != reference) throw no_endpoint(reference);
    return *std::move(deleted);
}

std::string Feedback::make_id() const { return new_id(parts_.clock, parts_.random); }

api::Upserted<FeedbackItem> Feedback::create_feedback(const api::Body<NewFeedback>& body,
                                                      const api::CallerInput& caller,
                                                      const access::Once& once) {
    if (auto broken = violations_of(body, "/body"); !broken.empty())
        throw Failure{FailureKind::invalid, broken.front().where + " " + broken.front().what + "."}
            .code("invalid_feedback")
            .violations(std::move(broken));
    const auto judged = endpoint_to_judge(body.endpoint_id);
    auto item = item_of(body, parts_.redactor);
    item.id = make_id();
    item.endpoint_id = judged.id.text;
    item.endpoint_name = judged.name;
    item.created_by = caller->name;
    item.created_at = item.updated_at = parts_.clock.now();
    join({&item, 1});
    const auto key = upsert_key(item, *caller.caller);
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        return FeedbackChange{tx, parts_.clock, parts_.random}.put(item, key);
    });
}

FeedbackPage Feedback::list_feedback(const api::Query<FeedbackQuery>& query) {
    const auto now = parts_.clock.now();
    lists::Filter filter{.endpoint_id = {},
                         .rating = query.rating,
                         .flagged_only = query.flagged_only,
                         .model_version = query.model_version,
                         .tag = query.tag,
                         .source = query.source,
                         .created_after = {},
                         .created_before = {}};
    if (query.endpoint_id) filter.endpoint_id = endpoint(*query.endpoint_id).id.text;
    if (query.created_after) filter.created_after = query.created_after->at(now);
    if (query.created_before) filter.created_before = query.created_before->at(now);
    lists::Wanted wanted{.after_id = query.cursor.value_or(""),
                         .offset = std::int64_t{query.page - 1} * query.page_size,
                         .limit = query.page_size};
    if (!wanted.after_id.empty() && !is_uuid(wanted.after_id))
        throw Failure{FailureKind::invalid, "The cursor is not one that this list gave out."}
            .code("invalid_cursor")
            .violations({{"/query/cursor", "must be the next_cursor of a page"}});
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

FeedbackStats Feedback::show_feedback_stats(const api::Query<FeedbackStatsQuery>& query) {
    std::optional<EndpointInfo> wanted;
    if (query.endpoint_id) wanted = endpoint(*query.endpoint_id);
    const auto since = parts_.clock.now() - std::chrono::days{query.days};
    const auto endpoint_id = wanted ? wanted->id.text : std::string{};
    const auto [days, tags] = parts_.database.read([&](sql::Transaction& tx) {
        return std::pair{counts::days(tx, endpoint_id, since),
                         counts::tags(tx, endpoint_id, since, tags_max)};
    });
    auto stats = stats_of(days);
    stats.period_days = query.days;
    for (const auto& tag : tags) stats.by_tag.push_back({tag.tag, rated(tag.counts())});
    if (wanted) {
        stats.endpoint_id = wanted->id.text;
        stats.endpoint_name = wanted->name;
    }
    return stats;
}

std::vector<FeedbackItem> Feedback::list_recent_feedback(
    const api::Path<FeedbackEndpointPath>& path, const api::Query<RecentFeedbackQuery>& query) {
    lists::Filter filter;
    filter.endpoint_id = endpoint(path.endpoint_id).id.text;
    return parts_.database.read([&](sql::Transaction& tx) {
        return lists::list(tx, filter, {.after_id = {}, .offset = 0, .limit = query.limit}).items;
    });
}

FeedbackItem Feedback::show_feedback(const api::Path<FeedbackPath>& path) {
    return parts_.database.read(
        [&](sql::Transaction& tx) { return require_feedback(tx, path.feedback_id); });
}

void Feedback::delete_feedback(const api::Path<FeedbackPath>& path, const api::IfMatch& condition,
                               const access::ActorInput& actor) {
    parts_.database.write([&](sql::Transaction& tx) {
        const auto item = require_feedback(tx, path.feedback_id);
        condition.require(api::to_json(item));
        const FeedbackChange change{tx, parts_.clock, parts_.random};
        change.remove(item);
        change.audit(actor, "delete_feedback", &item, nullptr);
    });
}

FeedbackItem Feedback::set_flag(const std::string& id, bool flagged, const api::IfMatch& condition,
                                const access::Actor& actor, std::string_view action) {
    return parts_.database.write([&](sql::Transaction& tx) {
        const auto before = require_feedback(tx, id);
        condition.require(api::to_json(before));
        if (before.flagged == flagged) return before;
        auto after = before;
        after.flagged = flagged;
        after.updated_at = parts_.clock.now();
        const FeedbackChange change{tx, parts_.clock, parts_.random};
        change.replace(before, after);
        change.audit(actor, action, &before, &after);
        return after;
    });
}

FeedbackItem Feedback::flag_feedback(const api::Path<FeedbackPath>& path,
                                     const api::IfMatch& condition,
                                     const access::ActorInput& actor) {
    return set_flag(path.feedback_id, true, condition, actor, "flag_feedback");
}

FeedbackItem Feedback::unflag_feedback(const api::Path<FeedbackPath>& path,
                                       const api::IfMatch& condition,
                                       const access::ActorInput& actor) {
    return set_flag(path.feedback_id, false, condition, actor, "unflag_feedback");
}

void Feedback::fold_counts() {
    constexpr std::int64_t at_once = 1'000;
    constexpr int pieces_max = 50;
    if (!parts_.database.read([](sql::Transaction& tx) { return counts::has_changes(tx); })) return;
    for (int piece = 0; piece < pieces_max; ++piece)
        if (parts_.database.write([](sql::Transaction& tx) { return counts::fold(tx, at_once); }) <
            at_once)
            return;
}

}  // namespace ontos
