#pragma once
// What drift answers.

#include "monitor/drift/profile_layout.hpp"
#include "monitor/drift/verdict.hpp"
#include "platform/api/codec.hpp"
#include "platform/sketches/evidently.hpp"

namespace ontos {

struct RateChange {
    double before = 0, after = 0;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&RateChange::before>("Share of the baseline's rows."),
                          api::field<&RateChange::after>("Share of the recent rows.")};
    }
};

struct KolmogorovSmirnovView {
    double statistic = 0, p_value = 1;

    static constexpr auto fields(auto...) {
        using T = KolmogorovSmirnovView;
        return std::array{
            api::field<&T::statistic>("Never more than that of the raw values; at most the share "
                                      "of one bin less."),
            api::field<&T::p_value>("Conservative, because the statistic is.")};
    }
};

struct ChiSquaredView {
    double statistic = 0, degrees = 0, p_value = 1;

    static constexpr auto fields(auto...) {
        using T = ChiSquaredView;
        return std::array{api::field<&T::statistic>("Of the two-sample table of bins."),
                          api::field<&T::degrees>("Degrees of freedom."),
                          api::field<&T::p_value>("Probability without drift.")};
    }
};

struct MovedBinView {
    std::string bin;
    double before = 0, after = 0, contribution = 0;

    static constexpr auto fields(auto...) {
        using T = MovedBinView;
        return std::array{api::field<&T::bin>("Range, value or category."),
                          api::field<&T::before>("Share of the baseline's values."),
                          api::field<&T::after>("Share of the recent values."),
                          api::field<&T::contribution>("Its part of the index.")};
    }
};

/// What Evidently's default rules say of the same bins.
struct EvidentlyView {
    sketches::EvidentlyTest stattest;
    double drift_score, threshold;
    bool drift_detected;
    std::string approximation{};

    static constexpr auto fields(auto...) {
        using T = EvidentlyView;
        return std::array{
            api::field<&T::stattest>("The test that its defaults choose for this column."),
            api::field<&T::drift_score>(
                "Its score: a p-value, or a distance. Of numeric columns computed from bins, not "
                "from raw values: see `approximation`."),
            api::field<&T::threshold>("p-values below it, distances from it on are drift."),
            api::field<&T::drift_detected>(
                "What it would say of that score. Near the threshold, Evidently on the raw rows "
                "may say otherwise."),
            api::omit_empty<&T::approximation>(
                "In which direction the score may differ from Evidently's own on the raw rows; "
                "left out where every value is counted on its own.")};
    }
};

struct FeatureDrift {
    std::string feature;
    FeatureRole role = FeatureRole::input;
    sketches::FeatureKind kind = sketches::FeatureKind::numeric;
    std::optional<double> baseline_value, recent_value;
    double drift_score = 0;
    bool drifted = false;
    double psi = 0, psi_debiased = 0;
    std::optional<KolmogorovSmirnovView> ks;
    double js_distance = 0, total_variation = 0, largest_difference = 0;
    std::optional<double> wasserstein;
    std::optional<ChiSquaredView> chi_squared;
    RateChange null_rate;
    double unseen_rate = 0;
    double q_value = 1;
    std::vector<MovedBinView> top_bins;
    std::string explanation;
    std::optional<EvidentlyView> evidently;

    static constexpr auto fields(auto...) {
        using T = FeatureDrift;
        return std::array{
            api::field<&T::feature>("Name."),
            api::field<&T::role>("What it is of a request."),
            api::field<&T::kind>("How it is counted."),
            api::field<&T::baseline_value>("Mean of the baseline; null of categories."),
            api::field<&T::recent_value>("Mean of the recent rows; null of categories."),
            api::field<&T::drift_score>("0 to 1: the largest of debiased index, rise of the unseen "
                                        "rate, change of the null rate."),
            api::field<&T::drifted>("Significant among all features, and large enough to matter."),
            api::field<&T::psi>("Population stability index."),
            api::field<&T::psi_debiased>("Less what chance alone gives with so many rows."),
            api::field<&T::ks>("Kolmogorov-Smirnov; null of categories."),
            api::field<&T::js_distance>("Jensen-Shannon, in nats: 0 to 0.8326."),
            api::field<&T::total_variation>("0 to 1."),
            api::field<&T::largest_difference>("Of the shares of a bin: 0 to 1."),
            api::field<&T::wasserstein>("In standard deviations of the baseline; null of "
                                        "categories and constants."),
            api::field<&T::chi_squared>("Null where the rows do not suffice."),
            api::field<&T::null_rate>("Missing values."),
            api::field<&T::unseen_rate>("Share of values that the baseline did not have."),
            api::field<&T::q_value>("Smallest false discovery rate at which it counts as drifted."),
            api::field<&T::top_bins>("What moved most."),
            api::field<&T::explanation>("What moved, in words; empty if nothing did."),
            api::omit_empty<&T::evidently>("With `compat=evidently`.")};
    }
};

struct DriftReport {
    std::string endpoint_id, endpoint_name;
    Timestamp detection_time{};
    bool drift_detected = false;
    double drift_score = 0;
    DriftSeverity severity = DriftSeverity::low;
    std::string baseline;
    std::optional<std::string> baseline_id;
    std::string baseline_period, comparison_period;
    std::int64_t baseline_rows = 0, comparison_rows = 0;
    DriftVerdict verdict = DriftVerdict::no_drift;
    bool confirmed = false;
    std::optional<std::string> warning;
    std::vector<std::string> affected_features;
    std::vector<FeatureDrift> feature_details, prediction_drift;
    double false_alarm_rate = drift_false_alarm_rate;

    static constexpr auto fields(auto...) {
        using T = DriftReport;
        return std::array{
            api::field<&T::endpoint_id>("Endpoint."),
            api::field<&T::endpoint_name>("Its name."),
            api::field<&T::detection_time>("When this was computed."),
            api::field<&T::drift_detected>("Whether the verdict is drift."),
            api::field<&T::drift_score>("The largest of all inputs."),
            api::field<&T::severity>("Of the score: low < 0.1 <= medium < 0.25 <= high < 0.5 <= "
                                     "critical."),
            api::field<&T::baseline>("What was compared with: training, window or revision:N."),
            api::field<&T::baseline_id>("The baseline, if it is one of a model version."),
            api::field<&T::baseline_period>(
                "Start and end, or where its rows came from; empty without."),
            api::field<&T::comparison_period>("Start and end."),
            api::field<&T::baseline_rows>("Rows of the baseline."),
            api::field<&T::comparison_rows>("Recent rows."),
            api::field<&T::verdict>("Of this window alone."),
            api::field<&T::confirmed>("Whether the standing rule holds: windows in a row, and more "
                                      "than is usual at this endpoint. Alerts use it."),
            api::omit_empty<&T::warning>("Why there is no verdict, or what it cannot see."),
            api::field<&T::affected_features>("Inputs that drifted, the largest score first."),
            api::field<&T::feature_details>("Every input, the largest score first."),
            api::field<&T::prediction_drift>("Every prediction and score, judged on their own."),
            api::field<&T::false_alarm_rate>("Share of windows without drift that are judged to "
                                             "have some, at most.")};
    }
};

struct FeatureBinView {
    std::string bin;
    std::optional<double> low, high;
    std::int64_t baseline_count = 0, recent_count = 0;
    double baseline_share = 0, recent_share = 0;

    static constexpr auto fields(auto...) {
        using T = FeatureBinView;
        return std::array{api::field<&T::bin>("Range, value, category, or what is special."),
                          api::field<&T::low>("From here on; null where it has no bounds."),
                          api::field<&T::high>("Up to here; equal to `low` for a single value."),
                          api::field<&T::baseline_count>("Rows of the baseline."),
                          api::field<&T::recent_count>("Recent rows."),
                          api::field<&T::baseline_share>("Of all rows."),
                          api::field<&T::recent_share>("Of all rows.")};
    }
};

struct UnseenName {
    std::string name;
    std::int64_t count = 0;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&UnseenName::name>("Category."),
                          api::field<&UnseenName::count>("Recent rows, at most.")};
    }
};

struct FeatureDriftReport {
    std::string endpoint_id, endpoint_name;
    Timestamp detection_time{};
    std::string baseline_period, comparison_period;
    DriftVerdict verdict = DriftVerdict::no_drift;
    std::optional<std::string> warning;
    std::optional<FeatureDrift> detail;
    std::vector<FeatureBinView> bins;
    std::vector<MovedBinView> contributions;
    std::vector<UnseenName> unseen;
    std::vector<std::string> examples;

    static constexpr auto fields(auto...) {
        using T = FeatureDriftReport;
        return std::array{
            api::field<&T::endpoint_id>("Endpoint."),
            api::field<&T::endpoint_name>("Its name."),
            api::field<&T::detection_time>("When this was computed."),
            api::field<&T::baseline_period>(
                "Start and end, or where its rows came from; empty without."),
            api::field<&T::comparison_period>("Start and end."),
            api::field<&T::verdict>("Of all inputs in this window."),
            api::omit_empty<&T::warning>("Why there is no verdict, or what it cannot see."),
            api::field<&T::detail>("Its numbers; null without a baseline."),
            api::field<&T::bins>("Both sides in the same bins."),
            api::field<&T::contributions>("Groups of bins by their part of the index."),
            api::field<&T::unseen>("Categories that the baseline did not have."),
            api::field<&T::examples>("Ids of requests whose value fell into what moved most.")};
    }
};

}  // namespace ontos
