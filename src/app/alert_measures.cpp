// What alerts and health ask of other features.
#include "app/alert_measures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "monitor/alerts/alert_rules.hpp"
#include "platform/api/codec.hpp"

namespace ontos {
namespace {

using Feature = DriftStanding::Feature;

static_assert(feature_samples_min == window_rows_min);
static_assert(label_samples_min == QualityQueries::labelled_rows_min);

/// What moved, after the name.
std::string words_of(const Feature& feature) {
    const auto name = '`' + feature.name + '`';
    if (feature.explanation.empty()) return name;
    const bool is_named = feature.explanation.rfind(name, 0) == 0;
    return is_named ? feature.explanation : name + ": " + feature.explanation;
}

/// "drift is confirmed: `mean radius` 10.3 times larger: looks like a unit change; `mean area`"
std::string words_of(const DriftStanding& standing) {
    constexpr std::size_t named_max = 5;
    if (!standing.confirmed) return "no drift is confirmed";
    std::string out;
    std::size_t named = 0;
    for (const auto& feature : standing.features) {
        if (!feature.confirmed || ++named > named_max) continue;
        out += (out.empty() ? "drift is confirmed: " : "; ") + words_of(feature);
    }
    if (named == 0) return "drift of the predictions is confirmed";
    return named > named_max ? out + "; ..." : out;
}

double null_rate_of(const Feature& feature) { return feature.null_rate; }
double unseen_rate_of(const Feature& feature) { return feature.unseen_rate; }
using RateOf = double (*)(const Feature&);

std::string metric_of(const AlertRule& rule) { return rule.metric.value_or("max"); }

const Feature* find_in(const std::vector<Feature>& features, const std::string& name) {
    const auto found = std::ranges::find(features, name, &Feature::name);
    return found == features.end() ? nullptr : &*found;
}

/// Inputs before results.
const Feature* find_feature(const DriftStanding& standing, const std::string& name) {
    const auto* input = find_in(standing.features, name);
    return input != nullptr ? input : find_in(standing.results, name);
}

std::string words_of(const DriftStanding& standing, const Feature* feature) {
    if (feature == nullptr) return words_of(standing);
    if (feature->confirmed) return "drift is confirmed: " + words_of(*feature);
    return "no drift is confirmed of `" + feature->name + '`';
}

std::string no_feature(const std::string& name) { return "there is no feature `" + name + '`'; }

constexpr std::string_view faded_words =
    "drift was confirmed, and for too long no window has had rows enough to say whether it goes on";

/// Of the feature that the rule's metric names, or of all.
std::optional<double> drift_of(const DriftStanding& standing, const Feature* feature) {
    const bool faded = feature == nullptr ? standing.faded : feature->faded;
    const bool confirmed = feature == nullptr ? standing.confirmed : feature->confirmed;
    if (faded) return std::nullopt;
    if (!confirmed) return 0;
    return feature == nullptr ? standing.drift_score : feature->drift_score;
}

std::string reason_for_no_value(const DriftStanding& standing) {
    if (standing.verdict == DriftVerdict::no_baseline)
        return "the served version has no baseline yet";
    return "too few rows in the window, which has " + std::to_string(standing.rows) +
           ", or in the baseline";
}

/// What is confirmed stands without rows in the window; but of results nothing stands.
Measurement drift_in(const DriftStanding& standing, const AlertRule& rule) {
    Measurement measured;
    measured.sample_count = static_cast<std::int64_t>(standing.rows);
    const bool has_rows = is_judged(standing.verdict);
    const auto metric = metric_of(rule);
    const auto* feature = metric == "max" ? nullptr : find_feature(standing, metric);
    const bool is_result = feature != nullptr && find_in(standing.features, metric) == nullptr;
    const bool stands = standing.confirmed && !is_result;
    const bool is_of_before = stands && (feature == nullptr || feature->confirmed) &&
                              standing.verdict == DriftVerdict::no_drift;
    if (stands || has_rows) {
        if (metric != "max" && feature == nullptr) {
            measured.explanation = no_feature(metric);
            return measured;
        }
        measured.value = drift_of(standing, feature);
    }
    if (standing.faded && !is_result)
        measured.explanation = faded_words;
    else if (!has_rows && !stands)
        measured.explanation = reason_for_no_value(standing);
    else
        measured.explanation = words_of(standing, feature) +
                               (!has_rows ? "; since then no window has had rows enough to judge"
                                : is_of_before ? "; this window shows none"
                                               : "");
    return measured;
}

/// Of the feature that the rule's metric names, or the largest of all.
Measurement rate_in(const DriftStanding& standing, const AlertRule& rule, RateOf rate) {
    Measurement measured;
    measured.sample_count = static_cast<std::int64_t>(standing.rows);
    if (!is_judged(standing.verdict)) {
        measured.explanation = reason_for_no_value(standing);
        return measured;
    }
    const auto metric = metric_of(rule);
    if (metric != "max") {
        const auto* feature = find_feature(standing, metric);
        if (feature != nullptr) measured.value = rate(*feature);
        measured.explanation =
            feature == nullptr ? no_feature(metric) : fmt::format("{} rows", standing.rows);
        return measured;
    }
    const auto largest = std::ranges::max_element(standing.features, {}, rate);
    const bool has_any = largest != standing.features.end();
    if (has_any) measured.value = rate(*largest);
    measured.explanation =
        has_any && rate(*largest) > 0 ? "most in `" + largest->name + '`' : "no feature has any";
    return measured;
}

Measure drift_measure(AskWindow ask) {
    return [ask = std::move(ask)](const AlertRule& rule, const EndpointId& endpoint_id,
                                  Interval window) {
        return drift_in(*ask(endpoint_id, window), rule);
    };
}

Measure rate_measure(AskWindow ask, RateOf rate) {
    return [ask = std::move(ask), rate](const AlertRule& rule, const EndpointId& endpoint_id,
                                        Interval window) {
        return rate_in(*ask(endpoint_id, window), rule, rate);
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
    measures[AlertType::drift] = drift_measure(ask);
    measures[AlertType::null_rate] = rate_measure(ask, null_rate_of);
    measures[AlertType::unseen_rate] = rate_measure(ask, unseen_rate_of);
    return measures;
}

AskFeatures features_of(const LayoutTable& layouts, FindDriftEndpoint find_endpoint) {
    return [&layouts, find_endpoint = std::move(find_endpoint)](const std::string& reference) {
        std::vector<std::string> names;
        const auto endpoint = find_endpoint(reference);
        if (!endpoint || endpoint->versions.empty()) return names;
        const auto& version = endpoint->versions.front();
        if (const auto layout = layouts.find(version.full_name, version.version))
            for (const auto& feature : layout->features()) names.push_back(feature.name);
        return names;
    };
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
