// What alerts and health ask of other features.
#include "app/alert_measures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "platform/api/codec.hpp"

namespace ontos {
namespace {

using Feature = DriftStanding::Feature;

/// "drift is confirmed of `mean radius`, `mean area`"
std::string words_of(const DriftStanding& standing) {
    constexpr std::size_t named_max = 5;
    if (!standing.confirmed) return "no drift is confirmed";
    std::string out;
    std::size_t named = 0;
    for (const auto& feature : standing.features) {
        if (!feature.confirmed || ++named > named_max) continue;
        out += (out.empty() ? "drift is confirmed of `" : ", `") + feature.name + '`';
    }
    if (named == 0) return "drift of the predictions is confirmed";
    return named > named_max ? out + ", ..." : out;
}

std::optional<double> drift_of(const Feature& feature) {
    if (feature.faded) return std::nullopt;
    return feature.confirmed ? feature.drift_score : 0;
}
std::optional<double> null_rate_of(const Feature& feature) { return feature.null_rate; }
std::optional<double> unseen_rate_of(const Feature& feature) { return feature.unseen_rate; }
using FeatureValue = std::optional<double> (*)(const Feature&);

/// "most of `mean radius`", where the rule asks of all features for a share that there is.
std::string largest_of(const DriftStanding& standing, FeatureValue of) {
    const auto largest = std::ranges::max_element(standing.features, {}, of);
    if (largest == standing.features.end() || of(*largest).value_or(0) == 0)
        return "no feature has any";
    return "most in `" + largest->name + '`';
}

/// Of the feature that the rule's metric names, or the largest of all.
std::optional<double> value_of(const DriftStanding& standing, const AlertRule& rule,
                               FeatureValue of) {
    const auto metric = rule.metric.value_or("max");
    if (metric == "max" && rule.alert_type == AlertType::drift) {
        if (standing.faded) return std::nullopt;
        return standing.confirmed ? standing.drift_score : 0;
    }
    std::optional<double> value;
    for (const auto& feature : standing.features)
        if (metric == "max" || metric == feature.name)
            if (const auto found = of(feature)) value = std::max(value.value_or(0), *found);
    return value;
}

/// A rate needs rows in the window; confirmed drift stands without.
bool has_value(const DriftStanding& standing, const AlertRule& rule) {
    if (rule.alert_type == AlertType::drift && standing.confirmed) return true;
    return is_judged(standing.verdict);
}

std::string words_for(const DriftStanding& standing, const AlertRule& rule) {
    if (standing.faded && !standing.confirmed && rule.alert_type == AlertType::drift)
        return "drift was confirmed, and for too long no window has had rows enough to say whether "
               "it goes on";
    return words_of(standing) + (is_judged(standing.verdict)
                                     ? ""
                                     : "; since then no window has had rows enough to judge");
}

std::string reason_for_no_value(const DriftStanding& standing) {
    if (standing.verdict == DriftVerdict::no_baseline)
        return "the served version has no baseline yet";
    return "too few rows in the window, which has " + std::to_string(standing.rows) +
           ", or in the baseline";
}

Measure drift_measure(AskWindow ask, FeatureValue of) {
    return [ask = std::move(ask), of](const AlertRule& rule, const EndpointId& endpoint_id,
                                      Interval window) {
        const auto standing = ask(endpoint_id, window);
        Measurement measured;
        measured.sample_count = static_cast<std::int64_t>(standing->rows);
        if (!has_value(*standing, rule)) {
            measured.explanation = standing->faded && rule.alert_type == AlertType::drift
                                       ? words_for(*standing, rule)
                                       : reason_for_no_value(*standing);
            return measured;
        }
        measured.value = value_of(*standing, rule, of);
        const auto metric = rule.metric.value_or("max");
        const bool is_known =
            metric == "max" || std::ranges::find(standing->features, metric, &Feature::name) !=
                                   standing->features.end();
        if (!is_known)
            measured.explanation = "there is no feature `" + metric + '`';
        else if (rule.alert_type == AlertType::drift)
            measured.explanation = words_for(*standing, rule);
        else if (metric == "max")
            measured.explanation = largest_of(*standing, of);
        else
            measured.explanation = fmt::format("{} rows", standing->rows);
        return measured;
    };
}

}  // namespace

Measure model_quality_of(QualityQueries& quality) {
    return [&quality](const AlertRule& rule, const EndpointId& endpoint_id, Interval window) {
        auto found = quality.measure(endpoint_id, *rule.metric, window);
        Measurement measured;
        measured.value = found.value;
        measured.sample_count = found.sample_count;
        measured.explanation = std::move(found.explanation);
        return measured;
    };
}

Measure positive_rate_of(Feedback& feedback) {
    return [&feedback](const AlertRule&, const EndpointId& endpoint_id, Interval window) {
        const auto counts = feedback.counts_in(endpoint_id, window);
        Measurement measured;
        measured.sample_count = counts.positive_count + counts.negative_count;
        if (measured.sample_count == 0) {
            measured.explanation = "no feedback";
            return measured;
        }
        measured.value =
            static_cast<double>(counts.positive_count) / static_cast<double>(measured.sample_count);
        measured.explanation = fmt::format("{} of {} ratings were positive", counts.positive_count,
                                           measured.sample_count);
        return measured;
    };
}

AskWindow windows_of(AskedWindows& windows, StandingTime time) {
    return [&windows, time](const EndpointId& endpoint_id, Interval window) {
        return windows.standing(endpoint_id, window, time);
    };
}

Measures with_drift(Measures measures, const AskWindow& ask) {
    measures[AlertType::drift] = drift_measure(ask, drift_of);
    measures[AlertType::null_rate] = drift_measure(ask, null_rate_of);
    measures[AlertType::unseen_rate] = drift_measure(ask, unseen_rate_of);
    return measures;
}

AskDrift drift_status_by(AskStanding standing_of) {
    return [standing_of = std::move(standing_of)](
               const EndpointId& endpoint_id) -> std::optional<DriftStatus> {
        const auto standing = standing_of(endpoint_id);
        if (!is_judged(standing.verdict)) return std::nullopt;
        return DriftStatus{
            standing.confirmed,
            std::string{api::to_text(severity_of(standing.confirmed ? standing.drift_score : 0))},
            words_of(standing)};
    };
}

}  // namespace ontos
