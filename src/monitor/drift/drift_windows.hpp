#pragma once
// How far features drifted in each of the last windows: what a heat map shows.

#include "monitor/drift/comparison.hpp"
#include "monitor/drift/drift_model.hpp"

namespace ontos {

struct WindowsQuery {
    std::string level = "1h";
    std::int32_t windows = 24;
    std::optional<std::string> baseline;
    std::optional<api::Moment> until{};
    std::optional<std::string> model_version{};

    static constexpr auto fields(auto...) {
        using T = WindowsQuery;
        return std::array{
            api::option<&T::level>("Length of a window.", api::pattern("^(5m|1h|6h|1d)$")),
            api::option<&T::windows>("How many, up to the newest that has ended.", api::minimum(1),
                                     api::maximum(48)),
            api::option<&T::until>("The newest is the one that had ended then; now if left out, or "
                                   "if it is to come."),
            api::option<&T::baseline>(
                "training, window (the 7 days before each window), or revision:N. Without it: the "
                "version's baseline if it has one, else window.",
                api::pattern("^(training|window|revision:[1-9][0-9]{0,9})$")),
            api::option<&T::model_version>(
                "One of the versions that the endpoint serves: its rows alone, against its own "
                "baseline. Without it: all rows.",
                api::min_length(1), api::max_length(64))};
    }
};

struct DriftWindow {
    Timestamp started_at{}, ended_at{};
    std::int64_t rows = 0;
    DriftVerdict verdict = DriftVerdict::no_baseline;
    std::optional<double> drift_score;
    std::optional<DriftSeverity> severity;

    static constexpr auto fields(auto...) {
        using T = DriftWindow;
        return std::array{
            api::field<&T::started_at>("Its start."),
            api::field<&T::ended_at>("Its end."),
            api::field<&T::rows>("Rows of it."),
            api::field<&T::verdict>("Of this window alone."),
            api::field<&T::drift_score>("The largest of all inputs; null without a verdict."),
            api::field<&T::severity>("Of the score.")};
    }
};

/// Numbers by window; null where there is no verdict.
struct FeatureWindows {
    std::string feature;
    FeatureRole role = FeatureRole::input;
    sketches::FeatureKind kind = sketches::FeatureKind::numeric;
    std::vector<std::optional<bool>> drifted;
    std::vector<std::optional<double>> drift_score, psi, ks, js_distance, wasserstein, recent_value;

    static constexpr auto fields(auto...) {
        using T = FeatureWindows;
        return std::array{
            api::field<&T::feature>("Name."),
            api::field<&T::role>("What it is of a request."),
            api::field<&T::kind>("How it is counted."),
            api::field<&T::drifted>("Significant among all features, and large enough to matter."),
            api::field<&T::drift_score>("0 to 1."),
            api::field<&T::psi>("Population stability index."),
            api::field<&T::ks>("Kolmogorov-Smirnov statistic; null of categories."),
            api::field<&T::js_distance>("Jensen-Shannon, in nats."),
            api::field<&T::wasserstein>("In standard deviations of the baseline; null of "
                                        "categories and constants."),
            api::field<&T::recent_value>("Mean of the window; null of categories.")};
    }
};

struct DriftWindows {
    std::string endpoint_id, endpoint_name;
    std::string level;
    std::string baseline, baseline_period;
    std::optional<std::string> warning;
    std::vector<DriftWindow> windows;
    std::vector<FeatureWindows> features;

    static constexpr auto fields(auto...) {
        using T = DriftWindows;
        return std::array{
            api::field<&T::endpoint_id>("Endpoint."),
            api::field<&T::endpoint_name>("Its name."),
            api::field<&T::level>("Length of a window: 5m, 1h, 6h or 1d."),
            api::field<&T::baseline>("What the newest was compared with: training, window or "
                                     "revision:N."),
            api::field<&T::baseline_period>(
                "Start and end, or where its rows came from; empty without."),
            api::field<&T::warning>("Why the newest has no verdict, or what it cannot see."),
            api::field<&T::windows>("Oldest first."),
            api::field<&T::features>("Inputs, predictions and scores, each by window.")};
    }
};

/// Judges each window once. `now` is the time of the question.
DriftWindows judge_windows(Comparer& comparer, const DriftEndpoint& endpoint,
                           const WindowsQuery& query, Timestamp now);

}  // namespace ontos
