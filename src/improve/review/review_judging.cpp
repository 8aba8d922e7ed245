// How items are reserved, judged, skipped and released.
#include <fmt/format.h>

#include "improve/feedback/new_feedback.hpp"
#include "improve/feedback/score_configs_store.hpp"
#include "improve/review/review_decision.hpp"
#include "improve/review/review_items_store.hpp"
#include "improve/review/review_lookup.hpp"
#include "improve/review/review_queues_store.hpp"
#include "improve/review/reviews.hpp"
#include "improve/sheets/row_content.hpp"
#include "improve/sheets/rows_store.hpp"
#include "improve/sheets/sheet_lookup.hpp"

namespace ontos {
namespace {

namespace store = review_queues_store;
namespace items = review_items_store;

Failure target_changed(const std::string& message) {
    return Failure{FailureKind::conflict, message}
        .code("review_target_changed")
        .hint("POST reserve again: it gives the item as it is now, or the next one.");
}

Failure target_gone() {
    return target_changed("What is judged was reviewed elsewhere or deleted meanwhile.");
}

/// Throws Failure{conflict}.
ReviewAssignment require_reserved(sql::Transaction& tx, const ReviewItemRecord& item,
                                  const std::string& reviewer) {
    auto found = items::assignment(tx, item.id, reviewer);
    if (found && found->status == AssignmentStatus::reserved) return *std::move(found);
    if (found)
        throw Failure{FailureKind::conflict, fmt::format("\"{}\" has {} this item already.",
                                                         reviewer, api::to_text(found->status))}
            .code("already_answered")
            .hint("POST reserve gives the next one.");
    // With the item its reservations went.
    if (item.status == ReviewItemStatus::withdrawn) throw target_gone();
    throw Failure{FailureKind::conflict,
                  fmt::format("The item is not reserved for \"{}\", or not any more.", reviewer)}
        .code("not_reserved")
        .hint("POST reserve gives one.");
}

/// Throws Failure{conflict} for what was changed since it was reserved.
ReviewTarget require_same_target(sql::Transaction& tx, const ReviewQueue& queue,
                                 const ReviewItemRecord& item, const ReviewAssignment& assignment) {
    auto target = target_of(tx, queue, item.target_id);
    if (target && item.status == ReviewItemStatus::pending &&
        target->revision() == assignment.target_revision)
        return *std::move(target);
    throw target ? target_changed("What is judged was changed since it was reserved.")
                 : target_gone();
}

void withdraw(sql::Transaction& tx, ReviewItemRecord item) {
    item.status = ReviewItemStatus::withdrawn;
    item.taken = item.judgements;
    items::update(tx, item);
    items::remove_reserved(tx, item.id);
    store::add_counts(tx, item.queue_id, {.pending_count = -1, .withdrawn_count = 1});
}

/// The scores' labels, by the rules of the rubric. Throws Failure{invalid}.
std::vector<items::Label> checked_labels(sql::Transaction& tx, const NewJudgement& judgement,
                                         const ReviewItemRecord& item,
                                         const std::string& reviewer) {
    std::vector<items::Label> labels;
    std::vector<Violation> broken;
    for (std::size_t i = 0; i < judgement.scores.size(); ++i) {
        const auto& score = judgement.scores[i];
        const auto config = score_configs_store::find(tx, score.name);
        if (!config) continue;
        NewFeedback sent;
        sent.name = score.name;
        sent.value = score.value;
        sent.label = score.label;
        for (auto& violation : violations_of(sent, *config, fmt::format("/body/scores/{}", i)))
            broken.push_back(std::move(violation));
        if (auto label = label_of(score, config->data_type))
            labels.push_back({item.queue_id, score.name, item.id, reviewer, *std::move(label)});
    }
    if (!broken.empty()) throw broken_rules(std::move(broken)).code("invalid_judgement");
    return labels;
}

/// The review_status that the row would get. Throws Failure{invalid} for what its sheet would not
/// take.
ReviewStatus decision_in(const TrainingRowRecord& row, const NewJudgement& judgement,
                         const std::string& reviewer) {
    return changed_record(row, row_change_of(judgement), reviewer, {}).review.review_status;
}

/// What the audit log keeps of it has no texts.
api::json::value audited(const ReviewItem& item) {
    return {{"id", item.record.id},
            {"queue_id", item.record.queue_id},
            {"target_id", item.record.target_id},
            {"reviewer", item.assignment->reviewer},
            {"status", api::to_json(item.record.status)},
            {"outcome", api::to_json(item.record.outcome)}};
}

NewFeedback assessment_of(const FeedbackItem& judged, const std::string& reviewer) {
    NewFeedback out;
    out.endpoint_id = judged.endpoint_id;
    out.input_text = judged.input_text;
    out.output_text = judged.output_text;
    out.session_id = judged.session_id;
    out.request_id = judged.request_id;
    out.trace_id = judged.trace_id;
    out.subject_id = judged.subject_id;
    out.target = judged.target;
    out.source = FeedbackSource::human;
    out.source_id = reviewer;
    out.identifier = std::string{review_identifier} + judged.id;
    return out;
}

}  // namespace

NewJudgement Reviews::redacted(NewJudgement judgement) const {
    const auto redact = [&](std::optional<std::string>& text) {
        text = ontos::redacted(parts_.redactor, text);
    };
    judgement.review_reason = ontos::redacted(parts_.redactor, judgement.review_reason);
    redact(judgement.prompt);
    judgement.response = redacted_answer(parts_.redactor, judgement.response);
    judgement.rejected_response = redacted_answer(parts_.redactor, judgement.rejected_response);
    for (auto& score : judgement.scores) {
        redact(score.rationale);
        if (score.value && score.value->is_string())
            score.value = api::json::value(
                redacted_answer(parts_.redactor, std::string{score.value->as_string()}));
    }
    judgement.reviewer.reset();
    return judgement;
}

std::optional<ReviewReservation> Reviews::try_to_reserve(sql::Transaction& tx,
                                                         const std::string& queue_id,
                                                         const std::string& reviewer) const {
    constexpr int withdrawn_at_once = 50;
    constexpr std::int64_t expired_at_once = 200;
    const auto now = parts_.clock.now();
    const auto queue = require_review_queue(tx, queue_id);
    require_open(queue);
    require_reviewer(queue, reviewer);
    items::free_expired(tx, queue.id, now, expired_at_once);
    for (int i = 0; i < withdrawn_at_once; ++i) {
        auto assignment = items::held(tx, queue.id, reviewer, now);
        auto item = assignment ? items::find(tx, queue.id, assignment->item_id)
                               : items::next_free(tx, queue.id, reviewer, queue.overlap);
        if (!item)
            return ReviewReservation{{}, require_review_queue(tx, queue_id).counts.pending_count};
        const auto target = target_of(tx, queue, item->target_id);
        if (!target) {
            withdraw(tx, *item);
            continue;
        }
        if (!assignment) {
            assignment.emplace();
            assignment->item_id = item->id;
            assignment->reviewer = reviewer;
            assignment->queue_id = queue.id;
            assignment->reserved_at = now;
            assignment->expires_at = now + std::chrono::minutes{queue.reservation_minutes};
            ++item->taken;
            items::update(tx, *item);
        }
        assignment->target_revision = target->revision();
        items::put(tx, *assignment);
        return ReviewReservation{answered(tx, queue, *std::move(item), reviewer),
                                 require_review_queue(tx, queue_id).counts.pending_count};
    }
    return std::nullopt;
}

ReviewReservation Reviews::reserve_review_item(const api::Path<ReviewQueuePath>& path,
                                               const api::OptionalBody<Reviewer>& body,
                                               const api::CallerInput& caller) {
    const auto reviewer = reviewer_of(body.reviewer, *caller.caller);
    // Each piece withdraws items, of which there is an end.
    while (true)
        if (auto done = parts_.database.write(
                [&](sql::Transaction& tx) { return try_to_reserve(tx, path.queue_id, reviewer); }))
            return *std::move(done);
}

std::vector<FeedbackItem> Reviews::assessments(const ReviewItemPath& path,
                                               const NewJudgement& judgement,
                                               const std::string& reviewer,
                                               const api::Caller& caller) {
    const auto [queue, judged] = parts_.database.read([&](sql::Transaction& tx) {
        auto found = require_review_queue(tx, path.queue_id);
        const auto item = require_review_item(tx, path);
        auto target = target_of(tx, found, item.target_id);
        return std::pair{std::move(found), target ? target->feedback : std::nullopt};
    });
    if (auto broken = violations_of(judgement, queue); !broken.empty())
        throw broken_rules(std::move(broken)).code("invalid_judgement");
    std::vector<FeedbackItem> out;
    if (!judged) return out;
    if (judgement.rating) {
        auto sent = assessment_of(*judged, reviewer);
        sent.name = "review";
        sent.rating = judgement.rating;
        sent.correction = judgement.correction;
        sent.expected_output = judgement.expected_output;
        sent.rationale = judgement.rationale;
        out.push_back(parts_.feedback.prepare(sent, caller, "/body"));
    }
    for (std::size_t i = 0; i < judgement.scores.size(); ++i) {
        const auto& score = judgement.scores[i];
        auto sent = assessment_of(*judged, reviewer);
        sent.name = score.name;
        sent.value =
            score.value ? score.value : std::optional{api::json::value(score.label.value_or(""))};
        sent.label = score.label;
        sent.rationale = score.rationale;
        out.push_back(parts_.feedback.prepare(sent, caller, fmt::format("/body/scores/{}", i)));
    }
    return out;
}

ReviewItem Reviews::submit_review(const api::Path<ReviewItemPath>& path,
                                  const api::Body<NewJudgement>& body,
                                  const api::CallerInput& caller, const access::ActorInput& actor,
                                  const access::Once& once) {
    const auto reviewer = reviewer_of(body.reviewer, *caller.caller);
    const auto judgement = redacted(body);
    // What feedback becomes is looked up before the transaction that writes it.
    const auto said = assessments(path, body, reviewer, *caller.caller);
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        const auto queue = require_review_queue(tx, path.queue_id);
        auto item = require_review_item(tx, path);
        auto assignment = require_reserved(tx, item, reviewer);
        const auto target = require_same_target(tx, queue, item, assignment);
        auto labels = checked_labels(tx, judgement, item, reviewer);
        assignment.status = AssignmentStatus::submitted;
        assignment.answered_at = parts_.clock.now();
        const auto label = [&](std::string name, std::string_view text) {
            labels.push_back({queue.id, std::move(name), item.id, reviewer, std::string{text}});
        };
        if (target.row) {
            require_open_sheet(tx, target.row->training_sheet_id);
            assignment.judgement = judgement;
            assignment.judgement->review_status = decision_in(*target.row, judgement, reviewer);
            label("review_status", api::to_text(*assignment.judgement->review_status));
        } else {
            for (const auto& one : said)
                assignment.feedback_ids.push_back(
                    parts_.feedback.put(tx, one, *caller.caller).value.id);
            if (judgement.rating) label("rating", api::to_text(*judgement.rating));
        }
        items::put(tx, assignment);
        items::insert_labels(tx, labels);
        ++item.judgements;
        if (item.judgements == queue.overlap) complete(tx, target, reviewer, actor, item);
        items::update(tx, item);
        const auto done = item.status == ReviewItemStatus::completed ? 1 : 0;
        store::add_counts(tx, queue.id,
                          {.pending_count = -done, .completed_count = done, .judgement_count = 1});
        auto out = answered(tx, queue, std::move(item), reviewer);
        audit(tx, actor, {"submit_review", "review_item", path.item_id, nullptr, audited(out)});
        return out;
    });
}

void Reviews::complete(sql::Transaction& tx, const ReviewTarget& target,
                       const std::string& reviewer, const access::Actor& actor,
                       ReviewItemRecord& item) const {
    item.status = ReviewItemStatus::completed;
    item.completed_at = parts_.clock.now();
    if (!target.row) return;
    const auto submitted = items::submitted(tx, item.id);
    std::vector<ReviewVote> votes;
    for (const auto& one : submitted)
        votes.push_back({one.reviewer, one.judgement->review_status.value()});
    const auto decision = decide(votes);
    RowChange change;
    if (decision.taken_from) {
        change = row_change_of(*submitted[*decision.taken_from].judgement);
    } else {
        NewJudgement flagged;
        flagged.review_status = ReviewStatus::flagged;
        flagged.review_reason = decision.reason;
        change = row_change_of(flagged);
    }
    const auto& who = decision.taken_from ? votes[*decision.taken_from].reviewer : reviewer;
    parts_.sheets.review_row(tx, *target.row, change, who, actor);
    item.outcome = api::to_text(decision.status);
}

ReviewItem Reviews::skip_review_item(const api::Path<ReviewItemPath>& path,
                                     const api::OptionalBody<Reviewer>& body,
                                     const api::CallerInput& caller, const access::Once& once) {
    const auto reviewer = reviewer_of(body.reviewer, *caller.caller);
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        const auto queue = require_review_queue(tx, path.queue_id);
        auto item = require_review_item(tx, path);
        auto assignment = require_reserved(tx, item, reviewer);
        assignment.status = AssignmentStatus::skipped;
        assignment.answered_at = parts_.clock.now();
        items::put(tx, assignment);
        --item.taken;
        items::update(tx, item);
        store::add_counts(tx, queue.id, {.skip_count = 1});
        return answered(tx, queue, std::move(item), reviewer);
    });
}

ReviewItem Reviews::release_review_item(const api::Path<ReviewItemPath>& path,
                                        const api::OptionalBody<Reviewer>& body,
                                        const api::CallerInput& caller, const access::Once& once) {
    const auto reviewer = reviewer_of(body.reviewer, *caller.caller);
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        const auto queue = require_review_queue(tx, path.queue_id);
        items::remove(tx, require_reserved(tx, require_review_item(tx, path), reviewer));
        return answered(tx, queue, require_review_item(tx, path), reviewer);
    });
}

void Reviews::feedback_changed(sql::Transaction& tx, const FeedbackItem& after) const {
    if (after.state != FeedbackState::deleted) return;
    target_gone(tx, after.id);
    for (const auto& row : rows_store::list_of_feedback(tx, after.id)) target_gone(tx, row.id);
}

void Reviews::target_gone(sql::Transaction& tx, const std::string& target_id) const {
    for (const auto& item : items::of_target(tx, target_id)) {
        if (item.status == ReviewItemStatus::pending) withdraw(tx, item);
        items::forget_judgements(tx, item.id);
    }
}

}  // namespace ontos
