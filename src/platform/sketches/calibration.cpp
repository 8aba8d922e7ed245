// Calibration of scores, and the quality that calibrated scores promise.

#include "platform/sketches/calibration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "platform/base/failure.hpp"

namespace ontos::sketches {

namespace {

constexpr double z = 1.959963984540054;  // the normal quantile of 0.975
constexpr std::uint64_t labelled_rows_min = 200, each_label_min = 20;
constexpr double error_doubtful = 0.05, error_invalid = 0.1, beyond_doubtful = 0.01;

std::vector<double> scores_as_they_are() {
    std::vector<double> out(score_bin_count());
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = (score_bin_edge(i) + score_bin_edge(i + 1)) / 2;
    return out;
}

struct Block {
    std::size_t first;  ///< bin
    double positives, rows;

    double share() const { return positives / rows; }
};

std::vector<double> isotonic(const LabelledScores& learn) {
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < score_bin_count(); ++i) {
        if (learn.rows(i) == 0) continue;
        blocks.push_back(
            {i, static_cast<double>(learn.positives(i)), static_cast<double>(learn.rows(i))});
        while (blocks.size() > 1 && blocks[blocks.size() - 2].share() >= blocks.back().share()) {
            const auto last = blocks.back();
            blocks.pop_back();
            blocks.back().positives += last.positives;
            blocks.back().rows += last.rows;
        }
    }
    std::vector<double> out(score_bin_count(), blocks.front().share());
    for (const auto& block : blocks)
        std::fill(out.begin() + static_cast<std::ptrdiff_t>(block.first), out.end(), block.share());
    return out;
}

/// Expected rows above and below the threshold, and the variances of the positives among them.
struct Expected {
    double true_positives = 0, false_positives = 0, false_negatives = 0, true_negatives = 0;
    double variance_above = 0, variance_below = 0;

    double rows() const {
        return true_positives + false_positives + false_negatives + true_negatives;
    }
};

Expected expected_rows(std::span<const std::uint64_t> rows, const Calibration& calibration,
                       double threshold) {
    Expected out;
    const auto first = score_bin_of(threshold);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto n = static_cast<double>(rows[i]);
        const double p = calibration.probability[i];
        (i >= first ? out.true_positives : out.false_negatives) += n * p;
        (i >= first ? out.false_positives : out.true_negatives) += n * (1 - p);
        (i >= first ? out.variance_above : out.variance_below) += n * p * (1 - p);
    }
    return out;
}

MaybeEstimate ratio(double part, double whole, double variance, double calibration_error) {
    if (!(whole > 0)) return std::nullopt;
    const double value = part / whole, reach = z * std::sqrt(variance) / whole + calibration_error;
    return Estimate{value, std::max(value - reach, 0.0), std::min(value + reach, 1.0)};
}

void judge(ExpectedQuality& quality, const Calibration& calibration, double beyond) {
    const auto negatives = calibration.labelled_rows - calibration.labelled_positives;
    const auto conclude = [&](EstimateValidity validity, std::string reason) {
        quality.validity = validity;
        quality.reason = std::move(reason);
    };
    if (quality.rows == 0) return conclude(EstimateValidity::invalid, "There are no predictions.");
    if (calibration.labelled_rows < labelled_rows_min ||
        std::min(calibration.labelled_positives, negatives) < each_label_min)
        return conclude(EstimateValidity::invalid,
                        fmt::format("Calibrated on {} labelled rows, {} of them positive; at least "
                                    "{} are needed, with {} of either label.",
                                    calibration.labelled_rows, calibration.labelled_positives,
                                    labelled_rows_min, each_label_min));
    if (calibration.error > error_doubtful)
        return conclude(calibration.error > error_invalid ? EstimateValidity::invalid
                                                          : EstimateValidity::doubtful,
                        fmt::format("The calibration error is {:.3f}; at most {} is sound.",
                                    calibration.error, error_doubtful));
    if (beyond > beyond_doubtful)
        return conclude(
            EstimateValidity::doubtful,
            fmt::format("{:.1f} % of scores lie beyond those that were calibrated.", beyond * 100));
    conclude(EstimateValidity::valid, "");
}

}  // namespace

Calibration calibrate(const LabelledScores& learn, const LabelledScores& hold_out) {
    Calibration out{.probability = scores_as_they_are()};
    out.labelled_rows = learn.rows();
    out.labelled_positives = learn.positives();
    out.error = hold_out.calibration_error().value_or(1);
    if (out.labelled_rows == 0) return out;
    for (out.first_bin = 0; learn.rows(out.first_bin) == 0;) ++out.first_bin;
    for (out.last_bin = score_bin_count() - 1; learn.rows(out.last_bin) == 0;) --out.last_bin;
    auto fitted = isotonic(learn);
    const double fitted_error = hold_out.calibration_error(fitted).value_or(1);
    if (fitted_error >= out.error) return out;
    out.probability = std::move(fitted);
    out.is_isotonic = true;
    out.error = fitted_error;
    return out;
}

ExpectedQuality expect_quality(std::span<const std::uint64_t> rows, const Calibration& calibration,
                               double threshold) {
    check(rows.size() == score_bin_count() && calibration.probability.size() == rows.size(),
          "rows by score bin");
    ExpectedQuality out;
    out.rows = std::accumulate(rows.begin(), rows.end(), std::uint64_t{0});
    const auto e = expected_rows(rows, calibration, threshold);
    const double above = e.true_positives + e.false_positives;
    const double positives = e.true_positives + e.false_negatives;
    const double both = e.variance_above + e.variance_below;
    out.accuracy = ratio(e.true_positives + e.true_negatives, e.rows(), both, calibration.error);
    out.precision = ratio(e.true_positives, above, e.variance_above, calibration.error);
    // Recall and F1 by the delta method in true positives and false negatives.
    const double recall = positives > 0 ? e.true_positives / positives : 0;
    out.recall =
        ratio(e.true_positives, positives,
              (1 - recall) * (1 - recall) * e.variance_above + recall * recall * e.variance_below,
              calibration.error);
    const double all = above + positives, f1 = all > 0 ? 2 * e.true_positives / all : 0;
    out.f1 = ratio(2 * e.true_positives, all,
                   (2 - f1) * (2 - f1) * e.variance_above + f1 * f1 * e.variance_below,
                   calibration.error);
    std::vector<WeightedBin> weighted;
    double beyond = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto n = static_cast<double>(rows[i]);
        weighted.push_back({n * calibration.probability[i], n * (1 - calibration.probability[i])});
        if (i < calibration.first_bin || i > calibration.last_bin) beyond += n;
    }
    out.roc_auc = area_under_roc(weighted);
    if (out.roc_auc) {
        out.roc_auc->low = std::max(out.roc_auc->low - calibration.error, 0.0);
        out.roc_auc->high = std::min(out.roc_auc->high + calibration.error, 1.0);
    }
    judge(out, calibration, out.rows > 0 ? beyond / static_cast<double>(out.rows) : 0);
    return out;
}

}  // namespace ontos::sketches
