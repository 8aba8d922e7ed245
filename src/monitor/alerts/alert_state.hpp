#pragma once
// The state machine of an alert: from one measurement to the next, and what is told of it.

#include "monitor/alerts/alert.hpp"
#include "monitor/alerts/alert_event.hpp"

namespace ontos {

/// What one evaluation found. `until` is the end of its window: the end of a closed time bucket.
struct Measurement {
    Timestamp until{};
    std::optional<double> value;  ///< nullopt: there was nothing to measure, or it failed
    std::int64_t sample_count = 0;
    std::string explanation;  ///< what the value is of, or why there is none
    bool has_failed = false;
};

/// The evaluator's and the people's side of an alert together.
struct AlertSides {
    AlertProgress progress;
    AlertHandling handling;

    bool operator==(const AlertSides&) const = default;
};

/// What a step did: at most one notice, and the events of the timeline in their order.
struct AlertStep {
    AlertSides sides;
    std::vector<AlertEventKind> events;
    std::optional<NoticeEvent> notice;
};

/// Whether a notice is that of the event; `told` stands for a beginning or an end of before.
bool is_told_with(AlertEventKind kind, NoticeEvent notice);

/// Usual `gap_max`: if more than this lies between two evaluations, nothing is known of the time
/// between: what is pending starts over, and the timeline says so.
inline constexpr std::chrono::minutes evaluation_gap_max{2};
/// So many changes between firing and not firing in so long are flapping.
inline constexpr std::size_t flapping_transitions = 4;
inline constexpr std::chrono::minutes flapping_time{30};

/// A measurement later than the last one, against the rule. Changes state, and decides nothing of
/// what is told.
AlertStep advance(const AlertRule& rule, const AlertSides& before, const Measurement& measured,
                  Timestamp now, std::chrono::seconds gap_max = evaluation_gap_max);

/// What receivers are to be told after `advance`. `suppressed` while a silence, a mute window or
/// another alert holds back: then only the end of what was told before is told.
void decide_notice(const AlertRule& rule, AlertStep& step, Timestamp now, bool is_suppressed);

/// What people do. Each answers the step to store; the notice is decided already.
AlertStep acknowledge(const AlertSides& before, const std::string& by, Timestamp now);
AlertStep resolve(const AlertSides& before, const std::string& by, Timestamp now);
/// The rule is another than `known`. If it asks something else, what was pending starts over, and
/// what a person resolved need not clear. If it is no longer enabled, it ends.
AlertStep change_rule(const AlertRule& known, const AlertRule& rule, const AlertSides& before,
                      Timestamp now);
/// The alert or its endpoint is deleted.
AlertStep close(const AlertSides& before, Timestamp now);

}  // namespace ontos
