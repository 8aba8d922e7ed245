#pragma once
// What an alert is: the rule that people set, where the evaluator is with it, what people said of
// it.

#include <map>

#include "monitor/alerts/mute_window.hpp"
#include "monitor/notifications/channel.hpp"
#include "monitor/notifications/notice.hpp"
#include "platform/api/inlined.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(AlertType, drift, latency, error_rate, quality, traffic, null_rate,
                        unseen_rate, cost, burn_rate, model_quality)
BOOST_DEFINE_ENUM_CLASS(AlertCondition, gt, lt, eq)
/// The person's side.
BOOST_DEFINE_ENUM_CLASS(AlertStatus, active, acknowledged, resolved)
/// The evaluator's side.
BOOST_DEFINE_ENUM_CLASS(AlertState, inactive, pending, firing, recovering, no_data, error)
/// What an evaluation without a value counts as: the condition does not hold, it holds, or what was
/// last known stays.
BOOST_DEFINE_ENUM_CLASS(WithoutValue, ok, alerting, keep_last)

/// A recovering one fires still.
constexpr bool is_firing(AlertState state) {
    return state == AlertState::firing || state == AlertState::recovering;
}

/// What people set. `completed` fills what depends on the type.
struct AlertRule {
    AlertType alert_type = AlertType::error_rate;
    double threshold = 0;
    AlertCondition condition = AlertCondition::gt;
    bool enabled = true;
    Channels notification_channels;
    std::optional<std::string> name;
    AlertSeverity severity = AlertSeverity::warning;
    std::optional<std::string> metric;
    std::optional<std::int32_t> window_minutes;
    std::int32_t for_seconds = 0;
    std::int32_t keep_firing_seconds = 0;
    std::optional<double> recover_threshold;
    std::optional<std::int32_t> min_samples;
    WithoutValue no_data = WithoutValue::ok;
    WithoutValue on_error = WithoutValue::keep_last;
    double eq_tolerance = 1e-6;
    std::int32_t repeat_interval_seconds = 14'400;
    std::optional<std::string> runbook_url;
    std::map<std::string, std::string> labels;
    std::vector<std::string> group_by;
    std::vector<std::string> inhibited_by;
    std::vector<MuteWindow> mute_windows;
    std::optional<std::int32_t> ack_expires_seconds;
    double objective = 0.999;

    std::chrono::minutes window() const { return std::chrono::minutes{window_minutes.value()}; }

    static constexpr auto fields(auto...) {
        using T = AlertRule;
        using api::field, api::option, api::minimum, api::maximum, api::max_items, api::max_length,
            api::max_members;
        return std::array{
            field<&T::alert_type>(
                "What is watched. latency: milliseconds. error_rate, drift, null_rate, "
                "unseen_rate, quality: fractions 0..1. model_quality: as its metric. traffic: "
                "requests per minute. cost: dollars in the window. burn_rate: multiples of the "
                "table's rates."),
            field<&T::threshold>("What the value is held against, in the type's unit."),
            option<&T::condition>("gt: above; lt: below; eq: within `eq_tolerance` of it."),
            option<&T::enabled>("Whether it is evaluated."),
            option<&T::notification_channels>("Where its notices go."),
            option<&T::name>("Name for people; made from the rule, and with it, if left out.",
                             api::min_length(1), max_length(200)),
            option<&T::severity>("How bad it is when it fires."),
            option<&T::metric>(
                "Refines the type. latency: p50, p95 (usual), p99, mean. drift, null_rate, "
                "unseen_rate: a feature, prediction or score, or max of the features (usual). "
                "burn_rate: page (usual) or ticket. "
                "model_quality: accuracy (usual), precision, recall, f1, auc, log_loss, mae, rmse "
                "or r2.",
                max_length(200)),
            option<&T::window_minutes>(
                "What each evaluation looks at; usual is 5, of drift an hour, of quality a day.",
                minimum(1), maximum(43'200)),
            option<&T::for_seconds>("How long the condition must hold without a break.", minimum(0),
                                    maximum(604'800)),
            option<&T::keep_firing_seconds>("How long it must not hold before the alert resolves.",
                                            minimum(0), maximum(604'800)),
            option<&T::recover_threshold>(
                "The condition has ceased only beyond this; `threshold` if left out."),
            option<&T::min_samples>(
                "With fewer requests or rows there is no data (burn_rate: "
                "failed requests). Of drift, "
                "null_rate and unseen_rate at least 50, of model_quality 30; not of "
                "traffic and cost, which always have a value.",
                minimum(0), maximum(1'000'000'000)),
            option<&T::no_data>("What an evaluation without data counts as."),
            option<&T::on_error>("What an evaluation that failed counts as."),
            option<&T::eq_tolerance>("How near is equal, for eq.", minimum(0)),
            option<&T::repeat_interval_seconds>("After so long, a firing alert is told again.",
                                                minimum(60), maximum(2'592'000)),
            option<&T::runbook_url>("Where it says what to do.", api::pattern("^https?://"),
                                    max_length(2'048)),
            option<&T::labels>("For silences, grouping and receivers.", max_members(32)),
            option<&T::group_by>(
                "Labels whose values make one incident of several alerts: own labels, endpoint, "
                "alert_type, severity.",
                max_items(8)),
            option<&T::inhibited_by>("While one of these alerts fires, this one tells nothing.",
                                     max_items(16)),
            option<&T::mute_windows>("When it tells nothing.", max_items(16)),
            option<&T::ack_expires_seconds>(
                "After so long an acknowledgement ends; never if left out.", minimum(60),
                maximum(2'592'000)),
            option<&T::objective>("Of burn_rate: the share of requests that must succeed.",
                                  minimum(0.5), maximum(0.99999))};
    }
};

/// Where the evaluator is with the rule; durable, so that a restart neither forgets nor repeats.
struct AlertProgress {
    AlertState state = AlertState::inactive;
    std::optional<Timestamp> state_since;
    std::optional<Timestamp> triggered_at;
    std::optional<double> current_value;
    std::optional<std::int64_t> sample_count;
    std::string message;
    std::optional<Timestamp> last_evaluated_at;
    std::optional<Timestamp> evaluated_until;
    bool awaits_clear = false;
    bool flapping = false;
    std::vector<Timestamp> transitions;
    std::optional<Timestamp> told_since;
    std::optional<Timestamp> told_at;
    std::int64_t sequence = 0;

    bool operator==(const AlertProgress&) const = default;

    static constexpr auto fields(auto...) {
        using T = AlertProgress;
        return std::array{
            api::field<&T::state>("Where the evaluator is."),
            api::field<&T::state_since>("Since when."),
            api::field<&T::triggered_at>("When it began to fire, last."),
            api::field<&T::current_value>("Of the last evaluation; null without data."),
            api::field<&T::sample_count>("How many requests or rows the value is of."),
            api::field<&T::message>("The last evaluation in one sentence."),
            api::field<&T::last_evaluated_at>("When that was; null: not yet."),
            api::field<&T::evaluated_until>("Where the window of the last evaluation ends."),
            api::field<&T::awaits_clear>(
                "Resolved by a person while the condition held: it fires again only after that "
                "has ceased."),
            api::field<&T::flapping>(
                "It began and ceased to fire 4 times in 30 minutes: nothing is told until it is "
                "stable."),
            api::field<&T::transitions>("When it began and ceased to fire, in the last 30 min."),
            api::field<&T::told_since>("Of what receivers were told and not yet told the end of."),
            api::field<&T::told_at>("When they were told last."),
            api::field<&T::sequence>("Counts what they were told of it.")};
    }
};

/// What people said of the alert.
struct AlertHandling {
    AlertStatus status = AlertStatus::active;
    std::optional<Timestamp> acknowledged_at;
    std::string acknowledged_by;
    std::optional<Timestamp> resolved_at;
    std::string resolved_by;

    bool operator==(const AlertHandling&) const = default;

    static constexpr auto fields(auto...) {
        using T = AlertHandling;
        return std::array{api::field<&T::status>(
                              "active, until a person says otherwise, and when it fires anew."),
                          api::field<&T::acknowledged_at>("When a person took it on."),
                          api::field<&T::acknowledged_by>("Who; empty if nobody."),
                          api::field<&T::resolved_at>("When a person resolved it."),
                          api::field<&T::resolved_by>("Who; empty if nobody.")};
    }
};

/// A row of monitor_alerts.
struct AlertRecord {
    std::string id, endpoint_id;
    AlertRule rule;
    AlertHandling handling;
    AlertProgress progress;
    Timestamp created_at{};
    std::string created_by;
    Timestamp updated_at{};
    std::int64_t revision = 1;  ///< grows with everything but evaluations that change no state

    static constexpr auto fields(auto...) {
        using T = AlertRecord;
        return api::joined(
            std::array{api::field<&T::id>("Identifier."),
                       api::field<&T::endpoint_id>("The endpoint that it watches.")},
            api::inlined<&T::rule>(), api::inlined<&T::handling>(), api::inlined<&T::progress>(),
            std::array{api::field<&T::created_at>("When it was made."),
                       api::field<&T::created_by>("Who made it."),
                       api::field<&T::updated_at>("When its rule was changed last."),
                       api::field<&T::revision>(
                           "Grows when a person changes something and when `state` changes. In "
                           "quotes, If-Match takes it as it takes the ETag, which changes with "
                           "each evaluation.")});
    }
};

template <>
struct api::Codec<AlertRecord> : api::InlinedCodec<AlertRecord> {};

/// An alert as it is answered.
struct Alert {
    AlertRecord record;
    std::string endpoint_name;
    bool firing = false;

    static constexpr auto fields(auto...) {
        return api::joined(
            api::inlined<&Alert::record>(),
            std::array{api::field<&Alert::endpoint_name>("Name of that endpoint."),
                       api::field<&Alert::firing>("Whether the state is firing or recovering.")});
    }
};

template <>
struct api::Codec<Alert> : api::InlinedCodec<Alert> {};

}  // namespace ontos
