// The obligations of an alert engine, one by one, and what holds for any sequence of measurements.
#include "monitor/alerts/alert_state.hpp"

#include <gmock/gmock.h>

#include <random>

#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using Kind = AlertEventKind;
using Notices = std::vector<NoticeEvent>;

constexpr auto nothing_measured = std::nullopt;

AlertRule test_rule() {
    AlertRule rule;
    rule.threshold = 0.1;
    rule.window_minutes = 5;
    rule.min_samples = 10;
    return rule;
}

Measurement measured_at(Timestamp until, std::optional<double> value, std::int64_t samples) {
    Measurement measured;
    measured.until = until;
    measured.value = value;
    measured.sample_count = samples;
    return measured;
}

/// A rule, its alert, and evaluations every 10 seconds.
struct Bench {
    AlertRule rule = test_rule();
    AlertSides sides;
    Timestamp now = *parse_rfc3339("2026-03-02T12:00:00Z");
    Notices notices;
    std::vector<Kind> events;
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
        now += 10s;
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
        for (; time > 0s; time -= 10s) state = see(value);
        return state;
    }
};

TEST(AlertState, fires_only_after_the_condition_held_for_so_long_without_a_break) {  // 1
    Bench bench;
    bench.rule.for_seconds = 60;
    EXPECT_EQ(bench.see(0.2), AlertState::pending);
    EXPECT_EQ(bench.see_for(50s, 0.2), AlertState::pending);
    EXPECT_EQ(bench.see(0.05), AlertState::inactive);  // one evaluation breaks it
    EXPECT_EQ(bench.see_for(60s, 0.2), AlertState::pending);
    EXPECT_THAT(bench.notices, IsEmpty());
    EXPECT_EQ(bench.see(0.2), AlertState::firing);
    EXPECT_THAT(bench.notices, ElementsAre(NoticeEvent::firing));
    EXPECT_EQ(bench.sides.progress.triggered_at, bench.now - 10s);
}

TEST(AlertState, what_is_pending_starts_over_when_evaluations_were_missed) {  // 1, 11
    Bench bench;
    bench.rule.for_seconds = 300;
    bench.see(0.2);
    bench.now += 10min;
    EXPECT_EQ(bench.see(0.2), AlertState::pending);
    EXPECT_THAT(bench.events, Contains(Kind::missed));
    EXPECT_EQ(bench.see_for(290s, 0.2), AlertState::pending);
    EXPECT_EQ(bench.see(0.2), AlertState::firing);
}

TEST(AlertState, a_short_restart_does_not_make_it_start_over) {  // 3
    Bench bench;
    bench.rule.for_seconds = 300;
    bench.see_for(200s, 0.2);
    bench.now += 60s;
    EXPECT_EQ(bench.see_for(50s, 0.2), AlertState::firing);
    EXPECT_THAT(bench.events, Not(Contains(Kind::missed)));
}

TEST(AlertState, tells_the_end_of_what_it_told_even_when_silenced) {  // 2
    Bench bench;
    bench.see(0.2);
    bench.is_suppressed = true;
    EXPECT_EQ(bench.see(0.0), AlertState::inactive);
    EXPECT_THAT(bench.notices, ElementsAre(NoticeEvent::firing, NoticeEvent::resolved));
}

TEST(AlertState, does_not_tell_the_end_of_what_it_did_not_tell) {  // 4
    Bench bench;
    bench.is_suppressed = true;
    bench.see(0.2);
    bench.see(0.0);
    EXPECT_THAT(bench.notices, IsEmpty());
}

TEST(AlertState, tells_once_within_the_repeat_interval) {  // 3
    Bench bench;
    bench.rule.repeat_interval_seconds = 3600;
    bench.see_for(3600s, 0.2);
    EXPECT_THAT(bench.notices, ElementsAre(NoticeEvent::firing));
    bench.see(0.2);
    EXPECT_THAT(bench.notices, ElementsAre(NoticeEvent::firing, NoticeEvent::repeated));
}

TEST(AlertState, what_still_fires_when_a_silence_ends_is_told_then) {  // 4
    Bench bench;
    bench.is_suppressed = true;
    bench.see_for(100s, 0.2);
    bench.is_suppressed = false;
    bench.see(0.2);
    EXPECT_THAT(bench.notices, ElementsAre(NoticeEvent::firing));
}

TEST(AlertState, no_data_is_neither_ok_nor_alerting_unless_the_rule_says_so) {  // 5
    Bench ok, alerting, keep;
    alerting.rule.no_data = WithoutValue::alerting;
    keep.rule.no_data = WithoutValue::keep_last;
    for (auto* bench : {&ok, &alerting, &keep}) bench->see(0.2);
    EXPECT_EQ(ok.see(nothing_measured), AlertState::no_data);
    EXPECT_EQ(alerting.see(nothing_measured), AlertState::firing);
    EXPECT_EQ(keep.see(nothing_measured), AlertState::firing);
    EXPECT_THAT(ok.notices, ElementsAre(NoticeEvent::firing, NoticeEvent::resolved));

    Bench quiet_ok, quiet_alerting, quiet_keep;
    quiet_alerting.rule.no_data = WithoutValue::alerting;
    quiet_keep.rule.no_data = WithoutValue::keep_last;
    EXPECT_EQ(quiet_ok.see(nothing_measured), AlertState::no_data);
    EXPECT_EQ(quiet_alerting.see(nothing_measured), AlertState::firing);
    EXPECT_EQ(quiet_keep.see(nothing_measured), AlertState::no_data);
    EXPECT_EQ(quiet_keep.see(0.0), AlertState::inactive);
}

TEST(AlertState, time_without_data_does_not_count_as_the_condition_holding) {  // 1, 5
    Bench bench;
    bench.rule.for_seconds = 60;
    bench.rule.no_data = WithoutValue::keep_last;
    bench.see_for(30s, 0.2);
    EXPECT_EQ(bench.see_for(60s, nothing_measured), AlertState::no_data);
    EXPECT_EQ(bench.see_for(60s, 0.2), AlertState::pending);
    EXPECT_EQ(bench.see(0.2), AlertState::firing);
}

TEST(AlertState, a_failed_evaluation_is_an_error_and_ends_nothing_unless_the_rule_says_so) {  // 5
    Bench keep, ok;
    ok.rule.on_error = WithoutValue::ok;
    EXPECT_EQ(keep.fail(), AlertState::error);
    for (auto* bench : {&keep, &ok}) bench->see(0.2);
    EXPECT_EQ(keep.fail(), AlertState::firing);
    EXPECT_EQ(ok.fail(), AlertState::error);
    EXPECT_FALSE(ok.sides.progress.current_value);
}

TEST(AlertState, recovers_only_beyond_the_recover_threshold) {  // 6
    Bench bench;
    bench.rule.recover_threshold = 0.05;
    bench.see(0.2);
    EXPECT_EQ(bench.see(0.07), AlertState::firing);
    EXPECT_EQ(bench.see(0.05), AlertState::inactive);
    EXPECT_EQ(bench.see(0.07), AlertState::inactive);
    bench.rule.condition = AlertCondition::lt;
    bench.rule.recover_threshold = 0.15;
    EXPECT_EQ(bench.see(0.07), AlertState::firing);
    EXPECT_EQ(bench.see(0.12), AlertState::firing);
    EXPECT_EQ(bench.see(0.15), AlertState::inactive);
}

TEST(AlertState, keeps_firing_until_the_condition_was_gone_for_so_long) {  // 6
    Bench bench;
    bench.rule.keep_firing_seconds = 60;
    bench.see(0.2);
    EXPECT_EQ(bench.see_for(60s, 0.0), AlertState::recovering);
    EXPECT_EQ(bench.see(0.2), AlertState::firing);
    EXPECT_EQ(bench.see_for(60s, 0.0), AlertState::recovering);
    EXPECT_THAT(bench.notices, ElementsAre(NoticeEvent::firing));
    EXPECT_EQ(bench.see(0.0), AlertState::inactive);
    EXPECT_THAT(bench.notices, ElementsAre(NoticeEvent::firing, NoticeEvent::resolved));
}

TEST(AlertState, folds_flapping_into_one_notice) {  // 6
    Bench bench;
    for (int i = 0; i < 20; ++i) {
        bench.see_for(30s, 0.2);
        bench.see_for(30s, 0.0);
    }
    EXPECT_TRUE(bench.sides.progress.flapping);
    EXPECT_THAT(bench.notices, ElementsAre(NoticeEvent::firing, NoticeEvent::resolved,
                                           NoticeEvent::firing, NoticeEvent::flapping));
    bench.see_for(30min, 0.0);
    EXPECT_FALSE(bench.sides.progress.flapping);
    EXPECT_EQ(bench.notices.size(), 5u);
    EXPECT_EQ(bench.notices.back(), NoticeEvent::resolved);
}

TEST(AlertState, what_fires_when_flapping_ends_is_told_to_be_stable) {  // 6
    Bench bench;
    for (int i = 0; i < 2; ++i) {
        bench.see(0.2);
        bench.see(0.0);
    }
    bench.see_for(31min, 0.2);
    EXPECT_EQ(bench.notices.back(), NoticeEvent::stable);
    bench.see(0.0);
    EXPECT_EQ(bench.notices.back(), NoticeEvent::resolved);
}

TEST(AlertState, fewer_samples_than_the_rule_wants_are_no_data) {  // 7
    Bench bench;
    EXPECT_EQ(bench.see(1.0, 9), AlertState::no_data);
    EXPECT_EQ(bench.sides.progress.sample_count, 9);
    EXPECT_EQ(bench.see(1.0, 10), AlertState::firing);
}

TEST(AlertState, an_acknowledged_alert_is_not_repeated_and_fires_on) {  // 8
    Bench bench;
    bench.rule.repeat_interval_seconds = 60;
    bench.see(0.2);
    bench.take(acknowledge(bench.sides, "ann", bench.now));
    EXPECT_EQ(bench.see_for(10min, 0.2), AlertState::firing);
    EXPECT_THAT(bench.notices, ElementsAre(NoticeEvent::firing, NoticeEvent::acknowledged));
    bench.see(0.0);
    EXPECT_EQ(bench.notices.back(), NoticeEvent::resolved);
    EXPECT_EQ(bench.sides.handling.acknowledged_by, "ann");
    bench.see(0.2);  // a new one: nobody has acknowledged it
    EXPECT_EQ(bench.sides.handling, AlertHandling{});
}

TEST(AlertState, an_acknowledgement_ends_and_the_alert_is_told_again) {  // 8
    Bench bench;
    bench.rule.ack_expires_seconds = 600;
    bench.see(0.2);
    bench.take(acknowledge(bench.sides, "ann", bench.now));
    bench.see_for(600s, 0.2);
    EXPECT_EQ(bench.sides.handling.status, AlertStatus::acknowledged);
    bench.see(0.2);
    EXPECT_EQ(bench.sides.handling.status, AlertStatus::active);
    EXPECT_EQ(bench.notices.back(), NoticeEvent::repeated);
    EXPECT_THAT(bench.events, Contains(Kind::acknowledgement_expired));
}

TEST(AlertState, what_a_person_resolved_fires_again_only_after_it_has_cleared) {  // 8
    Bench bench;
    bench.see(0.2);
    bench.take(acknowledge(bench.sides, "ann", bench.now));
    bench.take(resolve(bench.sides, "bob", bench.now));
    EXPECT_EQ(bench.sides.progress.state, AlertState::inactive);
    EXPECT_EQ(bench.notices.back(), NoticeEvent::resolved);
    EXPECT_EQ(bench.see_for(10min, 0.2), AlertState::inactive);
    EXPECT_EQ(bench.sides.handling.status, AlertStatus::resolved);
    EXPECT_EQ(bench.see(0.0), AlertState::inactive);
    EXPECT_EQ(bench.see(0.2), AlertState::firing);
    EXPECT_EQ(bench.sides.handling, AlertHandling{});
    EXPECT_EQ(bench.notices.back(), NoticeEvent::firing);
}

TEST(AlertState, eq_has_a_tolerance) {
    Bench bench;
    bench.rule.condition = AlertCondition::eq;
    bench.rule.threshold = 0;
    bench.rule.eq_tolerance = 0.5;
    EXPECT_EQ(bench.see(0.5), AlertState::firing);
    EXPECT_EQ(bench.see(-0.6), AlertState::inactive);
}

TEST(AlertState, a_changed_rule_makes_what_is_pending_start_over) {
    Bench bench;
    bench.rule.for_seconds = 60;
    bench.see_for(50s, 0.2);
    bench.take(change_rule(bench.rule, bench.sides, bench.now));
    EXPECT_EQ(bench.see_for(60s, 0.2), AlertState::pending);
    EXPECT_EQ(bench.see(0.2), AlertState::firing);
    bench.rule.enabled = false;
    bench.take(change_rule(bench.rule, bench.sides, bench.now));
    EXPECT_EQ(bench.sides.progress.state, AlertState::inactive);
    EXPECT_EQ(bench.notices.back(), NoticeEvent::resolved);
}

TEST(AlertState, a_deleted_endpoint_ends_its_alerts) {  // 13
    Bench bench;
    bench.see(0.2);
    bench.take(close(bench.sides, bench.now));
    EXPECT_EQ(bench.sides.progress.state, AlertState::inactive);
    EXPECT_EQ(bench.sides.handling.status, AlertStatus::resolved);
    EXPECT_EQ(bench.notices.back(), NoticeEvent::resolved);
}

/// Any rule, any sequence of measurements, silences, gaps and people.
class AnySequence : public testing::TestWithParam<int> {
protected:
    static constexpr auto length = 2'000;

    AnySequence() : engine_{static_cast<std::mt19937_64::result_type>(GetParam())} {
        auto& rule = bench_.rule;
        rule.for_seconds = one_of({0, 0, 30, 120});
        rule.keep_firing_seconds = one_of({0, 0, 30, 120});
        if (chance(2)) rule.recover_threshold = 0.05;
        rule.no_data = WithoutValue{one_of({0, 1, 2})};
        rule.on_error = WithoutValue{one_of({0, 1, 2})};
        rule.repeat_interval_seconds = one_of({60, 600, 14'400});
        if (chance(2)) rule.ack_expires_seconds = 120;
    }

    int one_of(std::initializer_list<int> values) {
        return *(values.begin() + static_cast<std::ptrdiff_t>(engine_() % values.size()));
    }
    bool chance(unsigned one_in) { return engine_() % one_in == 0; }

    Measurement any_measurement() {
        auto measured = measured_at(bench_.now, value_, 100);
        if (chance(15)) value_ = std::array{0.0, 0.07, 0.2}[engine_() % 3];
        if (chance(30)) measured.value.reset();
        if (chance(40)) measured.sample_count = 3;
        if (chance(60)) measured.has_failed = true;
        return measured;
    }

    void people_act() {
        const auto status = bench_.sides.handling.status;
        if (chance(50) && status == AlertStatus::active)
            bench_.take(acknowledge(bench_.sides, "ann", bench_.now));
        if (chance(150) && status != AlertStatus::resolved)
            bench_.take(resolve(bench_.sides, "ann", bench_.now));
    }

    /// Whether this evaluation alone says that the condition holds.
    bool is_met(const Measurement& measured) const {
        const auto& rule = bench_.rule;
        if (measured.has_failed) return rule.on_error == WithoutValue::alerting;
        if (!measured.value || measured.sample_count < *rule.min_samples)
            return rule.no_data == WithoutValue::alerting;
        return *measured.value > rule.threshold;
    }

    std::mt19937_64 engine_;
    Bench bench_;
    double value_ = 0;
};

INSTANTIATE_TEST_SUITE_P(of, AnySequence, testing::Range(0, 200));

TEST_P(AnySequence, never_fires_without_the_condition_having_held_for_so_long) {
    constexpr auto never = Timestamp::min();
    auto held_since = never, evaluated = never;
    for (int i = 0; i < length; ++i) {
        people_act();
        if (chance(100)) bench_.now += 5min;
        const auto measured = any_measurement();
        const bool was_firing = is_firing(bench_.sides.progress.state);
        const bool is_gap = evaluated != never && measured.until - evaluated > evaluation_gap_max;
        if (!is_met(measured))
            held_since = never;
        else if (held_since == never || is_gap)
            held_since = measured.until;
        evaluated = measured.until;
        bench_.see(measured);
        if (!was_firing && is_firing(bench_.sides.progress.state)) {
            ASSERT_NE(held_since, never) << "step " << i;
            ASSERT_GE(measured.until - held_since, std::chrono::seconds{bench_.rule.for_seconds})
                << "step " << i;
        }
    }
}

TEST_P(AnySequence, tells_the_end_of_everything_it_told_and_nothing_twice) {
    for (int i = 0; i < length; ++i) {
        people_act();
        if (chance(40)) bench_.is_suppressed = !bench_.is_suppressed;
        const auto told_at = bench_.sides.progress.told_at;
        const auto count = bench_.notices.size();
        bench_.see(any_measurement());
        ASSERT_LE(bench_.notices.size(), count + 1);
        if (bench_.notices.size() > count && bench_.notices.back() == NoticeEvent::repeated &&
            !bench_.rule.ack_expires_seconds) {
            ASSERT_GE(bench_.now - 10s - *told_at,
                      std::chrono::seconds{bench_.rule.repeat_interval_seconds});
        }
    }
    bench_.is_suppressed = true;
    bench_.see_for(40min, 0.0);
    bool is_open = false;
    for (const auto notice : bench_.notices) {
        switch (notice) {
            case NoticeEvent::firing:
                ASSERT_FALSE(is_open) << "told twice";
                is_open = true;
                break;
            case NoticeEvent::flapping:
                is_open = true;
                break;
            case NoticeEvent::resolved:
                ASSERT_TRUE(is_open) << "an end without a beginning";
                is_open = false;
                break;
            default:
                ASSERT_TRUE(is_open) << "nothing was told yet";
        }
    }
    EXPECT_FALSE(is_open) << "an end that nobody was told";
    EXPECT_FALSE(bench_.sides.progress.told_since);
}

TEST_P(AnySequence, a_restart_between_any_two_steps_changes_nothing) {
    auto other = bench_;
    for (int i = 0; i < length / 4; ++i) {
        const auto measured = any_measurement();
        bench_.see(measured);
        other.sides.progress = api::Codec<AlertProgress>::from_scalar(
            api::Codec<AlertProgress>::to_scalar(other.sides.progress));
        other.sides.handling = api::Codec<AlertHandling>::from_scalar(
            api::Codec<AlertHandling>::to_scalar(other.sides.handling));
        other.see(measured);
        ASSERT_EQ(other.sides, bench_.sides);
    }
    EXPECT_EQ(other.notices, bench_.notices);
}

}  // namespace
}  // namespace ontos
