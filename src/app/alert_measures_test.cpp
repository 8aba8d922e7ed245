// What alerts and health hear of drift.
#include "app/alert_measures.hpp"

#include <gmock/gmock.h>

namespace ontos {
namespace {

using testing::HasSubstr;

DriftStanding standing(DriftVerdict verdict, bool confirmed) {
    DriftStanding out;
    out.verdict = verdict;
    out.confirmed = confirmed;
    out.drift_score = 0.4;
    out.rows = 900;
    out.features = {{"age", 0.4, 0.0, 0.0, confirmed}, {"city", 0.01, 0.12, 0.03, false}};
    return out;
}

Measurement measure(const DriftStanding& now, AlertType type, std::string metric) {
    AlertRule rule;
    rule.alert_type = type;
    rule.metric = std::move(metric);
    const auto measures = with_drift({}, [&](const EndpointId&) { return now; });
    return measures.at(type)(rule, {"e"}, {});
}

TEST(DriftMeasures, only_drift_that_is_confirmed_has_a_value_above_zero) {
    const auto confirmed = standing(DriftVerdict::drift, true);
    EXPECT_EQ(measure(confirmed, AlertType::drift, "max").value, 0.4);
    EXPECT_EQ(measure(confirmed, AlertType::drift, "age").value, 0.4);
    EXPECT_EQ(measure(confirmed, AlertType::drift, "city").value, 0);
    EXPECT_EQ(measure(confirmed, AlertType::drift, "max").sample_count, 900);
    EXPECT_THAT(measure(confirmed, AlertType::drift, "max").explanation, HasSubstr("`age`"));
    const auto once = standing(DriftVerdict::drift, false);
    EXPECT_EQ(measure(once, AlertType::drift, "max").value, 0);
    EXPECT_EQ(measure(once, AlertType::drift, "age").value, 0);
}

TEST(DriftMeasures, rates_are_those_of_a_feature_or_the_largest) {
    const auto now = standing(DriftVerdict::no_drift, false);
    EXPECT_EQ(measure(now, AlertType::null_rate, "max").value, 0.12);
    EXPECT_EQ(measure(now, AlertType::null_rate, "age").value, 0);
    EXPECT_EQ(measure(now, AlertType::unseen_rate, "city").value, 0.03);
}

TEST(DriftMeasures, too_few_rows_no_baseline_and_an_unknown_feature_are_no_data) {
    for (const auto verdict : {DriftVerdict::insufficient_data, DriftVerdict::no_baseline}) {
        const auto measured = measure(standing(verdict, false), AlertType::drift, "max");
        EXPECT_FALSE(measured.value);
        EXPECT_FALSE(measured.has_failed);
        EXPECT_FALSE(measured.explanation.empty());
    }
    EXPECT_FALSE(
        measure(standing(DriftVerdict::drift, true), AlertType::null_rate, "height").value);
}

TEST(DriftStatus, health_hears_of_confirmed_drift_and_its_severity) {
    const auto status = [](const DriftStanding& now) {
        return drift_status_by([now](const EndpointId&) { return now; })({"e"});
    };
    EXPECT_EQ(status(standing(DriftVerdict::drift, true))->severity, "high");
    EXPECT_TRUE(status(standing(DriftVerdict::drift, true))->detected);
    EXPECT_FALSE(status(standing(DriftVerdict::no_drift, false))->detected);
    EXPECT_FALSE(status(standing(DriftVerdict::no_baseline, false)));
}

}  // namespace
}  // namespace ontos
