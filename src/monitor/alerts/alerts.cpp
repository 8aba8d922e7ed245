// Alerts as people see them: made, changed, acknowledged, resolved.
#include "monitor/alerts/alerts.hpp"

#include <fmt/format.h>

#include "monitor/alerts/alert_lookup.hpp"
#include "monitor/alerts/alert_rules.hpp"
#include "monitor/alerts/alert_words.hpp"
#include "monitor/alerts/alerts_store.hpp"
#include "monitor/alerts/backtest.hpp"
#include "platform/api/etags.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/logging.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

/// The ETag changes with each evaluation; the revision only with what matters to a person.
void require_unchanged(const api::IfMatch& condition, const Alert& alert) {
    const auto revision = fmt::format("\"{}\"", alert.record.revision);
    if (api::names_etag(condition.etags, revision, api::Comparison::strong)) return;
    condition.require(api::to_json(alert));
}

AlertSides sides_of(const Alert& alert) { return {alert.record.progress, alert.record.handling}; }

Failure modified_by_another() {
    return Failure{FailureKind::conflict, "Alert was modified by another user"}
        .code("alert_modified")
        .hint("Load the alert again, and repeat what still applies.");
}

Failure resolved_already(const AlertHandling& handling) {
    return Failure{FailureKind::conflict,
                   fmt::format("Alert was modified by another user: {} resolved it at {}.",
                               handling.resolved_by, to_rfc3339(*handling.resolved_at))}
        .code("alert_resolved")
        .hint("Only an active alert can be acknowledged; it becomes active when it fires again.");
}

void require_same_type(const AlertRule& before, const AlertRule& after) {
    if (before.alert_type == after.alert_type) return;
    constexpr auto what = "cannot be changed: make another alert";
    throw Failure{FailureKind::invalid, std::string{"alert_type "} + what}
        .code("invalid_rule")
        .violations({{"/body/alert_type", what}});
}

}  // namespace

void Alerts::audit(sql::Transaction& tx, const access::Actor& actor,
                   const access::Change& change) const {
    access::write_audit(tx, parts_.clock.now(), new_id(parts_.clock, parts_.random), actor, change);
}

void Alerts::check_rule(RequestChecks& checks, const AlertRule& rule, const std::string& endpoint,
                        const AlertRule* before) const {
    checks.run("/body", [&] { require_sensible(rule, before); });
    const bool is_new = before == nullptr || rule.metric != before->metric;
    if (!is_new || !parts_.features || !is_of_features(rule.alert_type)) return;
    checks.run("/body/metric", [&] { require_known_feature(rule, parts_.features(endpoint)); });
}

Channels Alerts::checked_channels(RequestChecks& checks, sql::Transaction& tx,
                                  const AlertRule& rule, const Channels& before) const {
    Channels out;
    checks.run("/body/notification_channels",
               [&] { out = parts_.notifications.check(tx, rule.notification_channels, before); });
    return out;
}

Alert Alerts::store(sql::Transaction& tx, const Alert& before, const Alert& changed,
                    const AlertStep& step, const access::Actor& actor, std::string_view action,
                    std::string by_hand) const {
    const StepContext context{parts_.clock.now(), actor.name, "", std::move(by_hand)};
    if (!parts_.journal.write_changed(tx, before, changed, step, context))
        throw modified_by_another();
    auto after = require_alert(tx, before.record.id);
    audit(tx, actor, {action, "alert", after.record.id, api::to_json(before), api::to_json(after)});
    return after;
}

void Alerts::forget_inhibitor(sql::Transaction& tx, const std::string& id,
                              const access::Actor& actor) const {
    for (const auto& alert : alerts_store::list_inhibited_by(tx, id)) {
        auto changed = alert;
        std::erase(changed.record.rule.inhibited_by, id);
        changed.record.updated_at = parts_.clock.now();
        store(tx, alert, changed, {sides_of(alert), {AlertEventKind::changed}, std::nullopt}, actor,
              "update_alert",
              actor.name + ' ' + what_changed(alert.record.rule, changed.record.rule));
    }
}

void Alerts::deleted(const EndpointId& id) {
    parts_.database.write([&](sql::Transaction& tx) {
        for (const auto& alert : alerts_store::list_of_endpoint(tx, id.text))
            if (alert.record.handling.status != AlertStatus::resolved)
                parts_.journal.write_deletion(tx, alert);
    });
}

api::Created<Alert> Alerts::create_alert(const api::Body<NewAlert>& body,
                                         const access::ActorInput& actor,
                                         const access::Once& once) {
    const auto rule = completed(body.rule);
    RequestChecks checks_of_rule;
    check_rule(checks_of_rule, rule, body.endpoint_id, nullptr);
    const auto id = new_id(parts_.clock, parts_.random);
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        const auto now = parts_.clock.now();
        AlertRecord record;
        record.id = id;
        record.rule = rule;
        auto checks = checks_of_rule;
        record.rule.notification_channels = checked_channels(checks, tx, rule, {});
        checks.run("/body/inhibited_by", [&] { require_inhibitors(tx, "", rule.inhibited_by); });
        checks.run("/body/endpoint_id",
                   [&] { record.endpoint_id = require_endpoint(tx, body.endpoint_id).id; });
        checks.require_none();
        if (alerts_store::count(tx) >= alerts_max)
            throw Failure{
                FailureKind::conflict,
                fmt::format("There are {} alerts already, the most that are allowed.", alerts_max)}
                .code("too_many_alerts")
                .hint("Delete alerts that are not needed.");
        record.created_at = record.updated_at = now;
        record.created_by = actor.name;
        alerts_store::insert(tx, record);
        auto alert = require_alert(tx, id);
        parts_.journal.write_event(tx, alert, AlertEventKind::created, {now, actor.name, ""});
        audit(tx, actor, {"create_alert", "alert", id, nullptr, api::to_json(alert)});
        return api::Created<Alert>{std::move(alert)};
    });
}

api::Linked<Alert> Alerts::list_alerts(const api::Query<AlertsQuery>& query) const {
    auto found = parts_.database.read([&](sql::Transaction& tx) {
        alerts_store::Filter filter;
        if (query.endpoint_id)
            filter.endpoint_id = require_endpoint_or_deleted(tx, *query.endpoint_id).id;
        filter.status = query.status;
        filter.alert_type = query.alert_type;
        filter.before = query.cursor;
        filter.limit = query.limit + 1;
        return alerts_store::list(tx, filter);
    });
    if (!api::cut_page(found, query.limit)) return {std::move(found), ""};
    auto next = found.back().record.id;
    return {std::move(found), std::move(next)};
}

Alert Alerts::show_alert(const api::Path<AlertPath>& path) const {
    return parts_.database.read([&](sql::Transaction& tx) { return require_alert(tx, path.id); });
}

Alert Alerts::update_alert(const api::Path<AlertPath>& path, const api::Body<AlertChange>& body,
                           const api::IfMatch& condition, const access::ActorInput& actor) {
    return parts_.database.write([&](sql::Transaction& tx) {
        const auto before = require_alert(tx, path.id);
        require_unchanged(condition, before);
        auto changed = before;
        auto& rule = changed.record.rule;
        body.apply(rule);
        const auto& known = before.record.rule;
        rule = completed_change(known, std::move(rule));
        require_same_type(known, rule);
        RequestChecks checks;
        check_rule(checks, rule, before.record.endpoint_id, &known);
        rule.notification_channels =
            checked_channels(checks, tx, rule, known.notification_channels);
        if (rule.inhibited_by != known.inhibited_by)
            checks.run("/body/inhibited_by",
                       [&] { require_inhibitors(tx, path.id, rule.inhibited_by); });
        checks.require_none();
        const auto changes = what_changed(known, rule);
        if (changes.empty()) return before;
        const auto now = parts_.clock.now();
        changed.record.updated_at = now;
        return store(tx, before, changed, change_rule(known, rule, sides_of(before), now), actor,
                     "update_alert", actor.name + ' ' + changes);
    });
}

void Alerts::delete_alert(const api::Path<AlertPath>& path, const api::IfMatch& condition,
                          const access::ActorInput& actor) {
    parts_.database.write([&](sql::Transaction& tx) {
        const auto alert = require_alert(tx, path.id);
        require_unchanged(condition, alert);
        const auto now = parts_.clock.now();
        parts_.journal.write_end(tx, alert, close(sides_of(alert), now),
                                 {now, actor.name, "", actor.name + " deleted the alert"});
        forget_inhibitor(tx, path.id, actor);
        alerts_store::remove(tx, path.id);
        audit(tx, actor, {"delete_alert", "alert", path.id, api::to_json(alert), nullptr});
    });
}

Alert Alerts::acknowledge_alert(const api::Path<AlertPath>& path, const api::IfMatch& condition,
                                const access::ActorInput& actor, const access::Once& once) {
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        auto before = require_alert(tx, path.id);
        require_unchanged(condition, before);
        const auto& handling = before.record.handling;
        if (handling.status == AlertStatus::resolved) throw resolved_already(handling);
        if (handling.status == AlertStatus::acknowledged) return before;
        const auto step = acknowledge(sides_of(before), actor.name, parts_.clock.now());
        return store(tx, before, before, step, actor, "acknowledge_alert");
    });
}

Alert Alerts::resolve_alert(const api::Path<AlertPath>& path, const api::IfMatch& condition,
                            const access::ActorInput& actor, const access::Once& once) {
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        auto before = require_alert(tx, path.id);
        require_unchanged(condition, before);
        if (before.record.handling.status == AlertStatus::resolved) return before;
        const auto step = resolve(sides_of(before), actor.name, parts_.clock.now());
        return store(tx, before, before, step, actor, "resolve_alert", actor.name + " resolved it");
    });
}

Alert Alerts::test_alert(const api::Path<AlertPath>& path, const access::ActorInput& actor,
                         const access::Once& once) {
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        auto alert = require_alert(tx, path.id);
        if (alert.record.rule.notification_channels.items.empty())
            throw Failure{FailureKind::conflict,
                          "The alert has no notification_channels: there is nobody to tell."}
                .code("no_channels")
                .hint("PATCH the alert with notification_channels.");
        parts_.journal.write_test(tx, alert, {parts_.clock.now(), actor.name, ""});
        audit(tx, actor, {"test_alert", "alert", path.id, nullptr, nullptr});
        return alert;
    });
}

AlertEventPage Alerts::list_alert_events(const api::Path<AlertPath>& path,
                                         const api::Query<AlertEventsQuery>& query) const {
    AlertEventPage page;
    page.items = parts_.database.read([&](sql::Transaction& tx) {
        require_alert(tx, path.id);
        return alerts_store::list_events(tx, path.id, query.cursor, query.limit + 1);
    });
    if (api::cut_page(page.items, query.limit)) page.next_cursor = page.items.back().id;
    return page;
}

BacktestReport Alerts::backtest_alert(const api::Body<BacktestRequest>& body) const {
    const auto rule = completed(body.rule);
    RequestChecks checks;
    check_rule(checks, rule, body.endpoint_id, nullptr);
    EndpointRecord endpoint;
    checks.run("/body/endpoint_id", [&] {
        endpoint = parts_.database.read([&](sql::Transaction& tx) {
            return require_endpoint_or_deleted(tx, body.endpoint_id);
        });
    });
    checks.require_none();
    const auto now = parts_.clock.now();
    auto report = backtest(rule, {endpoint.id}, {body.from.at(now), body.to.at(now)}, now,
                           parts_.metrics, parts_.measures);
    report.endpoint_id = endpoint.id;
    report.endpoint_name = endpoint.endpoint_name;
    return report;
}

}  // namespace ontos
