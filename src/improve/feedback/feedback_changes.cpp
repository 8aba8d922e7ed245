// Changes of feedback, each with its counts.
#include "improve/feedback/feedback_changes.hpp"

#include "improve/feedback/feedback_counts_store.hpp"
#include "improve/feedback/feedback_store.hpp"
#include "improve/feedback/new_feedback.hpp"
#include "improve/feedback/said_again.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

namespace counts = feedback_counts_store;

using namespace std::chrono_literals;

api::json::value audited(const FeedbackItem* item) {
    if (item == nullptr) return nullptr;
    return {{"id", item->id},
            {"endpoint_id", item->endpoint_id},
            {"rating", api::to_json(item->rating)},
            {"flagged", item->flagged},
            {"revision", item->revision}};
}

}  // namespace

api::Upserted<FeedbackItem> FeedbackChange::put(
    const FeedbackItem& sent, const std::optional<std::string>& upsert_key) const {
    if (const auto before =
            upsert_key ? feedback_store::find_by_key(tx_, *upsert_key) : std::nullopt) {
        const auto said = said_in(sent);
        const auto last = feedback_store::said_by_key(tx_, *upsert_key);
        auto after = with_flag(*before, said_again(*before, sent, last));
        if (last != said) feedback_store::set_said(tx_, *upsert_key, said);
        if (is_same_judgement(*before, after)) return {*before, false};
        return {revise(*before, std::move(after), sent.created_by), false};
    }
    feedback_store::insert(tx_, {&sent, 1});
    if (upsert_key) feedback_store::insert_key(tx_, *upsert_key, sent.id, said_in(sent));
    if (sent.request_id && !sent.joined) feedback_store::wait_for_join(tx_, sent.id, now_ + 1s);
    count(nullptr, &sent);
    return {sent, true};
}

FeedbackItem FeedbackChange::revise(const FeedbackItem& before, FeedbackItem after,
                                    const std::string& changed_by) const {
    feedback_store::keep_revision(tx_, before, now_, changed_by);
    after.revision = before.revision + 1;
    after.updated_at = now_;
    if (after.joined) feedback_store::end_waiting(tx_, after.id);
    replace(before, after);
    return after;
}

void FeedbackChange::replace(const FeedbackItem& before, const FeedbackItem& after) const {
    feedback_store::update(tx_, before, after);
    count(&before, &after);
    if (parts_.changed) parts_.changed(tx_, before, after);
}

void FeedbackChange::count(const FeedbackItem* before, const FeedbackItem* after) const {
    counts::count(tx_, std::array{counts::ItemChange{before, after}},
                  [this] { return new_id(parts_.clock, parts_.random); });
}

void FeedbackChange::remove(const FeedbackItem& item) const {
    feedback_store::forget_details(tx_, item.id);
    replace(item, tombstone_of(item, now_));
}

void FeedbackChange::erase(const FeedbackItem& item) const {
    feedback_store::erase(tx_, item);
    count(&item, nullptr);
}

void FeedbackChange::audit(const access::Actor& actor, std::string_view action,
                           const FeedbackItem* before, const FeedbackItem* after) const {
    const auto& id = before != nullptr ? before->id : after->id;
    access::write_audit(tx_, now_, new_id(parts_.clock, parts_.random), actor,
                        {action, "feedback", id, audited(before), audited(after)});
}

FeedbackItem require_feedback(sql::Transaction& tx, const std::string& id) {
    auto found = feedback_store::find(tx, id);
    if (found && found->state == FeedbackState::active) return *std::move(found);
    throw Failure{FailureKind::not_found, "There is no feedback \"" + id + "\"."}
        .code("feedback_not_found")
        .hint("GET /api/v1/feedback lists it; what was deleted is not shown any more.");
}

}  // namespace ontos
