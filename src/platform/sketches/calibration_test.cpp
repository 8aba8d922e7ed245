// Expected quality without labels: it must be right where its assumption holds, and say where not.

#include "platform/sketches/calibration.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

namespace ontos::sketches {
namespace {

using testing::HasSubstr;

/// A model whose score is `distort(p)` where a row is positive with probability p.
struct World {
    std::mt19937_64 random{1};
    double (*distort)(double) = [](double p) { return p; };
    double low = 0, high = 1;

    std::pair<double, bool> draw() {
        std::uniform_real_distribution<double> uniform{low, high}, coin;
        const double p = uniform(random);
        return {distort(p), coin(random) < p};
    }
    LabelledScores labelled(int rows) {
        LabelledScores out;
        for (int i = 0; i < rows; ++i) {
            const auto [score, label] = draw();
            out.add(score, label);
        }
        return out;
    }
};

double too_sure(double p) { return p < 0.5 ? p * p : 1 - (1 - p) * (1 - p); }

std::vector<std::uint64_t> rows_of(const LabelledScores& scores) {
    std::vector<std::uint64_t> rows(score_bin_count());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = scores.rows(i);
    return rows;
}

bool holds(const MaybeEstimate& estimate, const MaybeEstimate& truth) {
    return estimate && truth && estimate->low <= truth->value && truth->value <= estimate->high;
}

TEST(Calibration, leaves_good_scores_alone_or_does_no_harm) {
    World world;
    const auto calibration = calibrate(world.labelled(5000), world.labelled(5000));
    EXPECT_LT(calibration.error, 0.02);
}

TEST(Calibration, repairs_scores_that_are_too_sure) {
    World world{.distort = too_sure};
    const auto learn = world.labelled(20'000), hold_out = world.labelled(5000);
    EXPECT_GT(*hold_out.calibration_error(), 0.05);
    const auto calibration = calibrate(learn, hold_out);
    EXPECT_TRUE(calibration.is_isotonic);
    EXPECT_LT(calibration.error, 0.02);
    EXPECT_NEAR(calibration.probability[score_bin_of(0.09)], 0.3, 0.05);
    EXPECT_TRUE(std::ranges::is_sorted(calibration.probability));
}

TEST(Calibration, of_nothing_takes_scores_as_they_are) {
    const auto calibration = calibrate({}, {});
    EXPECT_FALSE(calibration.is_isotonic);
    EXPECT_NEAR(calibration.probability[score_bin_of(0.25)], 0.25, 0.001);
}

TEST(ExpectedQuality, is_what_labels_then_show) {
    for (const auto distort : {+[](double p) { return p; }, &too_sure}) {
        World world{.distort = distort};
        const auto calibration = calibrate(world.labelled(20'000), world.labelled(10'000));
        int held = 0;
        for (int round = 0; round < 100; ++round) {
            const auto later = world.labelled(1000);
            const auto expected = expect_quality(rows_of(later), calibration);
            ASSERT_EQ(expected.validity, EstimateValidity::valid) << expected.reason;
            const auto truth = later.confusion_at(0.5);
            held += holds(expected.accuracy, truth.accuracy()) &&
                    holds(expected.precision, truth.precision()) &&
                    holds(expected.recall, truth.recall()) && holds(expected.f1, truth.f1()) &&
                    holds(expected.roc_auc, later.roc_auc());
        }
        EXPECT_GE(held, 85);
    }
}

TEST(ExpectedQuality, falls_when_the_scores_become_unsure) {
    World sure;
    const auto calibration = calibrate(sure.labelled(20'000), sure.labelled(10'000));
    World unsure{.low = 0.35, .high = 0.65};
    const auto later = unsure.labelled(5000);
    const auto expected = expect_quality(rows_of(later), calibration);
    EXPECT_LT(expected.accuracy->value, 0.62);
    EXPECT_TRUE(holds(expected.accuracy, later.confusion_at(0.5).accuracy()));
}

TEST(ExpectedQuality, says_when_it_is_not_valid) {
    World world;
    const auto rows = rows_of(world.labelled(1000));
    const auto few = calibrate(world.labelled(150), world.labelled(150));
    EXPECT_EQ(expect_quality(rows, few).validity, EstimateValidity::invalid);
    EXPECT_THAT(expect_quality(rows, few).reason, HasSubstr("150 labelled rows"));

    World narrow{.low = 0.3, .high = 0.7};
    const auto calibration = calibrate(narrow.labelled(5000), narrow.labelled(5000));
    EXPECT_EQ(expect_quality(rows, calibration).validity, EstimateValidity::doubtful);
    EXPECT_THAT(expect_quality(rows, calibration).reason, HasSubstr("beyond"));

    World changed{.distort = [](double p) { return 1 - p; }};
    const auto wrong = calibrate(world.labelled(5000), changed.labelled(5000));
    EXPECT_EQ(expect_quality(rows, wrong).validity, EstimateValidity::invalid);
    EXPECT_THAT(expect_quality(rows, wrong).reason, HasSubstr("calibration error"));

    const std::vector<std::uint64_t> none(score_bin_count());
    EXPECT_EQ(expect_quality(none, calibration).validity, EstimateValidity::invalid);
    EXPECT_FALSE(expect_quality(none, calibration).accuracy);
}

}  // namespace
}  // namespace ontos::sketches
