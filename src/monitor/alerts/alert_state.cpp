// The state machine of an alert.
#include "monitor/alerts/alert_state.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "monitor/alerts/alert_words.hpp"

namespace ontos {
namespace {

using Kind = AlertEventKind;

/// What a measurement says of the condition. `between`: not met, but not beyond the recover
/// threshold either. `unknown`: what was last known stays.
enum class Verdict { met, between, clear, unknown };

bool has_data(const AlertRule& rule, const Measurement& measured) {
    return !measured.has_failed && measured.value &&
           measured.sample_count >= rule.min_samples.value_or(0);
}

Verdict compare(const AlertRule& rule, double value) {
    const auto recover = rule.recover_threshold.value_or(rule.threshold);
    switch (rule.condition) {
        case AlertCondition::gt:
            if (value > rule.threshold) return Verdict::met;
            return value <= recover ? Verdict::clear : Verdict::between;
        case AlertCondition::lt:
            if (value < rule.threshold) return Verdict::met;
            return value >= recover ? Verdict::clear : Verdict::between;
        case AlertCondition::eq:
            return std::abs(value - rule.threshold) <= rule.eq_tolerance ? Verdict::met
                                                                         : Verdict::clear;
    }
    return Verdict::clear;
}

Verdict verdict_of(const AlertRule& rule, const Measurement& measured) {
    if (has_data(rule, measured)) return compare(rule, *measured.value);
    switch (measured.has_failed ? rule.on_error : rule.no_data) {
        case WithoutValue::ok:
            return Verdict::clear;
        case WithoutValue::alerting:
            return Verdict::met;
        case WithoutValue::keep_last:
            return Verdict::unknown;
    }
    return Verdict::clear;
}

/// What it is called when it neither fires nor is about to.
AlertState quiet_state(const AlertRule& rule, const Measurement& measured) {
    if (measured.has_failed) return AlertState::error;
    return has_data(rule, measured) ? AlertState::inactive : AlertState::no_data;
}

Kind kind_of(AlertState state) {
    switch (state) {
        case AlertState::inactive:
            return Kind::inactive;
        case AlertState::pending:
            return Kind::pending;
        case AlertState::firing:
            return Kind::firing;
        case AlertState::recovering:
            return Kind::recovering;
        case AlertState::no_data:
            return Kind::no_data;
        case AlertState::error:
            return Kind::error;
    }
    return Kind::inactive;
}

/// To fire means anew: nobody has acknowledged or resolved this one.
void enter(AlertStep& step, AlertState state, Timestamp since, Timestamp now) {
    auto& progress = step.sides.progress;
    const bool was_firing = is_firing(progress.state);
    if (progress.state == state) return;
    progress.state = state;
    progress.state_since = since;
    const bool ends = was_firing && !is_firing(state);
    step.events.push_back(ends ? Kind::resolved : kind_of(state));
    if (was_firing == is_firing(state)) return;
    progress.transitions.push_back(now);
    if (!is_firing(state)) return;
    progress.triggered_at = now;
    step.sides.handling = {};
}

/// The state that the verdict leads to. Times are those of the measurements: what is pending or
/// recovering has been so since the window that first showed it.
AlertState next_state(const AlertRule& rule, const AlertProgress& progress,
                      const Measurement& measured, Verdict verdict) {
    const auto lasted = measured.until - progress.state_since.value_or(measured.until);
    const auto quiet = quiet_state(rule, measured);
    switch (progress.state) {
        case AlertState::firing:
            if (verdict != Verdict::clear) return AlertState::firing;
            return rule.keep_firing_seconds > 0 ? AlertState::recovering : quiet;
        case AlertState::recovering:
            if (verdict != Verdict::clear) return AlertState::firing;
            return lasted >= std::chrono::seconds{rule.keep_firing_seconds}
                       ? quiet
                       : AlertState::recovering;
        case AlertState::pending:
            if (verdict != Verdict::met) return quiet;
            return lasted >= std::chrono::seconds{rule.for_seconds} ? AlertState::firing
                                                                    : AlertState::pending;
        case AlertState::inactive:
        case AlertState::no_data:
        case AlertState::error:
            break;
    }
    if (verdict != Verdict::met || progress.awaits_clear) return quiet;
    return rule.for_seconds > 0 ? AlertState::pending : AlertState::firing;
}

void expire_acknowledgement(const AlertRule& rule, AlertStep& step, Timestamp now) {
    auto& handling = step.sides.handling;
    if (handling.status != AlertStatus::acknowledged || !rule.ack_expires_seconds) return;
    if (now - *handling.acknowledged_at < std::chrono::seconds{*rule.ack_expires_seconds}) return;
    handling = {};
    step.events.push_back(Kind::acknowledgement_expired);
}

/// True if it has just begun.
bool update_flapping(AlertStep& step, Timestamp now) {
    auto& progress = step.sides.progress;
    std::erase_if(progress.transitions, [&](Timestamp at) { return at <= now - flapping_time; });
    if (!progress.flapping && progress.transitions.size() >= flapping_transitions) {
        progress.flapping = true;
        step.events.push_back(Kind::flapping);
        return true;
    }
    if (progress.flapping && progress.transitions.empty()) {
        progress.flapping = false;
        step.events.push_back(Kind::stable);
    }
    return false;
}

bool has(const AlertStep& step, Kind kind) {
    return std::ranges::find(step.events, kind) != step.events.end();
}

/// The first notice of an episode opens it with the receivers, `resolved` closes it. What was held
/// back when it happened has no event in this step: it gets one.
void tell(AlertStep& step, NoticeEvent notice, Timestamp now) {
    auto& progress = step.sides.progress;
    if (!progress.told_since) {
        progress.told_since = progress.triggered_at.value_or(now);
        progress.sequence = 0;
    }
    ++progress.sequence;
    progress.told_at = now;
    step.notice = notice;
    if (notice == NoticeEvent::resolved) progress.told_since.reset();
    if (notice == NoticeEvent::repeated) step.events.push_back(Kind::repeated);
    if (std::ranges::none_of(step.events, [&](Kind kind) { return is_told_with(kind, notice); }))
        step.events.push_back(Kind::told);
}

void tell_of_firing(const AlertRule& rule, AlertStep& step, Timestamp now) {
    const auto& [progress, handling] = step.sides;
    if (!progress.told_since) {
        if (handling.status == AlertStatus::active) tell(step, NoticeEvent::firing, now);
        return;
    }
    if (has(step, Kind::stable)) return tell(step, NoticeEvent::stable, now);
    if (handling.status != AlertStatus::active) return;
    const bool is_due =
        now - *progress.told_at >= std::chrono::seconds{rule.repeat_interval_seconds};
    if (is_due || has(step, Kind::acknowledgement_expired)) tell(step, NoticeEvent::repeated, now);
}

/// Ends what fires or is about to, whatever was measured last.
void end(AlertStep& step, Timestamp now) {
    auto& progress = step.sides.progress;
    if (is_firing(progress.state) || progress.state == AlertState::pending) {
        progress.state = AlertState::inactive;
        progress.state_since = now;
    }
    if (progress.told_since) tell(step, NoticeEvent::resolved, now);
}

/// Whether the condition is the same: what is measured, and what it is held against.
bool asks_the_same(const AlertRule& rule, const AlertRule& other) {
    const auto question = [](const AlertRule& of) {
        return std::tie(of.metric, of.window_minutes, of.objective, of.condition, of.threshold,
                        of.eq_tolerance);
    };
    return question(rule) == question(other);
}

}  // namespace

bool is_told_with(AlertEventKind kind, NoticeEvent notice) {
    switch (notice) {
        case NoticeEvent::firing:
            return kind == Kind::firing || kind == Kind::told;
        case NoticeEvent::resolved:
            return kind == Kind::resolved || kind == Kind::told;
        case NoticeEvent::acknowledged:
            return kind == Kind::acknowledged;
        case NoticeEvent::flapping:
            return kind == Kind::flapping;
        case NoticeEvent::stable:
            return kind == Kind::stable;
        case NoticeEvent::repeated:
            return kind == Kind::repeated;
        default:
            return false;
    }
}

AlertStep advance(const AlertRule& rule, const AlertSides& before, const Measurement& measured,
                  Timestamp now, std::chrono::seconds gap_max) {
    AlertStep step{before, {}, std::nullopt};
    auto& progress = step.sides.progress;
    const auto verdict = verdict_of(rule, measured);
    if (progress.evaluated_until && measured.until - *progress.evaluated_until > gap_max) {
        step.events.push_back(Kind::missed);
        const bool waits =
            progress.state == AlertState::pending || progress.state == AlertState::recovering;
        if (waits) progress.state_since = measured.until;
    }
    if (verdict == Verdict::clear) progress.awaits_clear = false;
    progress.current_value = measured.has_failed ? std::nullopt : measured.value;
    progress.sample_count = measured.sample_count;
    progress.message = sentence_of(rule, measured);
    progress.last_evaluated_at = now;
    progress.evaluated_until = measured.until;
    enter(step, next_state(rule, progress, measured, verdict), measured.until, now);
    expire_acknowledgement(rule, step, now);
    return step;
}

void decide_notice(const AlertRule& rule, AlertStep& step, Timestamp now, bool is_suppressed) {
    const bool begins_to_flap = update_flapping(step, now);
    const auto& progress = step.sides.progress;
    if (progress.flapping) {
        if (begins_to_flap && !is_suppressed) tell(step, NoticeEvent::flapping, now);
    } else if (!is_firing(progress.state)) {
        if (progress.told_since) tell(step, NoticeEvent::resolved, now);
    } else if (!is_suppressed) {
        tell_of_firing(rule, step, now);
    }
}

AlertStep acknowledge(const AlertSides& before, const std::string& by, Timestamp now) {
    AlertStep step{before, {Kind::acknowledged}, std::nullopt};
    step.sides.handling.status = AlertStatus::acknowledged;
    step.sides.handling.acknowledged_at = now;
    step.sides.handling.acknowledged_by = by;
    if (before.progress.told_since) tell(step, NoticeEvent::acknowledged, now);
    return step;
}

AlertStep resolve(const AlertSides& before, const std::string& by, Timestamp now) {
    AlertStep step{before, {Kind::resolved}, std::nullopt};
    const auto state = before.progress.state;
    step.sides.progress.awaits_clear = is_firing(state) || state == AlertState::pending;
    step.sides.handling.status = AlertStatus::resolved;
    step.sides.handling.resolved_at = now;
    step.sides.handling.resolved_by = by;
    step.sides.progress.flapping = false;
    step.sides.progress.transitions.clear();
    end(step, now);
    return step;
}

AlertStep change_rule(const AlertRule& known, const AlertRule& rule, const AlertSides& before,
                      Timestamp now) {
    AlertStep step{before, {Kind::changed}, std::nullopt};
    auto& progress = step.sides.progress;
    const bool is_other = !asks_the_same(known, rule);
    if (is_other) progress.awaits_clear = false;
    if (!rule.enabled) {
        if (is_firing(progress.state)) step.events.push_back(Kind::resolved);
        end(step, now);
    } else if (is_other && progress.state == AlertState::pending) {
        progress.state = AlertState::inactive;
        progress.state_since = now;
    }
    return step;
}

AlertStep close(const AlertSides& before, Timestamp now) { return resolve(before, "ontos", now); }

}  // namespace ontos
