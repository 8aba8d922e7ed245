// How good predictions are likely to be, before their labels come.
#include "monitor/quality/estimated_quality.hpp"

#include <algorithm>

#include "monitor/quality/measured_quality.hpp"

namespace ontos {
namespace {

QualityEstimate none(std::string reason) {
    QualityEstimate out;
    out.reason = std::move(reason);
    return out;
}

sketches::Calibration calibrate(const JudgedRows& labelled) {
    sketches::LabelledScores learn, check;
    bool is_for_check = false;
    for (const auto& row : labelled.rows) {
        if (row.scores.empty()) continue;
        const auto [score, has_come_true] = promise_of(row, labelled);
        (is_for_check ? check : learn).add(score, has_come_true);
        is_for_check = !is_for_check;
    }
    return sketches::calibrate(learn, check);
}

}  // namespace

QualityEstimate estimate_quality(const PredictionShape& shape, const OutcomeList& outcomes,
                                 const OutcomeList& labelled) {
    if (shape.kind != PredictionKind::label)
        return none("Numbers have no scores: nothing is known of them without labels.");
    if (shape.classes.empty()) return none("The model gives no scores that could be kept.");
    const auto calibration = calibrate(judge(labelled, shape.classes));
    const auto judged = judge(outcomes, shape.classes);
    std::vector<std::uint64_t> rows(sketches::score_bin_count());
    for (const auto& row : judged.rows)
        if (!row.scores.empty()) ++rows[sketches::score_bin_of(promise_of(row, judged).score)];
    // Of many classes the promise is that the prediction is right, at any score.
    const double threshold = judged.is_binary() ? 0.5 : 0;
    const auto expected = sketches::expect_quality(rows, calibration, threshold);
    QualityEstimate out{
        .validity = expected.validity,
        .reason = expected.reason,
        .rows = static_cast<std::int64_t>(expected.rows),
        .calibration_rows = static_cast<std::int64_t>(calibration.labelled_rows),
        .is_isotonic = calibration.is_isotonic,
        .calibration_error = {},
        .accuracy = as_number(judged.is_binary() ? expected.accuracy : expected.precision),
        .precision = {},
        .recall = {},
        .f1 = {},
        .roc_auc = {}};
    if (calibration.labelled_rows > 0) out.calibration_error = calibration.error;
    if (!judged.is_binary()) return out;
    out.precision = as_number(expected.precision);
    out.recall = as_number(expected.recall);
    out.f1 = as_number(expected.f1);
    out.roc_auc = as_number(expected.roc_auc);
    return out;
}

}  // namespace ontos
