// How good predictions were, from rows that have labels.
#include "monitor/quality/measured_quality.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "monitor/quality/label_text.hpp"
#include "platform/sketches/quality.hpp"
#include "platform/sketches/significance.hpp"

namespace ontos {
namespace {

using sketches::ClassCounts;
using sketches::MaybeEstimate;

sketches::Estimate share_of(std::size_t part, std::size_t whole) {
    const auto successes = static_cast<double>(part), trials = static_cast<double>(whole);
    const auto [low, high] = sketches::wilson_interval(successes, trials);
    return {successes / trials, low, high};
}

MaybeEstimate accuracy_of(const JudgedRows& judged) {
    if (judged.rows.empty()) return std::nullopt;
    const auto right = std::ranges::count_if(judged.rows, &JudgedRow::is_right);
    return share_of(static_cast<std::size_t>(right), judged.rows.size());
}

/// Of the score of one class against all others; exact.
MaybeEstimate roc_auc_of(const JudgedRows& judged, std::size_t of_class) {
    std::vector<std::pair<double, bool>> scored;
    for (const auto& row : judged.rows)
        if (!row.scores.empty()) scored.emplace_back(row.scores[of_class], row.actual == of_class);
    std::ranges::sort(scored);
    std::vector<sketches::WeightedBin> ties;
    for (std::size_t i = 0; i < scored.size(); ++i) {
        if (i == 0 || scored[i].first != scored[i - 1].first) ties.push_back({0, 0});
        (scored[i].second ? ties.back().positives : ties.back().negatives) += 1;
    }
    return sketches::area_under_roc(ties);
}

/// Of rows whose true class has a score; scikit-learn's clipping.
MaybeEstimate log_loss_of(const JudgedRows& judged) {
    constexpr double smallest = std::numeric_limits<double>::epsilon();
    sketches::ErrorSums losses;
    for (const auto& row : judged.rows)
        if (!row.scores.empty() && row.actual != judged.unknown_class())
            losses.add(-std::log(std::clamp(row.scores[row.actual], smallest, 1 - smallest)), 0);
    return losses.mean_absolute_error();
}

/// A mean over classes: its error, on either side, is that of a sum of independent ones.
MaybeQuality mean_of(std::optional<double> mean, const std::vector<MaybeEstimate>& parts) {
    if (!mean) return std::nullopt;
    double below = 0, above = 0;
    for (const auto& part : parts) {
        if (!part) continue;
        below += std::pow(part->value - part->low, 2);
        above += std::pow(part->high - part->value, 2);
    }
    const auto count = static_cast<double>(parts.size());
    return QualityNumber{*mean, std::max(*mean - std::sqrt(below) / count, 0.0),
                         std::min(*mean + std::sqrt(above) / count, 1.0)};
}

std::optional<double> mean_value(const std::vector<MaybeEstimate>& parts) {
    if (parts.empty()) return std::nullopt;
    double sum = 0;
    for (const auto& part : parts) sum += part->value;
    return sum / static_cast<double>(parts.size());
}

ClassQuality class_quality(const JudgedRows& judged, const ClassCounts& counts,
                           std::size_t of_class) {
    const auto confusion = counts.confusion_of(of_class);
    const auto signed_sum = [](std::uint64_t a, std::uint64_t b) {
        return static_cast<std::int64_t>(a + b);
    };
    return {.label = judged.classes[of_class],
            .labelled_rows = signed_sum(confusion.true_positives, confusion.false_negatives),
            .predicted_rows = signed_sum(confusion.true_positives, confusion.false_positives),
            .precision = as_number(confusion.precision()),
            .recall = as_number(confusion.recall()),
            .f1 = as_number(confusion.f1()),
            .roc_auc = as_number(roc_auc_of(judged, of_class))};
}

void add_binary(const JudgedRows& judged, const ClassCounts& counts, QualityReport& out) {
    const auto positive = class_quality(judged, counts, 1);
    out.positive_label = positive.label;
    out.precision = positive.precision;
    out.recall = positive.recall;
    out.f1 = positive.f1;
    out.roc_auc = positive.roc_auc;
}

void add_multiclass(const JudgedRows& judged, const ClassCounts& counts, QualityReport& out) {
    std::vector<MaybeEstimate> precisions, recalls, f1s, aucs;
    for (std::size_t i = 0; i < counts.classes(); ++i) {
        const auto confusion = counts.confusion_of(i);
        if (confusion.true_negatives == confusion.rows()) continue;
        precisions.push_back(confusion.precision());
        recalls.push_back(confusion.recall());
        f1s.push_back(confusion.f1());
        if (i == judged.unknown_class()) continue;
        if (const auto auc = roc_auc_of(judged, i)) aucs.push_back(auc);
        out.classes.push_back(class_quality(judged, counts, i));
    }
    out.precision = mean_of(counts.macro_precision(), precisions);
    out.recall = mean_of(counts.macro_recall(), recalls);
    out.f1 = mean_of(counts.macro_f1(), f1s);
    out.roc_auc = mean_of(mean_value(aucs), aucs);
}

/// Tenths of the line by score, with those that have rows.
std::optional<ScoreCalibration> calibration_of(const JudgedRows& judged) {
    struct Tenth {
        std::size_t rows = 0, came_true = 0;
        double scores = 0;
    };
    std::array<Tenth, 10> tenths;
    sketches::LabelledScores scores;
    for (const auto& row : judged.rows) {
        if (row.scores.empty()) continue;
        const auto [score, has_come_true] = promise_of(row, judged);
        scores.add(score, has_come_true);
        auto& tenth = tenths[static_cast<std::size_t>(std::clamp(score * 10, 0.0, 9.0))];
        ++tenth.rows;
        tenth.came_true += has_come_true ? 1 : 0;
        tenth.scores += score;
    }
    const auto error = scores.calibration_error();
    if (!error) return std::nullopt;
    ScoreCalibration out{.expected_calibration_error = *error, .bins = {}};
    for (std::size_t i = 0; i < tenths.size(); ++i)
        if (const auto& tenth = tenths[i]; tenth.rows > 0)
            out.bins.push_back({.score_from = static_cast<double>(i) / 10,
                                .score_to = static_cast<double>(i + 1) / 10,
                                .rows = static_cast<std::int64_t>(tenth.rows),
                                .mean_score = tenth.scores / static_cast<double>(tenth.rows),
                                .true_share = *as_number(share_of(tenth.came_true, tenth.rows))});
    return out;
}

QualityReport measure_classifier(const PredictionShape& shape, const OutcomeList& labelled) {
    const auto judged = judge(labelled, shape.classes);
    QualityReport out;
    out.task = judged.is_binary() ? QualityTask::binary : QualityTask::multiclass;
    out.accuracy = as_number(accuracy_of(judged));
    out.unknown_labels =
        std::ranges::count(judged.rows, judged.unknown_class(), &JudgedRow::actual);
    if (judged.classes.size() > scored_classes_max) {
        out.reason = "More than " + std::to_string(scored_classes_max) +
                     " classes: only the accuracy is measured.";
        return out;
    }
    ClassCounts counts{std::max<std::size_t>(judged.classes.size() + 1, 2)};
    for (const auto& row : judged.rows) counts.add(row.predicted, row.actual);
    judged.is_binary() ? add_binary(judged, counts, out) : add_multiclass(judged, counts, out);
    out.log_loss = as_number(log_loss_of(judged));
    out.calibration = calibration_of(judged);
    return out;
}

QualityReport measure_regression(const OutcomeList& labelled) {
    sketches::ErrorSums errors;
    QualityReport out;
    out.task = QualityTask::regression;
    for (const auto* outcome : labelled) {
        const auto truth = number_in(*outcome->label);
        if (truth && outcome->value)
            errors.add(*outcome->value, *truth);
        else
            ++out.unknown_labels;
    }
    out.mae = as_number(errors.mean_absolute_error());
    out.rmse = as_number(errors.root_mean_squared_error());
    out.r2 = as_number(errors.r_squared());
    return out;
}

}  // namespace

MaybeQuality as_number(const MaybeEstimate& estimate) {
    if (!estimate) return std::nullopt;
    return QualityNumber{estimate->value, estimate->low, estimate->high};
}

QualityReport measure_quality(const PredictionShape& shape, const OutcomeList& labelled) {
    return shape.kind == PredictionKind::number ? measure_regression(labelled)
                                                : measure_classifier(shape, labelled);
}

std::optional<LabelDelay> delay_of(const OutcomeList& labelled) {
    if (labelled.empty()) return std::nullopt;
    std::vector<double> seconds;
    for (const auto* outcome : labelled) {
        const std::chrono::duration<double> delay =
            outcome->labelled_at.value_or(outcome->created_at) - outcome->created_at;
        seconds.push_back(std::max(delay.count(), 0.0));
    }
    std::ranges::sort(seconds);
    const auto nearest_rank = [&](double part) {
        const auto rank = std::ceil(part * static_cast<double>(seconds.size()));
        return seconds[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
    };
    return LabelDelay{nearest_rank(0.5), nearest_rank(0.95)};
}

}  // namespace ontos
