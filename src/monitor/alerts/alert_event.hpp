#pragma once
// The timeline of an alert: each change, with what was known then.

#include "monitor/alerts/alert.hpp"

namespace ontos {

/// pending, firing, recovering, no_data, error, inactive: the state changed to it. resolved: it
/// ceased to fire, or a person or a deletion ended it. missed: it was not evaluated for a while.
/// told: what had been held back was told, of a change that stands further back.
BOOST_DEFINE_ENUM_CLASS(AlertEventKind, created, changed, pending, firing, recovering, no_data,
                        error, inactive, resolved, acknowledged, acknowledgement_expired, flapping,
                        stable, missed, repeated, told, tested)

/// A row of alert_events.
struct AlertEvent {
    std::string id, alert_id, endpoint_id;
    AlertEventKind event = AlertEventKind::created;
    Timestamp occurred_at{};
    std::optional<AlertState> state_before;
    AlertState state = AlertState::inactive;
    std::optional<double> current_value;
    double threshold = 0;
    std::optional<std::int64_t> sample_count;
    std::optional<Timestamp> window_from, window_until;
    std::int64_t revision = 0;
    std::string by;
    std::string message;
    std::optional<NoticeEvent> told;
    std::string not_told_because;
    std::map<std::string, std::string> links;

    static constexpr auto fields(auto...) {
        using T = AlertEvent;
        return std::array{
            api::field<&T::id>("Identifier."),
            api::field<&T::alert_id>("The alert."),
            api::field<&T::endpoint_id>("Its endpoint."),
            api::field<&T::event>("What happened."),
            api::field<&T::occurred_at>("When."),
            api::field<&T::state_before>("The state before."),
            api::field<&T::state>("The state after."),
            api::field<&T::current_value>("The value then; null without data."),
            api::field<&T::threshold>("The threshold then."),
            api::field<&T::sample_count>("How many requests or rows the value is of."),
            api::field<&T::window_from>("Start of the window that was measured."),
            api::field<&T::window_until>("Its end."),
            api::field<&T::revision>("The endpoint's revision that served then; 0: none."),
            api::field<&T::by>("Who did it; empty: the evaluator."),
            api::field<&T::message>("In one sentence."),
            api::field<&T::told>("The notice that was put into the outbox with it."),
            api::field<&T::not_told_because>(
                "Why none was: a silence, a mute window, an alert, flapping; of an end, that its "
                "beginning was not told."),
            api::field<&T::links>("Where to look.")};
    }
};

}  // namespace ontos
