// What holds for any sequence of measurements.
#include <random>

#include "monitor/alerts/test_alert_state.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

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
    AlertBench bench_;
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
