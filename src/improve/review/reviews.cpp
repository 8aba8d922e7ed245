// Review queues as people make, list, change and delete them.
#include "improve/review/reviews.hpp"

#include <fmt/format.h>

#include <set>

#include "improve/feedback/new_feedback.hpp"
#include "improve/feedback/score_configs_store.hpp"
#include "improve/review/review_lookup.hpp"
#include "improve/review/review_queues_store.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

namespace store = review_queues_store;

Failure invalid_queue(std::vector<Violation> broken) {
    return broken_rules(std::move(broken)).code("invalid_review_queue");
}

void require_sensible(const NewReviewQueue& body) {
    std::vector<Violation> broken;
    if (body.source == ReviewSource::training_sheet) {
        if (!body.training_sheet_id) broken.push_back({"/body/training_sheet_id", "is required"});
        if (body.filter)
            broken.push_back({"/body/filter", "must be left out: the queue is of a sheet's rows"});
    } else if (body.training_sheet_id) {
        broken.push_back({"/body/training_sheet_id", "must be left out: the queue is of feedback"});
    }
    std::set<std::string> names;
    for (std::size_t i = 0; i < body.score_configs.size(); ++i) {
        const auto& name = body.score_configs[i];
        const auto where = fmt::format("/body/score_configs/{}", i);
        if (!names.insert(name).second) broken.push_back({where, "must be named once"});
        if (name == "rating" || name == "review_status")
            broken.push_back({where, "must not be " + name + ", which every judgement has"});
    }
    if (!broken.empty()) throw invalid_queue(std::move(broken));
}

void require_reviewer_names(const std::vector<std::string>& reviewers) {
    std::vector<Violation> broken;
    for (std::size_t i = 0; i < reviewers.size(); ++i)
        if (reviewers[i].empty() || reviewers[i].size() > reviewer_name_max)
            broken.push_back({fmt::format("/body/reviewers/{}", i),
                              fmt::format("must have 1 to {} bytes", reviewer_name_max)});
    if (!broken.empty()) throw invalid_queue(std::move(broken));
}

void require_rubric(sql::Transaction& tx, const std::vector<std::string>& names) {
    std::vector<Violation> broken;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (!score_configs_store::find(tx, names[i]))
            broken.push_back({fmt::format("/body/score_configs/{}", i),
                              "must be the name of a score configuration"});
    if (!broken.empty()) throw invalid_queue(std::move(broken));
}

ReviewQueue queue_of(const NewReviewQueue& body) {
    ReviewQueue queue;
    queue.name = body.name;
    queue.description = body.description;
    queue.instructions = body.instructions;
    queue.source = body.source;
    queue.training_sheet_id = body.training_sheet_id;
    if (body.source == ReviewSource::feedback)
        queue.filter = body.filter.value_or(FeedbackFilter{});
    queue.score_configs = body.score_configs;
    queue.overlap = body.overlap;
    queue.reservation_minutes = body.reservation_minutes;
    queue.reviewers = body.reviewers;
    return queue;
}

}  // namespace

std::string Reviews::make_id() const { return new_id(parts_.clock, parts_.random); }

void Reviews::audit(sql::Transaction& tx, const access::Actor& actor,
                    const access::Change& change) const {
    access::write_audit(tx, parts_.clock.now(), make_id(), actor, change);
}

ReviewQueue Reviews::redacted(ReviewQueue queue) const {
    for (auto* text : {&queue.name, &queue.description, &queue.instructions})
        *text = ontos::redacted(parts_.redactor, *text);
    if (queue.filter)
        for (auto* text : {&queue.filter->q, &queue.filter->tag})
            if (*text) **text = parts_.redactor.redact_text(**text);
    return queue;
}

api::Created<ReviewQueue> Reviews::create_review_queue(const api::Body<NewReviewQueue>& body,
                                                       const access::ActorInput& actor,
                                                       const access::Once& once) {
    require_sensible(body);
    require_reviewer_names(body.reviewers);
    auto queue = redacted(queue_of(body));
    queue.id = make_id();
    queue.created_by = actor.name;
    queue.created_at = queue.updated_at = parts_.clock.now();
    const auto filter = filter_of(queue);
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        if (store::count(tx) >= queues_max)
            throw Failure{
                FailureKind::conflict,
                fmt::format("There are {} review queues, the most that are allowed.", queues_max)}
                .code("too_many_review_queues")
                .hint("Delete queues that are not needed.");
        require_rubric(tx, queue.score_configs);
        store::insert(tx, queue);
        feed(tx, queue, filter, {body.limit, {}});
        auto made = require_review_queue(tx, queue.id);
        audit(tx, actor,
              {"create_review_queue", "review_queue", queue.id, nullptr, api::to_json(made)});
        return api::Created<ReviewQueue>{std::move(made)};
    });
}

ReviewQueuePage Reviews::list_review_queues(const api::Query<ReviewQueuesQuery>& query) const {
    ReviewQueuePage page;
    page.items = parts_.database.read([&](sql::Transaction& tx) {
        return store::list(tx, query.status, query.cursor, query.limit + 1);
    });
    if (api::cut_page(page.items, query.limit)) page.next_cursor = page.items.back().id;
    return page;
}

ReviewQueue Reviews::show_review_queue(const api::Path<ReviewQueuePath>& path) const {
    return parts_.database.read(
        [&](sql::Transaction& tx) { return require_review_queue(tx, path.queue_id); });
}

ReviewQueue Reviews::update_review_queue(const api::Path<ReviewQueuePath>& path,
                                         const api::Body<ReviewQueueChange>& body,
                                         const api::IfMatch& condition,
                                         const access::ActorInput& actor) {
    require_reviewer_names(body.reviewers.value);
    const auto not_null = [](const auto& patch, const std::string& name) {
        using State = std::remove_cvref_t<decltype(patch)>::State;
        if (patch.state == State::null)
            throw invalid_queue({{"/body/" + name, "must not be null"}});
    };
    not_null(body.name, "name");
    not_null(body.reservation_minutes, "reservation_minutes");
    not_null(body.status, "status");
    return parts_.database.write([&](sql::Transaction& tx) {
        const auto before = require_review_queue(tx, path.queue_id);
        condition.require(api::to_json(before));
        auto after = before;
        after.name = body.name.or_else(before.name);
        after.description = body.description.or_else(before.description);
        after.instructions = body.instructions.or_else(before.instructions);
        after.reservation_minutes = body.reservation_minutes.or_else(before.reservation_minutes);
        after.reviewers = body.reviewers.or_else(before.reviewers);
        after.status = body.status.or_else(before.status);
        after = redacted(std::move(after));
        after.updated_at = parts_.clock.now();
        store::update(tx, after);
        audit(tx, actor,
              {"update_review_queue", "review_queue", after.id, api::to_json(before),
               api::to_json(after)});
        return after;
    });
}

void Reviews::delete_review_queue(const api::Path<ReviewQueuePath>& path,
                                  const api::IfMatch& condition, const access::ActorInput& actor) {
    parts_.database.write([&](sql::Transaction& tx) {
        auto queue = require_review_queue(tx, path.queue_id);
        condition.require(api::to_json(queue));
        const auto before = api::to_json(queue);
        queue.deleted_at = parts_.clock.now();
        store::update(tx, queue);
        audit(tx, actor, {"delete_review_queue", "review_queue", queue.id, before, nullptr});
    });
}

void Reviews::forget_deleted() {
    constexpr std::int64_t items_per_job = 1'000;
    const auto gone = parts_.database.read([](sql::Transaction& tx) { return store::deleted(tx); });
    for (const auto& id : gone)
        for (auto removed = items_per_job; removed == items_per_job;)
            removed = parts_.database.write([&](sql::Transaction& tx) {
                const auto count = store::remove_items(tx, id, items_per_job);
                if (count < items_per_job) store::remove(tx, id);
                return count;
            });
}

}  // namespace ontos
