// When a trigger fires.
#include "improve/retrain/retrain_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "improve/retrain/cron.hpp"
#include "platform/base/time_text.hpp"
#include "platform/sketches/significance.hpp"

namespace ontos {
namespace {

RatedSide rated(RatedSide side) {
    const auto all = side.positive + side.negative;
    if (all == 0) return side;
    side.positive_rate = static_cast<double>(side.positive) / static_cast<double>(all);
    const auto interval =
        sketches::wilson_interval(static_cast<double>(side.positive), static_cast<double>(all));
    side.positive_rate_interval = {interval.low, interval.high};
    return side;
}

void judge_rows(const RetrainTrigger& trigger, const RetrainInputs& inputs, RetrainVerdict& out) {
    const auto wanted = trigger.condition.min_rows.value_or(1);
    out.evidence.wanted_rows = wanted;
    out.evidence.since = counted_since(trigger);
    if (!inputs.approved_rows) {
        out.reason = "The training sheet is gone.";
        return;
    }
    out.evidence.approved_rows = inputs.approved_rows;
    out.evidence.total_rows = inputs.total_rows;
    out.holds = *inputs.approved_rows >= wanted;
    out.reason = fmt::format("{} rows were approved since {}, of {} wanted.", *inputs.approved_rows,
                             to_rfc3339(*out.evidence.since), wanted);
}

void judge_satisfaction(const RetrainTrigger& trigger, const RetrainInputs& inputs,
                        RetrainVerdict& out) {
    if (!inputs.now_side || !inputs.before_side) {
        out.reason = inputs.is_endpoint_gone ? "The endpoint is gone."
                                             : "There is no other version with ratings.";
        return;
    }
    const auto now = rated(*inputs.now_side), before = rated(*inputs.before_side);
    out.evidence.now_side = now;
    out.evidence.before_side = before;
    const auto now_all = now.positive + now.negative;
    const auto before_all = before.positive + before.negative;
    const auto least = min_ratings_of(trigger.condition);
    if (now_all < least || before_all < least) {
        out.reason = fmt::format("There are {} ratings now and {} before, of {} wanted of each.",
                                 now_all, before_all, least);
        return;
    }
    const auto interval =
        share_difference_interval(before.positive, before_all, now.positive, now_all);
    const auto most = trigger.condition.min_drop.value_or(0);
    out.evidence.drop = *before.positive_rate - *now.positive_rate;
    out.evidence.drop_interval = {interval[0], interval[1]};
    out.holds = interval[0] > most;
    out.reason = fmt::format(
        "{:.1f} % of the ratings are positive, {:.1f} % were: a drop of "
        "{:.1f} points, with 95 % confidence from {:.1f} to {:.1f}; more than "
        "{:.1f} is wanted.",
        100 * *now.positive_rate, 100 * *before.positive_rate, 100 * *out.evidence.drop,
        100 * interval[0], 100 * interval[1], 100 * most);
}

void judge_drift(const RetrainTrigger& trigger, const RetrainInputs& inputs, RetrainVerdict& out) {
    const auto wanted = windows_of(trigger.condition);
    out.evidence.drift_windows = inputs.drift_windows;
    const auto in_a_row = std::ranges::find_if_not(inputs.drift_windows,
                                                   [](const DriftWindowSeen& window) {
                                                       return window.is_judged && window.confirmed;
                                                   }) -
                          inputs.drift_windows.begin();
    out.holds = in_a_row >= wanted;
    out.reason = inputs.is_endpoint_gone
                     ? "The endpoint is gone."
                     : fmt::format("Drift is confirmed in {} windows in a row, of {} wanted.",
                                   in_a_row, wanted);
}

void judge_schedule(const RetrainTrigger& trigger, Timestamp now, RetrainVerdict& out) {
    const auto cron = parse_cron(trigger.condition.cron.value_or(""));
    const auto after =
        std::max(trigger.last_evaluated_at.value_or(trigger.created_at), trigger.updated_at);
    out.evidence.since = after;
    if (cron)
        out.evidence.scheduled_at = last_match(*cron, time_zone_of(trigger.condition), after, now);
    out.holds = out.evidence.scheduled_at.has_value();
    out.reason = out.holds ? "It was scheduled for " + to_rfc3339(*out.evidence.scheduled_at) + "."
                           : "No time of the schedule came since " + to_rfc3339(after) + ".";
}

}  // namespace

std::int32_t window_hours_of(const RetrainCondition& condition) {
    constexpr std::int32_t week = 168;
    return condition.window_hours.value_or(condition.type == RetrainConditionType::drift ? 1
                                                                                         : week);
}

std::int32_t baseline_hours_of(const RetrainCondition& condition) {
    return condition.baseline_hours.value_or(window_hours_of(condition));
}

std::int32_t windows_of(const RetrainCondition& condition) { return condition.windows.value_or(3); }

std::int64_t min_ratings_of(const RetrainCondition& condition) {
    return condition.min_ratings.value_or(30);
}

std::string time_zone_of(const RetrainCondition& condition) {
    return condition.time_zone.value_or("UTC");
}

Timestamp counted_since(const RetrainTrigger& trigger) {
    return trigger.last_fired_at ? *trigger.last_fired_at - settling_time : trigger.created_at;
}

std::array<double, 2> share_difference_interval(std::int64_t first_yes, std::int64_t first_all,
                                                std::int64_t second_yes, std::int64_t second_all) {
    const auto share = [](std::int64_t yes, std::int64_t all) {
        return static_cast<double>(yes) / static_cast<double>(all);
    };
    const auto wilson = [](std::int64_t yes, std::int64_t all) {
        return sketches::wilson_interval(static_cast<double>(yes), static_cast<double>(all));
    };
    const auto p = share(first_yes, first_all), q = share(second_yes, second_all);
    const auto first = wilson(first_yes, first_all), second = wilson(second_yes, second_all);
    return {p - q - std::hypot(p - first.low, second.high - q),
            p - q + std::hypot(first.high - p, q - second.low)};
}

RetrainVerdict judge(const RetrainTrigger& trigger, const RetrainInputs& inputs, Timestamp now) {
    RetrainVerdict out;
    out.evidence.endpoint_revision = inputs.endpoint_revision;
    out.evidence.endpoint_name = inputs.endpoint_name;
    out.evidence.model_version = inputs.model_version;
    switch (trigger.condition.type) {
        case RetrainConditionType::approved_rows:
            judge_rows(trigger, inputs, out);
            break;
        case RetrainConditionType::satisfaction_drop:
            judge_satisfaction(trigger, inputs, out);
            break;
        case RetrainConditionType::drift:
            judge_drift(trigger, inputs, out);
            break;
        case RetrainConditionType::schedule:
            judge_schedule(trigger, now, out);
            break;
    }
    if (!out.holds) return out;
    // From the minute on, so that a daily schedule is not late for a cooldown of a day.
    using std::chrono::minutes;
    const auto free_at = trigger.last_fired_at
                             ? std::chrono::floor<minutes>(*trigger.last_fired_at) +
                                   minutes{trigger.cooldown_minutes}
                             : now;
    out.fires = trigger.enabled && now >= free_at;
    if (!trigger.enabled) out.reason += " It is not enabled.";
    if (now < free_at) out.reason += " Its cooldown ends at " + to_rfc3339(free_at) + ".";
    return out;
}

}  // namespace ontos
