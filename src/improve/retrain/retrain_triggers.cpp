// Retrain triggers as people make, change, try and delete them.
#include "improve/retrain/retrain_triggers.hpp"

#include <fmt/format.h>

#include "improve/feedback/new_feedback.hpp"
#include "improve/retrain/cron.hpp"
#include "improve/retrain/retrain_store.hpp"
#include "improve/sheets/sheet_lookup.hpp"
#include "monitor/alerts/local_time.hpp"
#include "monitor/metrics/unknown_endpoint.hpp"
#include "platform/access/audit.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/text.hpp"
#include "platform/redaction/redacted_json.hpp"

namespace ontos {
namespace {

namespace store = retrain_store;

RetrainTrigger require_trigger(sql::Transaction& tx, const std::string& id) {
    if (auto found = store::find(tx, id)) return *std::move(found);
    throw Failure{FailureKind::not_found, "There is no retrain trigger \"" + shortened(id) + "\"."}
        .code("retrain_trigger_not_found")
        .hint("GET /api/v1/retrain/triggers lists them.");
}

/// What of a job is free text, as the job itself redacts it; the rest calls things by their names.
RetrainAction redacted(const Redactor& redactor, RetrainAction action) {
    auto* job = action.job ? action.job->if_object() : nullptr;
    if (job == nullptr) return action;
    for (const auto* name : {"training_config", "parameters"})
        if (auto* members = job->if_contains(name)) *members = redacted_json(redactor, *members);
    return action;
}

Failure invalid(std::vector<Violation> broken) {
    return broken_rules(std::move(broken)).code("invalid_retrain_trigger");
}

/// Which members a type has: the others must be left out, the first of them is required.
void check_members(const RetrainCondition& condition, std::vector<Violation>& broken) {
    using enum RetrainConditionType;
    const auto type = condition.type;
    const auto allow = [&](bool is_sent, bool is_allowed, std::string_view name) {
        if (is_sent && !is_allowed)
            broken.push_back({fmt::format("/body/condition/{}", name),
                              fmt::format("must be left out: {} has none", api::to_text(type))});
    };
    const auto require = [&](bool is_sent, std::string_view name) {
        if (!is_sent) broken.push_back({fmt::format("/body/condition/{}", name), "is required"});
    };
    const bool is_rows = type == approved_rows, is_drop = type == satisfaction_drop;
    const bool is_drift = type == RetrainConditionType::drift, is_schedule = type == schedule;
    allow(condition.training_sheet_id.has_value(), is_rows, "training_sheet_id");
    allow(condition.min_rows.has_value(), is_rows, "min_rows");
    allow(condition.endpoint_id.has_value(), !is_rows, "endpoint_id");
    allow(condition.compare.has_value(), is_drop, "compare");
    allow(condition.window_hours.has_value(), is_drop || is_drift, "window_hours");
    allow(condition.baseline_hours.has_value(), is_drop, "baseline_hours");
    allow(condition.min_ratings.has_value(), is_drop, "min_ratings");
    allow(condition.min_drop.has_value(), is_drop, "min_drop");
    allow(condition.windows.has_value(), is_drift, "windows");
    allow(condition.cron.has_value(), is_schedule, "cron");
    allow(condition.time_zone.has_value(), is_schedule, "time_zone");
    if (is_rows) require(condition.training_sheet_id.has_value(), "training_sheet_id");
    if (is_rows) require(condition.min_rows.has_value(), "min_rows");
    if (is_drop || is_drift) require(condition.endpoint_id.has_value(), "endpoint_id");
    if (is_schedule) require(condition.cron.has_value(), "cron");
}

void check_values(const RetrainCondition& condition, std::vector<Violation>& broken) {
    constexpr std::int32_t drift_hours_max = 24;
    const auto cron = condition.cron ? parse_cron(*condition.cron) : std::nullopt;
    if (condition.cron && !cron)
        broken.push_back({"/body/condition/cron",
                          "must be minute hour day-of-month month day-of-week, as cron has them"});
    else if (cron && !ever_comes(*cron))
        broken.push_back({"/body/condition/cron",
                          "must be a time that comes: none of its months "
                          "has such a day"});
    if (condition.time_zone && !local_time({}, *condition.time_zone))
        broken.push_back({"/body/condition/time_zone", "must be a name of the time zone database"});
    if (condition.type == RetrainConditionType::drift &&
        window_hours_of(condition) > drift_hours_max)
        broken.push_back({"/body/condition/window_hours",
                          fmt::format("must be at most {} of drift", drift_hours_max)});
    if (condition.compare == SatisfactionCompare::versions && condition.baseline_hours)
        broken.push_back({"/body/condition/baseline_hours",
                          "must be left out: versions are compared in one window"});
}

/// What null cannot take out.
template <class T>
void set(const api::Patch<T>& patch, T& member, std::string_view name) {
    using State = api::Patch<T>::State;
    if (patch.state == State::null)
        throw invalid({{fmt::format("/body/{}", name), "must not be null"}});
    member = patch.or_else(member);
}

}  // namespace

std::string RetrainTriggers::make_id() const { return new_id(parts_.clock, parts_.random); }

RetrainCondition RetrainTriggers::checked(RetrainCondition condition) const {
    std::vector<Violation> broken;
    check_members(condition, broken);
    check_values(condition, broken);
    if (!broken.empty()) throw invalid(std::move(broken));
    if (!condition.endpoint_id) return condition;
    const auto endpoint = parts_.endpoints.find_live(*condition.endpoint_id);
    if (!endpoint) throw unknown_endpoint(parts_.endpoints, *condition.endpoint_id);
    condition.endpoint_id = endpoint->id.text;
    return condition;
}

void RetrainTriggers::require_action(const RetrainTrigger& trigger) const {
    std::vector<Violation> broken;
    const auto type = trigger.action.type;
    const bool makes_job = type == RetrainActionType::create_job;
    if (type == RetrainActionType::notify && trigger.notification_channels.items.empty())
        broken.push_back({"/body/notification_channels", "is required of notify"});
    if (makes_job && (!trigger.action.job || !trigger.action.job->is_object()))
        broken.push_back({"/body/action/job", "is required of create_job, as an object"});
    if (!makes_job && trigger.action.job)
        broken.push_back({"/body/action/job", "must be left out: only create_job has one"});
    if (makes_job && !parts_.check_job)
        broken.push_back({"/body/action/type", "must not be create_job: this server has no jobs"});
    if (!broken.empty()) throw invalid(std::move(broken));
}

void RetrainTriggers::require_job(const RetrainAction& action) const {
    if (action.type != RetrainActionType::create_job || !action.job || !parts_.check_job) return;
    auto broken = parts_.check_job(*action.job, "/body/action/job");
    if (!broken.empty()) throw invalid(std::move(broken));
}

api::Created<RetrainTrigger> RetrainTriggers::create_retrain_trigger(
    const api::Body<NewRetrainTrigger>& body, const access::ActorInput& actor,
    const access::Once& once) {
    RetrainTrigger trigger;
    trigger.id = make_id();
    trigger.name = redacted(parts_.redactor, body.name);
    trigger.description = redacted(parts_.redactor, body.description);
    trigger.enabled = body.enabled;
    trigger.dry_run = body.dry_run;
    trigger.cooldown_minutes = body.cooldown_minutes;
    trigger.condition = checked(body.condition);
    trigger.action = redacted(parts_.redactor, body.action);
    trigger.notification_channels = body.notification_channels;
    trigger.created_by = actor.name;
    trigger.created_at = trigger.updated_at = parts_.clock.now();
    require_action(trigger);
    require_job(trigger.action);
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        if (store::count(tx) >= triggers_max)
            throw Failure{FailureKind::conflict,
                          fmt::format("There are {} retrain triggers, the most that are allowed.",
                                      triggers_max)}
                .code("too_many_retrain_triggers");
        if (trigger.condition.training_sheet_id)
            require_sheet(tx, *trigger.condition.training_sheet_id);
        auto made = trigger;
        made.notification_channels = parts_.notifications.check(tx, body.notification_channels);
        store::insert(tx, made);
        access::write_audit(
            tx, made.created_at, make_id(), actor,
            {"create_retrain_trigger", "retrain_trigger", made.id, nullptr, api::to_json(made)});
        return api::Created<RetrainTrigger>{std::move(made)};
    });
}

RetrainTriggerPage RetrainTriggers::list_retrain_triggers(
    const api::Query<RetrainTriggersQuery>& query) const {
    RetrainTriggerPage page;
    page.items = parts_.database.read(
        [&](sql::Transaction& tx) { return store::list(tx, query.cursor, query.limit + 1); });
    if (api::cut_page(page.items, query.limit)) page.next_cursor = page.items.back().id;
    return page;
}

RetrainTrigger RetrainTriggers::show_retrain_trigger(
    const api::Path<RetrainTriggerPath>& path) const {
    return parts_.database.read(
        [&](sql::Transaction& tx) { return require_trigger(tx, path.trigger_id); });
}

RetrainTrigger RetrainTriggers::update_retrain_trigger(const api::Path<RetrainTriggerPath>& path,
                                                       const api::Body<RetrainTriggerChange>& body,
                                                       const api::IfMatch& if_match,
                                                       const access::ActorInput& actor) {
    const auto condition = body.condition.state == api::Patch<RetrainCondition>::State::value
                               ? std::optional{checked(body.condition.value)}
                               : std::nullopt;
    if (body.action.is_sent()) require_job(body.action.value);
    return parts_.database.write([&](sql::Transaction& tx) {
        const auto before = require_trigger(tx, path.trigger_id);
        if_match.require(api::to_json(before));
        auto after = before;
        set(body.name, after.name, "name");
        after.name = redacted(parts_.redactor, after.name);
        after.description = redacted(parts_.redactor, body.description.or_else(before.description));
        set(body.enabled, after.enabled, "enabled");
        set(body.dry_run, after.dry_run, "dry_run");
        set(body.cooldown_minutes, after.cooldown_minutes, "cooldown_minutes");
        set(body.condition, after.condition, "condition");
        if (condition) after.condition = *condition;
        set(body.action, after.action, "action");
        after.action = redacted(parts_.redactor, after.action);
        if (body.notification_channels.is_sent())
            after.notification_channels = parts_.notifications.check(
                tx, body.notification_channels.value, before.notification_channels);
        require_action(after);
        if (condition && condition->training_sheet_id)
            require_sheet(tx, *condition->training_sheet_id);
        after.updated_at = parts_.clock.now();
        ++after.revision;
        store::update(tx, after);
        access::write_audit(tx, after.updated_at, make_id(), actor,
                            {"update_retrain_trigger", "retrain_trigger", after.id,
                             api::to_json(before), api::to_json(after)});
        return after;
    });
}

void RetrainTriggers::delete_retrain_trigger(const api::Path<RetrainTriggerPath>& path,
                                             const api::IfMatch& if_match,
                                             const access::ActorInput& actor) {
    parts_.database.write([&](sql::Transaction& tx) {
        const auto before = require_trigger(tx, path.trigger_id);
        if_match.require(api::to_json(before));
        store::remove(tx, before.id);
        access::write_audit(tx, parts_.clock.now(), make_id(), actor,
                            {"delete_retrain_trigger", "retrain_trigger", before.id,
                             api::to_json(before), nullptr});
    });
}

RetrainVerdict RetrainTriggers::test_retrain_trigger(
    const api::Path<RetrainTriggerPath>& path) const {
    const auto trigger = show_retrain_trigger(path);
    const auto now = parts_.clock.now();
    return judge(trigger, parts_.measuring.measure(trigger, now, now), now);
}

RetrainFiringPage RetrainTriggers::list_retrain_firings(
    const api::Path<RetrainTriggerPath>& path,
    const api::Query<RetrainTriggersQuery>& query) const {
    RetrainFiringPage page;
    page.items = parts_.database.read([&](sql::Transaction& tx) {
        require_trigger(tx, path.trigger_id);
        return store::firings(tx, path.trigger_id, query.cursor, query.limit + 1);
    });
    if (api::cut_page(page.items, query.limit)) page.next_cursor = page.items.back().id;
    return page;
}

std::vector<std::string> triggers_naming(sql::Transaction& tx, const SavedChannel& channel) {
    std::vector<std::string> out;
    for (const auto& trigger : store::list(tx, "", RetrainTriggers::triggers_max))
        for (const auto& entry : trigger.notification_channels.items)
            if (entry.is_saved() && (entry.text == channel.name || entry.text == channel.id))
                out.push_back(trigger.name + " (" + trigger.id + ")");
    return out;
}

}  // namespace ontos
