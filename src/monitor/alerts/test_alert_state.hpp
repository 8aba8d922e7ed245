#pragma once
// An alert under evaluation, without a database.

#include <gmock/gmock.h>

#include "monitor/alerts/alert_state.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {

inline AlertRule test_rule() {
    AlertRule rule;
    rule.threshold = 0.1;
    rule.window_minutes = 5;
    rule.min_samples = 10;
    return rule;
}

inline Measurement measured_at(Timestamp until, std::optional<double> value, std::int64_t samples) {
    Measurement measured;
    measured.until = until;
    measured.value = value;
    measured.sample_count = samples;
    return measured;
}

/// A rule, its alert, and evaluations every 10 seconds.
struct AlertBench {
    static constexpr std::chrono::seconds step_length{10};

    AlertRule rule = test_rule();
    AlertSides sides;
    Timestamp now = *parse_rfc3339("2026-03-02T12:00:00Z");
    std::vector<NoticeEvent> notices;
    std::vector<AlertEventKind> events;
    bool is_suppressed = false;

    void take(AlertStep step) {
        sides = std::move(step.sides);
        events.insert(events.end(), step.events.begin(), step.events.end());
        if (step.notice) notices.push_back(*step.notice);
    }
    AlertState see(const Measurement& measured) {
        auto step = advance(rule, sides, measured, now);
        decide_notice(rule, step, now, is_suppressed);
        take(std::move(step));
        now += step_length;
        return sides.progress.state;
    }
    AlertState see(std::optional<double> value, std::int64_t samples = 100) {
        return see(measured_at(now, value, samples));
    }
    AlertState fail() {
        auto measured = measured_at(now, {}, 0);
        measured.has_failed = true;
        return see(measured);
    }
    AlertState see_for(std::chrono::seconds time, std::optional<double> value) {
        auto state = sides.progress.state;
        for (; time > time.zero(); time -= step_length) state = see(value);
        return state;
    }
};

}  // namespace ontos
