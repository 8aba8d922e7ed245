// Feedback as people give, read and change it.
#include "improve/feedback/feedback.hpp"

#include "improve/feedback/feedback_changes.hpp"
#include "improve/feedback/feedback_counts_store.hpp"
#include "improve/feedback/feedback_store.hpp"
#include "improve/feedback/new_feedback.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

namespace counts = feedback_counts_store;

constexpr std::int64_t tags_max = 50;

}  // namespace

FeedbackItem Feedback::prepare(const NewFeedback& sent, const api::Caller& caller,
                               const std::string& root) {
    auto item = FeedbackIntake{parts_, caller, 1}.item(sent, root);
    join({&item, 1});
    return item;
}

api::Upserted<FeedbackItem> Feedback::put(sql::Transaction& tx, const FeedbackItem& item,
                                          const api::Caller& caller) const {
    return FeedbackChange{tx, parts_}.put(item, upsert_key(item, caller));
}

api::Upserted<FeedbackItem> Feedback::create_feedback(const api::Body<NewFeedback>& body,
                                                      const api::CallerInput& caller,
                                                      const access::Once& once) {
    const auto item = prepare(body, *caller.caller, "/body");
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        auto done = put(tx, item, *caller.caller);
        if (caller.caller->kind == api::CallerKind::feedback_token)
            done.value = as_sent(item, done.value.id);
        return done;
    });
}

FeedbackStats Feedback::show_feedback_stats(const api::Query<FeedbackStatsQuery>& query) {
    std::optional<EndpointInfo> wanted;
    if (query.endpoint_id) wanted = require_endpoint(parts_.endpoints, *query.endpoint_id);
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

FeedbackItem Feedback::show_feedback(const api::Path<FeedbackPath>& path) {
    return parts_.database.read(
        [&](sql::Transaction& tx) { return require_feedback(tx, path.feedback_id); });
}

FeedbackRevisionPage Feedback::list_feedback_revisions(
    const api::Path<FeedbackPath>& path, const api::Query<FeedbackRevisionsQuery>& query) {
    FeedbackRevisionPage page;
    page.items = parts_.database.read([&](sql::Transaction& tx) {
        require_feedback(tx, path.feedback_id);
        return feedback_store::revisions(tx, path.feedback_id, query.cursor, query.limit + 1);
    });
    if (api::cut_page(page.items, query.limit)) page.next_cursor = page.items.back().revision;
    return page;
}

FeedbackItem Feedback::update_feedback(const api::Path<FeedbackPath>& path,
                                       const api::Body<FeedbackPatch>& body,
                                       const api::IfMatch& condition,
                                       const access::ActorInput& actor) {
    const auto policy_version = parts_.pii_policy_version();
    const auto patch = redacted(parts_.redactor, body);
    return parts_.database.write([&](sql::Transaction& tx) {
        auto before = require_feedback(tx, path.feedback_id);
        condition.require(api::to_json(before));
        auto after = with_flag(before, patched(before, patch));
        if (is_same_judgement(before, after)) return before;
        after.pii_policy_version = policy_version;
        const FeedbackChange change{tx, parts_};
        after = change.revise(before, std::move(after), actor.name);
        change.audit(actor, "update_feedback", &before, &after);
        return after;
    });
}

void Feedback::delete_feedback(const api::Path<FeedbackPath>& path, const api::IfMatch& condition,
                               const access::ActorInput& actor) {
    parts_.database.write([&](sql::Transaction& tx) {
        const auto item = require_feedback(tx, path.feedback_id);
        condition.require(api::to_json(item));
        const FeedbackChange change{tx, parts_};
        change.remove(item);
        change.audit(actor, "delete_feedback", &item, nullptr);
    });
}

FeedbackItem Feedback::set_flag(const std::string& id, bool flagged, const api::IfMatch& condition,
                                const access::Actor& actor, std::string_view action) {
    return parts_.database.write([&](sql::Transaction& tx) {
        auto before = require_feedback(tx, id);
        condition.require(api::to_json(before));
        if (before.flagged == flagged) return before;
        auto after = before;
        after.flagged = flagged;
        after.updated_at = parts_.clock.now();
        const FeedbackChange change{tx, parts_};
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

std::vector<FeedbackItem> Feedback::of_request(const std::string& endpoint_id,
                                               const std::string& request_id) {
    return parts_.database.read([&](sql::Transaction& tx) {
        return feedback_store::of_request(tx, endpoint_id, request_id, 100);
    });
}

FeedbackCounts Feedback::counts_in(const EndpointId& endpoint_id, Interval window) {
    return parts_.database.read([&](sql::Transaction& tx) {
        return counts::window(tx, endpoint_id.text, window.from, window.to);
    });
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

void Feedback::forget(Timestamp too_old) {
    constexpr std::int64_t at_once = 500;
    constexpr int pieces_max = 200;
    for (int piece = 0; piece < pieces_max; ++piece) {
        const auto gone = parts_.database.write([&](sql::Transaction& tx) {
            const FeedbackChange change{tx, parts_};
            const auto old = feedback_store::older(tx, too_old, at_once);
            for (const auto& item : old) change.erase(item);
            return std::ssize(old);
        });
        if (gone < at_once) return;
    }
}

}  // namespace ontos
