// Evaluates retrain triggers, and does what follows.
#include "improve/retrain/retrain_evaluator.hpp"

#include "improve/gaps/gap_findings.hpp"
#include "improve/gaps/gaps_store.hpp"
#include "improve/retrain/retrain_store.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

namespace store = retrain_store;

using namespace std::chrono_literals;

constexpr std::string_view lease_name = "retrain triggers";
constexpr std::int64_t jobs_at_once = 10;

GapFinding finding_of(const RetrainTrigger& trigger, const RetrainVerdict& verdict) {
    GapFinding out;
    out.identity = "retrain:" + trigger.id;
    out.gap_type = GapType::retrain;
    out.endpoint_id = trigger.condition.endpoint_id.value_or("");
    out.endpoint_name = verdict.evidence.endpoint_name.value_or("");
    out.model_version = verdict.evidence.model_version;
    out.severity = GapSeverity::medium;
    out.description = "The retrain trigger \"" + trigger.name + "\" fired.";
    out.evidence_summary = verdict.reason;
    out.evidence.count = verdict.evidence.approved_rows.value_or(0);
    out.evidence.value = verdict.evidence.drop;
    out.evidence.interval = verdict.evidence.drop_interval;
    out.evidence.measure = std::string{api::to_text(trigger.condition.type)};
    out.evidence.window_end = trigger.last_fired_at;
    out.suggested_action = "Train the model again, and deploy the new version as a challenger.";
    out.suggested_bit_name = "retrain";
    out.estimated_records_needed = 100;
    return out;
}

}  // namespace

RetrainEvaluator::RetrainEvaluator(RetrainEvaluatorParts parts)
    : parts_{std::move(parts)},
      lease_{parts_.database, parts_.clock, parts_.random, std::string{lease_name}, 30s} {}

Notice RetrainEvaluator::notice_of(const RetrainTrigger& trigger,
                                   const RetrainVerdict& verdict) const {
    Notice notice;
    notice.event = NoticeEvent::firing;
    notice.alert_id = trigger.id;
    notice.name = trigger.name;
    notice.endpoint_id = trigger.condition.endpoint_id.value_or("");
    notice.endpoint_name = verdict.evidence.endpoint_name.value_or("");
    notice.alert_type = "retrain";
    notice.metric = std::string{api::to_text(trigger.condition.type)};
    notice.severity = AlertSeverity::info;
    notice.message = verdict.reason;
    notice.revision = verdict.evidence.endpoint_revision;
    notice.model_version = verdict.evidence.model_version.value_or("");
    notice.starts_at = notice.occurred_at = *trigger.last_fired_at;
    notice.sequence = trigger.firing_count;
    if (!parts_.public_url.empty())
        notice.links.push_back(
            {"Firings of this trigger",
             parts_.public_url + "/api/v1/retrain/triggers/" + trigger.id + "/firings"});
    return notice;
}

std::string RetrainEvaluator::open_gap(sql::Transaction& tx, const RetrainTrigger& trigger,
                                       const RetrainVerdict& verdict) const {
    const auto now = parts_.clock.now();
    GapsFound found;
    found.findings.push_back(finding_of(trigger, verdict));
    const auto known = gaps_store::find_by_identity(tx, found.findings.front().identity);
    std::vector<KnownGap> all;
    if (known) all.push_back({*known, {}});
    const auto plan = plan_of(all, found, {found.findings.front().endpoint_id}, now,
                              [this] { return new_id(parts_.clock, parts_.random); });
    for (const auto& gap : plan.opened) gaps_store::insert(tx, gap);
    for (const auto& gap : plan.changed) gaps_store::update(tx, gap);
    return plan.opened.empty() ? plan.changed.front().id : plan.opened.front().id;
}

void RetrainEvaluator::fire(sql::Transaction& tx, const RetrainTrigger& trigger,
                            const RetrainVerdict& verdict) const {
    RetrainFiring firing;
    firing.id = new_id(parts_.clock, parts_.random);
    firing.trigger_id = trigger.id;
    firing.number = trigger.firing_count;
    firing.fired_at = *trigger.last_fired_at;
    firing.dry_run = trigger.dry_run;
    firing.action_type = trigger.action.type;
    firing.evidence = verdict;
    if (trigger.dry_run) {
        firing.status = FiringStatus::dry_run;
    } else {
        if (trigger.action.type == RetrainActionType::open_gap)
            firing.gap_id = open_gap(tx, trigger, verdict);
        if (trigger.action.type == RetrainActionType::create_job)
            firing.status = FiringStatus::waiting;
        if (!trigger.notification_channels.items.empty())
            firing.delivery_ids = parts_.notifications.enqueue(tx, notice_of(trigger, verdict),
                                                               trigger.notification_channels);
    }
    store::insert(tx, firing);
    store::forget_firings(tx, trigger.id, firings_kept);
}

void RetrainEvaluator::evaluate(const RetrainTrigger& trigger, std::int64_t token) {
    const auto now = parts_.clock.now();
    const auto verdict =
        judge(trigger, parts_.measuring.measure(trigger, now, now - settling_time), now);
    auto after = trigger;
    after.last_evaluated_at = now;
    after.last_reason = verdict.reason;
    if (verdict.fires) {
        after.last_fired_at = now;
        ++after.firing_count;
    }
    parts_.database.write([&](sql::Transaction& tx) {
        sql::require_token(tx, lease_name, token);
        // Who changed it meanwhile goes first: it is judged again in the next step.
        if (!store::note_evaluation(tx, after)) return;
        if (verdict.fires) fire(tx, after, verdict);
    });
    if (verdict.fires)
        log_info("a retrain trigger fired", {{"trigger", trigger.id}, {"why", verdict.reason}});
}

void RetrainEvaluator::make_job(RetrainFiring firing, std::int64_t token) {
    ++firing.attempts;
    const auto trigger = parts_.database.read(
        [&](sql::Transaction& tx) { return store::find(tx, firing.trigger_id); });
    try {
        if (!trigger || !trigger->action.job || !parts_.create_job)
            throw Failure{FailureKind::conflict, "The trigger does not say any more what to do."};
        firing.training_job_id = parts_.create_job(*trigger->action.job, firing.id);
        firing.status = FiringStatus::done;
        firing.problem.clear();
    } catch (const Failure& failure) {
        firing.problem = failure.message();
        const bool may_pass = failure.kind() == FailureKind::unavailable ||
                              failure.kind() == FailureKind::rate_limited ||
                              failure.kind() == FailureKind::internal;
        if (!may_pass || firing.attempts >= attempts_max) firing.status = FiringStatus::failed;
    }
    parts_.database.write([&](sql::Transaction& tx) {
        sql::require_token(tx, lease_name, token);
        store::update(tx, firing);
    });
}

void RetrainEvaluator::step() {
    auto token = lease_.acquire();
    if (!token) return;
    const auto [enabled, waiting] = parts_.database.read([](sql::Transaction& tx) {
        return std::pair{store::enabled(tx), store::waiting(tx, jobs_at_once)};
    });
    for (const auto& trigger : enabled) {
        evaluate(trigger, *token);
        token = lease_.acquire();
        if (!token) return;
    }
    for (const auto& firing : waiting) {
        make_job(firing, *token);
        token = lease_.acquire();
        if (!token) return;
    }
}

}  // namespace ontos
