// What a rule would have done on the stored history.
#include "monitor/alerts/backtest.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "monitor/alerts/alert_state.hpp"
#include "monitor/alerts/burn_rate.hpp"
#include "monitor/alerts/stored_counts.hpp"

namespace ontos {
namespace {

using std::chrono::seconds;

constexpr std::int64_t counted_steps_max = 10'000, asked_steps_max = 200;
constexpr std::size_t episodes_max = 100;
constexpr std::chrono::days span_max{180};

/// One step after another, and what comes of them.
class Replay {
public:
    Replay(const AlertRule& rule, seconds step) : rule_{rule}, step_{step} {}

    void see(const Measurement& measured) {
        const bool was_firing = is_firing(sides_.progress.state);
        auto step = advance(rule_, sides_, measured, measured.until,
                            std::max<seconds>(evaluation_gap_max, 2 * step_));
        decide_notice(rule_, step, measured.until,
                      mute_window_at(rule_.mute_windows, measured.until).has_value());
        sides_ = std::move(step.sides);
        const bool fires = is_firing(sides_.progress.state);
        ++report.evaluations;
        if (step.notice) ++report.notices;
        if (fires) report.firing_seconds += step_.count();
        if (fires && !was_firing) begin(measured);
        if (!fires && was_firing) end(measured.until);
        measure(measured, fires);
    }

    BacktestReport report;

private:
    void begin(const Measurement& measured) {
        ++report.fired;
        is_listed_ = report.episodes.size() < episodes_max;
        if (!is_listed_) return;
        report.episodes.emplace_back();
        report.episodes.back().fired_at = measured.until;
        report.episodes.back().message = sides_.progress.message;
    }
    void end(Timestamp at) {
        if (is_listed_) report.episodes.back().resolved_at = at;
        is_listed_ = false;
    }
    void measure(const Measurement& measured, bool fires) {
        if (!measured.value || measured.sample_count < *rule_.min_samples) {
            ++report.without_data;
            return;
        }
        const auto value = *measured.value;
        report.smallest_value = std::min(report.smallest_value.value_or(value), value);
        report.largest_value = std::max(report.largest_value.value_or(value), value);
        if (!fires || !is_listed_) return;
        auto& peak = report.episodes.back().peak_value;
        peak = rule_.condition == AlertCondition::lt ? std::min(peak.value_or(value), value)
                                                     : std::max(peak.value_or(value), value);
    }

    const AlertRule& rule_;
    const seconds step_;
    AlertSides sides_;
    bool is_listed_ = false;
};

void require_span(Interval span, Timestamp now) {
    const auto refuse = [](const std::string& member, const std::string& what) {
        throw Failure{FailureKind::invalid, member + " " + what}
            .code("invalid_span")
            .violations({{"/body/" + member, what}});
    };
    if (span.to > now) refuse("to", "must not be in the future");
    if (span.from >= span.to) refuse("from", "must be before to");
    if (span.to - span.from > span_max || now - span.from > span_max)
        refuse("from", fmt::format("must be within the last {} days", span_max.count()));
}

/// The longest window that the rule looks at.
seconds reach_of(const AlertRule& rule) {
    if (rule.alert_type != AlertType::burn_rate) return rule.window();
    seconds longest{0};
    for (const auto& row : burn_rows(*rule.metric))
        longest = std::max<seconds>(longest, row.long_window);
    return longest;
}

/// Windows that begin inside a bucket are widened to the whole of it. Says so, if any is.
struct WholeBuckets {
    AlertRule rule;
    std::vector<std::string> warnings;
};

WholeBuckets in_whole_buckets(AlertRule rule, seconds bucket) {
    WholeBuckets widened{std::move(rule), {}};
    const auto widen = [&](std::chrono::minutes window) {
        const auto whole = (window + bucket - seconds{1}) / bucket * bucket;
        if (whole != window)
            widened.warnings.push_back(fmt::format(
                "Requests of that time are kept in buckets of {} min: the window of {} min is "
                "widened to {} min. A shorter span has finer buckets.",
                bucket / std::chrono::minutes{1}, window.count(), whole / std::chrono::minutes{1}));
        return static_cast<std::int32_t>(whole / std::chrono::minutes{1});
    };
    if (widened.rule.alert_type != AlertType::burn_rate) {
        widened.rule.window_minutes = widen(widened.rule.window());
        return widened;
    }
    for (const auto& row : burn_rows(*widened.rule.metric))
        for (const auto window : {row.short_window, row.long_window}) widen(window);
    return widened;
}

/// What makes at most so many steps of a bucket's length or some of them.
seconds step_for(Interval span, seconds bucket, std::int64_t steps_max) {
    const auto length = std::chrono::ceil<seconds>(span.to - span.from);
    const auto times = (length / bucket + steps_max - 1) / steps_max;
    return bucket * std::max<std::int64_t>(times, 1);
}

std::vector<Bucket> buckets_of(Metrics& metrics, const EndpointId& endpoint, const Tile& tile) {
    std::vector<Bucket> found;
    metrics.read({&endpoint.text, 1}, {&tile, 1},
                 [&](std::size_t, std::vector<Bucket> buckets) { found = std::move(buckets); });
    return found;
}

}  // namespace

BacktestReport backtest(const AlertRule& rule, const EndpointId& endpoint, Interval span,
                        Timestamp now, Metrics& metrics, const Measures& measures) {
    require_span(span, now);
    const bool counted = is_counted(rule.alert_type);
    const auto asked = measures.find(rule.alert_type);
    if (!counted && (asked == measures.end() || !asked->second))
        throw Failure{FailureKind::unprocessable,
                      fmt::format("{} is not measured yet: there is no history to test on.",
                                  api::to_text(rule.alert_type))}
            .code("not_measured");
    const auto reach = reach_of(rule);
    const auto oldest = span.from - reach;
    const auto level =
        std::max<std::size_t>(finest_kept_for(std::chrono::ceil<seconds>(now - oldest)), 1);
    const auto bucket = levels[level].length;
    const auto step = step_for(span, bucket, counted ? counted_steps_max : asked_steps_max);

    const auto used = counted ? in_whole_buckets(rule, bucket) : WholeBuckets{rule, {}};
    Replay replay{used.rule, step};
    StoredCounts counts{
        counted
            ? buckets_of(metrics, endpoint,
                         {level, {round_down(span.from - reach_of(used.rule), bucket), span.to}})
            : std::vector<Bucket>{},
        bucket};
    const auto first = round_down(span.from, bucket) + step;
    auto until = first;
    for (; until <= span.to; until += step) {
        auto measured = counted ? measure_requests(used.rule, until, counts)
                                : asked->second(rule, endpoint, {until - reach, until});
        measured.until = until;
        replay.see(measured);
    }
    auto& report = replay.report;
    report.from = first;
    report.to = std::max(first, until - step);
    report.step_seconds = step.count();
    report.window_minutes = *used.rule.window_minutes;
    report.warnings = used.warnings;
    return std::move(replay.report);
}

}  // namespace ontos
