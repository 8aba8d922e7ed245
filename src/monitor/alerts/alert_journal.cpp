// Writes what a step of an alert did.
#include "monitor/alerts/alert_journal.hpp"

#include <algorithm>

#include "deploy/endpoints/deployments_store.hpp"
#include "deploy/endpoints/endpoints_store.hpp"
#include "monitor/alerts/alert_rules.hpp"
#include "monitor/alerts/alert_words.hpp"
#include "monitor/alerts/alerts_store.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

using Kind = AlertEventKind;

std::int64_t serving_revision(sql::Transaction& tx, const std::string& endpoint_id) {
    const auto endpoint = find_endpoint_by_id(tx, endpoint_id);
    return endpoint ? endpoint->revision : 0;
}

/// What serves, and who deployed it when: a change is the first suspect.
void fill_deployment(sql::Transaction& tx, Notice& notice) {
    const auto revision = serving_revision(tx, notice.endpoint_id);
    if (revision == 0) return;
    notice.revision = revision;
    const auto row = find_revision(tx, notice.endpoint_id, revision);
    if (!row) return;
    notice.model_version = row->model_version;
    notice.last_deployed_at = row->live_from.value_or(row->deployed_at);
    notice.last_deployed_by = row->deployed_by;
}

/// Why a change of firing is not told; empty for what is no such change.
std::string not_told(Kind kind, const Alert& before, const Alert& after,
                     const std::string& held_back_by) {
    const bool ends = kind == Kind::resolved && before.firing;
    if (kind != Kind::firing && kind != Kind::flapping && !ends) return {};
    if (after.record.progress.flapping && kind != Kind::flapping) return "it is flapping";
    return ends ? "nobody was told that it fired" : held_back_by;
}

/// What happened, in one sentence: the last evaluation, unless it was something else.
std::string message_of(const Alert& alert, const StepContext& context) {
    const auto& measured = alert.record.progress.message;
    if (context.by_hand.empty()) return measured;
    return context.by_hand + (measured.empty() ? "" : "; before that: " + measured);
}

Alert after_step(const Alert& before, const AlertStep& step) {
    auto after = before;
    after.record.progress = step.sides.progress;
    after.record.handling = step.sides.handling;
    after.firing = is_firing(step.sides.progress.state);
    if (!step.events.empty()) ++after.record.revision;
    return after;
}

}  // namespace

AlertJournal::AlertJournal(const Notifications& notifications, const Clock& clock, Random& random,
                           std::string public_url)
    : notifications_{notifications},
      clock_{clock},
      random_{random},
      public_url_{std::move(public_url)} {}

std::map<std::string, std::string> AlertJournal::links_of(const Alert& alert) const {
    const auto base = public_url_ + "/api/v1/monitoring/";
    const auto& record = alert.record;
    std::map<std::string, std::string> links{
        {"alert", base + "alerts/" + record.id},
        {"events", base + "alerts/" + record.id + "/events"},
        {"health", base + "health/" + record.endpoint_id},
        {"metrics", base + "metrics/timeseries/" + record.endpoint_id}};
    if (record.rule.alert_type == AlertType::drift)
        links["drift"] = base + "drift/" + record.endpoint_id;
    if (record.rule.runbook_url) links["runbook"] = *record.rule.runbook_url;
    return links;
}

AlertEvent AlertJournal::event_of(sql::Transaction& tx, const Alert& alert, Kind kind,
                                  const StepContext& context) const {
    const auto& record = alert.record;
    AlertEvent event;
    event.id = new_id(clock_, random_);
    event.alert_id = record.id;
    event.endpoint_id = record.endpoint_id;
    event.event = kind;
    event.occurred_at = context.now;
    event.state = record.progress.state;
    event.current_value = record.progress.current_value;
    event.threshold = record.rule.threshold;
    event.sample_count = record.progress.sample_count;
    event.window_until = record.progress.evaluated_until;
    if (event.window_until) event.window_from = *event.window_until - record.rule.window();
    event.revision = serving_revision(tx, record.endpoint_id);
    event.by = context.by;
    event.message = message_of(alert, context);
    event.links = links_of(alert);
    return event;
}

void AlertJournal::tell(sql::Transaction& tx, const Alert& before, const Alert& after,
                        NoticeEvent event, const StepContext& context) const {
    const auto& record = after.record;
    const auto& progress = record.progress;
    Notice notice;
    notice.event = event;
    notice.alert_id = record.id;
    notice.name = *record.rule.name;
    notice.endpoint_id = record.endpoint_id;
    notice.endpoint_name = after.endpoint_name;
    notice.alert_type = api::to_text(record.rule.alert_type);
    notice.metric = *record.rule.metric;
    notice.severity = record.rule.severity;
    notice.message = message_of(after, context);
    if (notice.message.empty()) notice.message = *record.rule.name;
    notice.current_value = progress.current_value;
    notice.threshold = record.rule.threshold;
    notice.condition = api::to_text(record.rule.condition);
    notice.unit = unit_of(record.rule);
    notice.sample_count = progress.sample_count;
    notice.window_minutes = record.rule.window_minutes;
    notice.runbook_url = record.rule.runbook_url.value_or("");
    notice.labels = record.rule.labels;
    for (auto& [text, url] : links_of(after)) notice.links.push_back({text, url});
    notice.by = context.by;
    // The end of an episode has no beginning in `after` any more.
    notice.starts_at =
        progress.told_since.value_or(before.record.progress.told_since.value_or(context.now));
    if (event == NoticeEvent::resolved) notice.ends_at = context.now;
    notice.occurred_at = context.now;
    notice.sequence = progress.sequence;
    notice.group_key = group_key_of(after);
    notice.repeat_interval_seconds = record.rule.repeat_interval_seconds;
    fill_deployment(tx, notice);
    notifications_.enqueue(tx, notice, record.rule.notification_channels);
}

void AlertJournal::write_end(sql::Transaction& tx, const Alert& before, const AlertStep& step,
                             const StepContext& context) const {
    if (step.notice) tell(tx, before, after_step(before, step), *step.notice, context);
}

bool AlertJournal::write_changed(sql::Transaction& tx, const Alert& before, const Alert& changed,
                                 const AlertStep& step, const StepContext& context) const {
    const auto after = after_step(changed, step);
    if (!alerts_store::update(tx, after.record, before.record.revision)) return false;
    const auto& state_before = before.record.progress.state;
    for (const auto kind : step.events) {
        auto event = event_of(tx, after, kind, context);
        if (state_before != after.record.progress.state) event.state_before = state_before;
        if (step.notice && is_told_with(kind, *step.notice)) event.told = step.notice;
        if (!event.told)
            event.not_told_because = not_told(kind, before, after, context.not_told_because);
        alerts_store::insert_event(tx, event);
    }
    if (step.notice) tell(tx, before, after, *step.notice, context);
    return true;
}

bool AlertJournal::write(sql::Transaction& tx, const Alert& before, const AlertStep& step,
                         const StepContext& context) const {
    return write_changed(tx, before, before, step, context);
}

void AlertJournal::write_deletion(sql::Transaction& tx, const Alert& alert) const {
    const auto now = clock_.now();
    const auto step = close({alert.record.progress, alert.record.handling}, now);
    write(tx, alert, step,
          {now, step.sides.handling.resolved_by, "",
           "endpoint " + alert.endpoint_name + " was deleted"});
}

void AlertJournal::write_event(sql::Transaction& tx, const Alert& alert, Kind kind,
                               const StepContext& context) const {
    alerts_store::insert_event(tx, event_of(tx, alert, kind, context));
}

void AlertJournal::write_test(sql::Transaction& tx, const Alert& alert,
                              const StepContext& context) const {
    auto event = event_of(tx, alert, Kind::tested, context);
    event.told = NoticeEvent::test;
    alerts_store::insert_event(tx, event);
    tell(tx, alert, alert, NoticeEvent::test, context);
}

}  // namespace ontos
