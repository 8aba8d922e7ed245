#pragma once
// How good predictions are likely to be, before their labels are known.

#include <boost/describe/enum.hpp>
#include <string>

#include "platform/sketches/labelled_scores.hpp"

namespace ontos::sketches {

/// What a score means, learnt from labelled rows.
struct Calibration {
    std::vector<double> probability;  ///< of a positive, by score bin
    bool is_isotonic = false;         ///< else the score is taken as it is
    double error = 0;                 ///< calibration_error on rows that it was not learnt from
    std::uint64_t labelled_rows = 0, labelled_positives = 0;  ///< that it was learnt from
    std::size_t first_bin = 0, last_bin = 0;                  ///< of the scores it was learnt from
};

/// Isotonic regression of `learn` (pool adjacent violators), kept if it lowers the calibration
/// error on `hold_out`; between the bins that have rows it is a step.
Calibration calibrate(const LabelledScores& learn, const LabelledScores& hold_out);

BOOST_DEFINE_ENUM_CLASS(EstimateValidity, valid, doubtful, invalid)

/// Expected quality of predictions (confidence-based performance estimation), and within which
/// bounds it would be observed if the calibration held: 1.96 standard errors of the labels still
/// unknown, and the calibration error. It cannot see that the relation of features to truth has
/// changed.
struct ExpectedQuality {
    std::uint64_t rows = 0;
    MaybeEstimate accuracy{}, precision{}, recall{}, f1{}, roc_auc{};
    EstimateValidity validity = EstimateValidity::invalid;
    std::string reason;  ///< why it is not valid; else empty
};

/// `rows` by score bin. Doubtful where more than 1 % of them have scores beyond those that were
/// calibrated, or where the calibration error is over 0.05; invalid over 0.1, with fewer than 200
/// labelled rows or fewer than 20 of either label, or without rows. `threshold` as confusion_at.
ExpectedQuality expect_quality(std::span<const std::uint64_t> rows, const Calibration& calibration,
                               double threshold = 0.5);

}  // namespace ontos::sketches
