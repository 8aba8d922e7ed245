// Evaluates all rules on closed time buckets.
#include "monitor/alerts/alert_evaluator.hpp"

#include <algorithm>
#include <set>

#include "monitor/alerts/alert_rules.hpp"
#include "monitor/alerts/alerts_store.hpp"
#include "monitor/alerts/silences_store.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

constexpr std::string_view lease_name = "alert_evaluation";
constexpr std::chrono::seconds lease_length{20};
/// So many alerts are stored in one transaction.
constexpr std::size_t batch_size = 200;
constexpr std::int64_t silences_max = 1'000;
constexpr std::chrono::days events_kept{90}, silences_kept{30};
constexpr std::int64_t events_max = 1'000;

Measurement failed(Timestamp until, std::string why) {
    Measurement measured;
    measured.until = until;
    measured.has_failed = true;
    measured.explanation = std::move(why);
    return measured;
}

Measurement unmeasured(Timestamp until) {
    Measurement measured;
    measured.until = until;
    measured.explanation = "nothing is known of it yet";
    return measured;
}

bool has_event(const AlertStep& step, AlertEventKind kind) {
    return std::ranges::find(step.events, kind) != step.events.end();
}

}  // namespace

/// One pass over all rules that are due.
struct AlertEvaluator::Pass {
    struct Item {
        Alert alert;
        AlertStep step;
        std::string not_told_because;
    };
    Timestamp now, until;
    std::vector<Item> items;
    std::vector<Silence> silences;
    std::set<std::string> firing;  ///< ids, after the pass
};

AlertEvaluator::AlertEvaluator(EvaluatorParts parts)
    : parts_{std::move(parts)},
      lease_{parts_.database, parts_.clock, parts_.random, std::string{lease_name}, lease_length} {}

AlertEvaluator::Counters AlertEvaluator::counters() const {
    return {evaluations_.load(std::memory_order_relaxed), failures_.load(std::memory_order_relaxed),
            missed_.load(std::memory_order_relaxed)};
}

void AlertEvaluator::step() {
    const auto token = lease_.acquire();
    if (!token) return;
    try {
        close_orphans(*token);
        Pass pass;
        pass.now = parts_.clock.now();
        pass.until = round_down(pass.now - closing_time, interval);
        parts_.database.read([&](sql::Transaction& tx) {
            pass.items.clear();
            for (auto& alert : alerts_store::list_due(tx, pass.until))
                pass.items.push_back({std::move(alert), {}, {}});
            pass.silences = silences_store::list(tx, silences_store::SilenceState::lasting,
                                                 pass.now, "", silences_max);
            const auto firing = alerts_store::list_firing(tx);
            pass.firing = {firing.begin(), firing.end()};
        });
        if (pass.items.empty()) return;
        evaluate(pass);
        decide_notices(pass);
        write(pass, *token);
    } catch (const sql::LeaseLost& lost) {
        log_info("another server evaluates the alerts", {{"reason", lost.what()}});
    }
}

void AlertEvaluator::close_orphans(std::int64_t token) {
    const auto orphans =
        parts_.database.read([](sql::Transaction& tx) { return alerts_store::list_orphans(tx); });
    if (orphans.empty()) return;
    parts_.database.write([&](sql::Transaction& tx) {
        sql::require_token(tx, lease_name, token);
        for (const auto& alert : orphans) parts_.journal.write_deletion(tx, alert);
    });
}

Measurement AlertEvaluator::measure(const Alert& alert, Timestamp until, LiveCounts& counts) {
    const auto& record = alert.record;
    const auto& rule = record.rule;
    try {
        if (is_counted(rule.alert_type))
            return measure_requests(rule, until, *counts.of(record.endpoint_id));
        const auto asked = parts_.measures.find(rule.alert_type);
        if (asked == parts_.measures.end() || !asked->second) return unmeasured(until);
        auto measured = asked->second(rule, {record.endpoint_id}, {until - rule.window(), until});
        measured.until = until;
        return measured;
    } catch (const std::exception& error) {
        failures_.fetch_add(1, std::memory_order_relaxed);
        log_error("an alert could not be evaluated",
                  {{"alert", record.id}, {"error", error.what()}});
        return failed(until, error.what());
    }
}

void AlertEvaluator::evaluate(Pass& pass) {
    LiveCounts counts{parts_.metrics};
    for (auto& [alert, step, why] : pass.items) {
        const auto& record = alert.record;
        step = advance(record.rule, {record.progress, record.handling},
                       measure(alert, pass.until, counts), pass.now);
        evaluations_.fetch_add(1, std::memory_order_relaxed);
        if (has_event(step, AlertEventKind::missed))
            missed_.fetch_add(1, std::memory_order_relaxed);
        if (is_firing(step.sides.progress.state))
            pass.firing.insert(record.id);
        else
            pass.firing.erase(record.id);
    }
}

void AlertEvaluator::decide_notices(Pass& pass) const {
    const Silencer silencer{pass.silences, pass.now};
    for (auto& [alert, step, why] : pass.items) {
        const auto& rule = alert.record.rule;
        const auto inhibitor = std::ranges::find_if(
            rule.inhibited_by, [&](const std::string& id) { return pass.firing.contains(id); });
        if (const auto* silence = silencer.find(labels_of(alert)))
            why = "silence " + silence->id;
        else if (const auto window = mute_window_at(rule.mute_windows, pass.now))
            why = "mute window " + window->from + " to " + window->to + " " + window->time_zone;
        else if (inhibitor != rule.inhibited_by.end())
            why = "alert " + *inhibitor + " fires";
        ontos::decide_notice(rule, step, pass.now, !why.empty());
    }
}

void AlertEvaluator::write(const Pass& pass, std::int64_t token) {
    for (std::size_t from = 0; from < pass.items.size(); from += batch_size) {
        const auto batch =
            std::span{pass.items}.subspan(from, std::min(batch_size, pass.items.size() - from));
        parts_.database.write([&](sql::Transaction& tx) {
            sql::require_token(tx, lease_name, token);
            // Whoever was changed meanwhile is evaluated again in the next pass.
            for (const auto& [alert, step, why] : batch)
                parts_.journal.write(tx, alert, step, {pass.now, "", why});
        });
    }
}

void AlertEvaluator::forget_old() {
    parts_.database.write([now = parts_.clock.now()](sql::Transaction& tx) {
        alerts_store::forget_events(tx, now - events_kept, events_max);
        silences_store::forget(tx, now - silences_kept);
    });
}

}  // namespace ontos
