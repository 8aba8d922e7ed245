#pragma once
// What the quality route answers.

#include "monitor/quality/outcome.hpp"
#include "platform/sketches/calibration.hpp"

namespace ontos {

/// What the predictions are held against.
BOOST_DEFINE_ENUM_CLASS(QualityTask, binary, multiclass, regression)

/// A number measured on the labelled rows, and where that of all rows lies with 95 % confidence.
struct QualityNumber {
    double value = 0, low = 0, high = 0;

    static constexpr auto fields(auto...) {
        using T = QualityNumber;
        return std::array{api::field<&T::value>("Measured value."),
                          api::field<&T::low>("Lower bound, with 95 % confidence."),
                          api::field<&T::high>("Upper bound, with 95 % confidence.")};
    }
};
using MaybeQuality = std::optional<QualityNumber>;  ///< nullopt: it cannot be known

struct ClassQuality {
    std::string label;
    std::int64_t labelled_rows = 0, predicted_rows = 0;
    MaybeQuality precision, recall, f1, roc_auc;

    static constexpr auto fields(auto...) {
        using T = ClassQuality;
        return std::array{api::field<&T::label>("The class, held against all others."),
                          api::field<&T::labelled_rows>("Rows of which it is true."),
                          api::field<&T::predicted_rows>("Labelled rows of which it was said."),
                          api::field<&T::precision>("How often it was true when it was said."),
                          api::field<&T::recall>("How often it was said when it was true."),
                          api::field<&T::f1>("Harmonic mean of both."),
                          api::field<&T::roc_auc>("Area under the ROC curve of its score.")};
    }
};

/// Rows whose scores are in one tenth of the line.
struct ReliabilityBin {
    double score_from = 0, score_to = 0;
    std::int64_t rows = 0;
    double mean_score = 0;
    QualityNumber true_share;

    static constexpr auto fields(auto...) {
        using T = ReliabilityBin;
        return std::array{api::field<&T::score_from>("Least score."),
                          api::field<&T::score_to>("Up to this score."),
                          api::field<&T::rows>("Labelled rows."),
                          api::field<&T::mean_score>("What the model promised, on average."),
                          api::field<&T::true_share>("What came true.")};
    }
};

/// binary: the score of the positive label. multiclass: that of the predicted label.
struct ScoreCalibration {
    double expected_calibration_error = 0;
    std::vector<ReliabilityBin> bins;

    static constexpr auto fields(auto...) {
        using T = ScoreCalibration;
        return std::array{
            api::field<&T::expected_calibration_error>(
                "Mean over rows of the distance between promise and truth of their bin."),
            api::field<&T::bins>("Bins that have rows.")};
    }
};

struct LabelDelay {
    double median_seconds = 0, p95_seconds = 0;

    static constexpr auto fields(auto...) {
        using T = LabelDelay;
        return std::array{api::field<&T::median_seconds>("From prediction to label."),
                          api::field<&T::p95_seconds>("The 95th percentile.")};
    }
};

/// What the scores promise of all rows of the window, labelled or not (confidence-based performance
/// estimation). It cannot see that the relation of features to truth has changed.
struct QualityEstimate {
    sketches::EstimateValidity validity = sketches::EstimateValidity::invalid;
    std::string reason;
    std::int64_t rows = 0, calibration_rows = 0;
    bool is_isotonic = false;
    std::optional<double> calibration_error;
    MaybeQuality accuracy, precision, recall, f1, roc_auc;

    static constexpr auto fields(auto...) {
        using T = QualityEstimate;
        return std::array{
            api::field<&T::validity>("valid, doubtful or invalid."),
            api::field<&T::reason>("Why it is not valid; else empty."),
            api::field<&T::rows>("Rows that were estimated: at most 20,000, by hash."),
            api::field<&T::calibration_rows>(
                "Labelled rows of the last 30 days from which the meaning of scores was learnt; "
                "as many others checked it."),
            api::field<&T::is_isotonic>("Whether scores are corrected; else taken as they are."),
            api::field<&T::calibration_error>("Of the rows that checked it."),
            api::field<&T::accuracy>("Share of predictions that are likely right."),
            api::field<&T::precision>("Of a binary classifier."),
            api::field<&T::recall>("Of a binary classifier."),
            api::field<&T::f1>("Of a binary classifier."),
            api::field<&T::roc_auc>("Of a binary classifier.")};
    }
};

/// Rows count in the window in which they were predicted, whenever their label came.
struct QualityReport {
    std::optional<QualityTask> task;
    std::string reason;
    std::int64_t served_rows = 0, kept_rows = 0, labelled_rows = 0, used_rows = 0;
    std::int64_t unknown_labels = 0;
    std::optional<double> label_coverage;
    std::optional<LabelDelay> label_delay;
    std::optional<std::string> positive_label;
    MaybeQuality accuracy, precision, recall, f1, roc_auc, log_loss, mae, rmse, r2;
    std::vector<ClassQuality> classes;
    std::optional<ScoreCalibration> calibration;
    QualityEstimate estimate;

    static constexpr auto fields(auto...) {
        using T = QualityReport;
        return std::array{
            api::field<&T::task>("What the predictions are held against; null if not known."),
            api::field<&T::reason>("Why there are no numbers; else empty."),
            api::field<&T::served_rows>("Rows that were predicted."),
            api::field<&T::kept_rows>("Rows that can have a label: above a rate, and when there "
                                      "are too many, a share by hash of the request id."),
            api::field<&T::labelled_rows>("Rows that have one."),
            api::field<&T::used_rows>("Of those, how many were read: beyond 50,000 a share by "
                                      "hash of the request id."),
            api::field<&T::unknown_labels>(
                "Of those, labels that are none of the model's classes (they count as wrong), or "
                "no number (they are left out)."),
            api::field<&T::label_coverage>("Labelled of served rows, 0 to 1."),
            api::field<&T::label_delay>("How long labels took."),
            api::field<&T::positive_label>("Of a binary classifier: the last of its classes."),
            api::field<&T::accuracy>("Share of predictions that were right."),
            api::field<&T::precision>("Of the positive label, or the mean over classes."),
            api::field<&T::recall>("Of the positive label, or the mean over classes."),
            api::field<&T::f1>("Of the positive label, or the mean over classes."),
            api::field<&T::roc_auc>("Of the positive label, or the mean over classes, each against "
                                    "all others."),
            api::field<&T::log_loss>("Mean of -ln(score of the true class)."),
            api::field<&T::mae>("Mean absolute error."),
            api::field<&T::rmse>("Root of the mean squared error."),
            api::field<&T::r2>("Explained share of the truth's variance."),
            api::field<&T::classes>("By class, of a multiclass classifier."),
            api::field<&T::calibration>("Whether scores come true."),
            api::field<&T::estimate>("What is likely, without labels.")};
    }
};

struct VersionQuality {
    std::string served_entity, model_name, model_version;
    QualityReport quality;

    static constexpr auto fields(auto...) {
        using T = VersionQuality;
        return std::array{api::field<&T::served_entity>("Served entity."),
                          api::field<&T::model_name>("Model."),
                          api::field<&T::model_version>("Model version."),
                          api::field<&T::quality>("Of its rows.")};
    }
};

struct EndpointQuality {
    std::string endpoint_id, endpoint_name, time_period;
    QualityReport quality;
    std::vector<VersionQuality> by_model_version;

    static constexpr auto fields(auto...) {
        using T = EndpointQuality;
        return std::array{
            api::field<&T::endpoint_id>("Identifier of the endpoint."),
            api::field<&T::endpoint_name>("Name of the endpoint."),
            api::field<&T::time_period>("Both ends of the window: start/end."),
            api::field<&T::quality>("Of all rows of the window."),
            api::field<&T::by_model_version>("The same by served entity and model version.")};
    }
};

}  // namespace ontos
