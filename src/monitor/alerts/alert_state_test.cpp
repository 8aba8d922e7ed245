// The obligations of an alert engine, one by one.
#include "monitor/alerts/test_alert_state.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using Kind = AlertEventKind;

constexpr auto nothing_measured = std::nullopt;

TEST(AlertState, fires_only_after_the_condition_held_for_so_long_without_a_break) {  // 1
    AlertBench bench;
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
    AlertBench bench;
    bench.rule.for_seconds = 300;
    bench.see(0.2);
    bench.now += 10min;
    EXPECT_EQ(bench.see(0.2), AlertState::pending);
    EXPECT_THAT(bench.events, Contains(Kind::missed));
    EXPECT_EQ(bench.see_for(290s, 0.2), AlertState::pending);
    EXPECT_EQ(bench.see(0.2), AlertState::firing);
}

TEST(AlertState, a_short_restart_does_not_make_it_start_over) {  // 3
    AlertBench bench;
    bench.rule.for_seconds = 300;
    bench.see_for(200s, 0.2);
    bench.now += 60s;
    EXPECT_EQ(bench.see_for(50s, 0.2), AlertState::firing);
    EXPECT_THAT(bench.events, Not(Contains(Kind::missed)));
}

TEST(AlertState, tells_the_end_of_what_it_told_even_when_silenced) {  // 2
    AlertBench bench;
    bench.see(0.2);
    bench.is_suppressed = true;
    EXPECT_EQ(bench.see(0.0), AlertState::inactive);
    EXPECT_THAT(bench.notices, ElementsAre(NoticeEvent::firing, NoticeEvent::resolved));
}

TEST(AlertState, does_not_tell_the_end_of_what_it_did_not_tell) {  // 4
    AlertBench bench;
    bench.is_suppressed = true;
    bench.see(0.2);
    bench.see(0.0);
    EXPECT_THAT(bench.notices, IsEmpty());
}

TEST(AlertState, tells_once_within_the_repeat_interval) {  // 3
    AlertBench bench;
    bench.rule.repeat_interval_seconds = 3600;
    bench.see_for(3600s, 0.2);
    EXPECT_THAT(bench.notices, ElementsAre(NoticeEvent::firing));
    bench.see(0.2);
    EXPECT_THAT(bench.notices, ElementsAre(NoticeEvent::firing, NoticeEvent::repeated));
}

TEST(AlertState, what_still_fires_when_a_silence_ends_is_told_then) {  // 4
    AlertBench bench;
    bench.is_suppressed = true;
    bench.see_for(100s, 0.2);
    bench.is_suppressed = false;
    bench.see(0.2);
    EXPECT_THAT(bench.notices, ElementsAre(NoticeEvent::firing));
}

TEST(AlertState, no_data_is_neither_ok_nor_alerting_unless_the_rule_says_so) {  // 5
    AlertBench ok, alerting, keep;
    alerting.rule.no_data = WithoutValue::alerting;
    keep.rule.no_data = WithoutValue::keep_last;
    for (auto* bench : {&ok, &alerting, &keep}) bench->see(0.2);
    EXPECT_EQ(ok.see(nothing_measured), AlertState::no_data);
    EXPECT_EQ(alerting.see(nothing_measured), AlertState::firing);
    EXPECT_EQ(keep.see(nothing_measured), AlertState::firing);
    EXPECT_THAT(ok.notices, ElementsAre(NoticeEvent::firing, NoticeEvent::resolved));

    AlertBench quiet_ok, quiet_alerting, quiet_keep;
    quiet_alerting.rule.no_data = WithoutValue::alerting;
    quiet_keep.rule.no_data = WithoutValue::keep_last;
    EXPECT_EQ(quiet_ok.see(nothing_measured), AlertState::no_data);
    EXPECT_EQ(quiet_alerting.see(nothing_measured), AlertState::firing);
    EXPECT_EQ(quiet_keep.see(nothing_measured), AlertState::no_data);
    EXPECT_EQ(quiet_keep.see(0.0), AlertState::inactive);
}

TEST(AlertState, time_without_data_does_not_count_as_the_condition_holding) {  // 1, 5
    AlertBench bench;
    bench.rule.for_seconds = 60;
    bench.rule.no_data = WithoutValue::keep_last;
    bench.see_for(30s, 0.2);
    EXPECT_EQ(bench.see_for(60s, nothing_measured), AlertState::no_data);
    EXPECT_EQ(bench.see_for(60s, 0.2), AlertState::pending);
    EXPECT_EQ(bench.see(0.2), AlertState::firing);
}

TEST(AlertState, a_failed_evaluation_is_an_error_and_ends_nothing_unless_the_rule_says_so) {  // 5
    AlertBench keep, ok;
    ok.rule.on_error = WithoutValue::ok;
    EXPECT_EQ(keep.fail(), AlertState::error);
    for (auto* bench : {&keep, &ok}) bench->see(0.2);
    EXPECT_EQ(keep.fail(), AlertState::firing);
    EXPECT_EQ(ok.fail(), AlertState::error);
    EXPECT_FALSE(ok.sides.progress.current_value);
}

TEST(AlertState, recovers_only_beyond_the_recover_threshold) {  // 6
    AlertBench bench;
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
    AlertBench bench;
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
    AlertBench bench;
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

TEST(AlertState, what_people_do_is_told_while_it_flaps) {  // 6, 8
    AlertBench bench;
    for (int i = 0; i < 2; ++i) {
        bench.see(0.2);
        bench.see(nothing_measured);
    }
    EXPECT_EQ(bench.sides.progress.state, AlertState::no_data);
    bench.take(acknowledge(bench.sides, "ann", bench.now));
    EXPECT_THAT(bench.notices,
                ElementsAre(NoticeEvent::firing, NoticeEvent::resolved, NoticeEvent::firing,
                            NoticeEvent::flapping, NoticeEvent::acknowledged));
    bench.see(0.2);
    EXPECT_EQ(bench.notices.size(), 5u);
    bench.take(resolve(bench.sides, "ann", bench.now));
    EXPECT_EQ(bench.notices.back(), NoticeEvent::resolved);
}

TEST(AlertState, what_fires_when_flapping_ends_is_told_to_be_stable) {  // 6
    AlertBench bench;
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
    AlertBench bench;
    EXPECT_EQ(bench.see(1.0, 9), AlertState::no_data);
    EXPECT_EQ(bench.sides.progress.sample_count, 9);
    EXPECT_EQ(bench.see(1.0, 10), AlertState::firing);
}

TEST(AlertState, an_acknowledged_alert_is_not_repeated_and_fires_on) {  // 8
    AlertBench bench;
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
    AlertBench bench;
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
    AlertBench bench;
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
    AlertBench bench;
    bench.rule.condition = AlertCondition::eq;
    bench.rule.threshold = 0;
    bench.rule.eq_tolerance = 0.5;
    EXPECT_EQ(bench.see(0.5), AlertState::firing);
    EXPECT_EQ(bench.see(-0.6), AlertState::inactive);
}

/// The rule becomes `rule`.
void change(AlertBench& bench, const AlertRule& rule) {
    bench.take(change_rule(bench.rule, rule, bench.sides, bench.now));
    bench.rule = rule;
}

TEST(AlertState, another_condition_makes_what_is_pending_start_over) {
    AlertBench bench;
    bench.rule.for_seconds = 60;
    bench.see_for(50s, 0.2);
    auto rule = bench.rule;
    rule.threshold = 0.15;
    change(bench, rule);
    EXPECT_EQ(bench.see_for(60s, 0.2), AlertState::pending);
    EXPECT_EQ(bench.see(0.2), AlertState::firing);
    rule.enabled = false;
    change(bench, rule);
    EXPECT_EQ(bench.sides.progress.state, AlertState::inactive);
    EXPECT_EQ(bench.notices.back(), NoticeEvent::resolved);
}

TEST(AlertState, what_asks_the_same_under_another_name_goes_on_where_it_was) {
    AlertBench pending;
    pending.rule.for_seconds = 60;
    pending.see_for(50s, 0.2);
    auto rule = pending.rule;
    rule.name = "other";
    rule.severity = AlertSeverity::critical;
    change(pending, rule);
    EXPECT_EQ(pending.see_for(20s, 0.2), AlertState::firing);
}

TEST(AlertState, what_was_resolved_fires_at_once_only_by_another_condition) {
    AlertBench bench;
    bench.see(0.2);
    bench.take(resolve(bench.sides, "ann", bench.now));
    auto rule = bench.rule;
    for (const bool enabled : {true, false, true}) {
        rule.name = "other";
        rule.for_seconds = 10;
        rule.enabled = enabled;
        change(bench, rule);
        EXPECT_TRUE(bench.sides.progress.awaits_clear);
    }
    EXPECT_EQ(bench.see_for(60s, 0.2), AlertState::inactive);
    rule.threshold = 0.15;
    change(bench, rule);
    EXPECT_EQ(bench.see_for(20s, 0.2), AlertState::firing);
}

TEST(AlertState, flaps_across_being_switched_off_and_on) {
    AlertBench bench;
    auto rule = bench.rule;
    for (int i = 0; i < 2; ++i) {
        bench.see(0.2);
        bench.see(0.0);
        for (const bool enabled : {false, true}) {
            rule.enabled = enabled;
            change(bench, rule);
        }
    }
    EXPECT_TRUE(bench.sides.progress.flapping);
    bench.take(resolve(bench.sides, "ann", bench.now));
    EXPECT_FALSE(bench.sides.progress.flapping);
    EXPECT_THAT(bench.sides.progress.transitions, IsEmpty());
}

TEST(AlertState, a_deleted_endpoint_ends_its_alerts) {  // 13
    AlertBench bench;
    bench.see(0.2);
    bench.take(close(bench.sides, bench.now));
    EXPECT_EQ(bench.sides.progress.state, AlertState::inactive);
    EXPECT_EQ(bench.sides.handling.status, AlertStatus::resolved);
    EXPECT_EQ(bench.notices.back(), NoticeEvent::resolved);
}

}  // namespace
}  // namespace ontos
