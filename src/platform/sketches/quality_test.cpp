// Quality measures: values worked out by hand; scikit-learn is asked in tests/sketches.

#include "platform/sketches/quality.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

namespace ontos::sketches {
namespace {

using testing::DoubleNear;
using testing::Field;
using testing::Optional;

auto is_about(double value) { return Optional(Field(&Estimate::value, DoubleNear(value, 1e-12))); }

TEST(Confusion, has_the_measures_of_the_textbook) {
    const Confusion confusion{
        .true_positives = 6, .false_positives = 2, .false_negatives = 3, .true_negatives = 9};
    EXPECT_THAT(confusion.accuracy(), is_about(0.75));
    EXPECT_THAT(confusion.precision(), is_about(0.75));
    EXPECT_THAT(confusion.recall(), is_about(2 / 3.0));
    EXPECT_THAT(confusion.f1(), is_about(12 / 17.0));
    EXPECT_LT(confusion.f1()->low, 12 / 17.0);
    EXPECT_GT(confusion.f1()->high, 12 / 17.0);
}

TEST(Confusion, says_nothing_of_what_is_divided_by_nothing) {
    Confusion confusion;
    EXPECT_FALSE(confusion.accuracy());
    confusion.add(false, false);
    EXPECT_THAT(confusion.accuracy(), is_about(1));
    EXPECT_FALSE(confusion.precision());
    EXPECT_FALSE(confusion.recall());
    EXPECT_FALSE(confusion.f1());
}

// The interval of F1 holds the truth in about 95 of 100 samples.
TEST(Confusion, has_intervals_that_hold_the_truth) {
    std::mt19937_64 random{1};
    std::discrete_distribution<int> kind{0.25, 0.1, 0.15, 0.5};
    const double truth = 0.5 / (0.5 + 0.1 + 0.15);
    int held = 0;
    for (int round = 0; round < 1000; ++round) {
        Confusion confusion;
        for (int i = 0; i < 200; ++i) {
            const int k = kind(random);
            confusion.add(k < 2, k == 0 || k == 2);
        }
        held += confusion.f1()->low <= truth && truth <= confusion.f1()->high;
    }
    EXPECT_GE(held, 925);
    EXPECT_LE(held, 985);
}

TEST(ClassCounts, of_two_classes_are_a_confusion) {
    ClassCounts counts{2};
    for (int i = 0; i < 6; ++i) counts.add(1, 1);
    for (int i = 0; i < 2; ++i) counts.add(1, 0);
    for (int i = 0; i < 3; ++i) counts.add(0, 1);
    EXPECT_THAT(counts.accuracy(), is_about(6 / 11.0));
    EXPECT_THAT(counts.confusion_of(1).precision(), is_about(0.75));
    // Class 0: nothing right.
    EXPECT_THAT(counts.macro_precision(), Optional(DoubleNear(0.375, 1e-12)));
}

TEST(ClassCounts, leave_out_classes_that_never_occur) {
    ClassCounts counts{5};
    EXPECT_EQ(counts.macro_f1(), std::nullopt);
    counts.add(2, 2);
    EXPECT_THAT(counts.macro_f1(), Optional(1.0));
    EXPECT_THROW(counts.add(5, 0), std::logic_error);
    EXPECT_THROW(counts.merge(ClassCounts{4}), std::logic_error);
    EXPECT_THROW(ClassCounts{65}, std::logic_error);
}

TEST(ErrorSums, have_the_measures_of_the_textbook) {
    ErrorSums sums;
    for (const auto& [predicted, actual] :
         {std::pair{2.5, 3.0}, {0.0, -0.5}, {2.0, 2.0}, {8.0, 7.0}})
        sums.add(predicted, actual);
    EXPECT_THAT(sums.mean_absolute_error(), is_about(0.5));
    EXPECT_THAT(sums.root_mean_squared_error(), is_about(std::sqrt(0.375)));
    EXPECT_THAT(sums.r_squared(), Optional(Field(&Estimate::value, DoubleNear(0.9486081, 1e-7))));
}

TEST(ErrorSums, merge_to_the_same_numbers) {
    std::mt19937_64 random{2};
    std::normal_distribution<double> normal{1e6, 3};
    ErrorSums whole;
    std::vector<ErrorSums> parts(5);
    for (int i = 0; i < 1000; ++i) {
        const double actual = normal(random), predicted = actual + 0.1 * (i % 7);
        whole.add(predicted, actual);
        parts[random() % 5].add(predicted, actual);
    }
    for (std::size_t i = 1; i < 5; ++i) parts[0].merge(parts[i]);
    EXPECT_EQ(parts[0].rows(), 1000u);
    EXPECT_NEAR(parts[0].r_squared()->value, whole.r_squared()->value, 1e-9);
    EXPECT_NEAR(parts[0].mean_absolute_error()->value, whole.mean_absolute_error()->value, 1e-9);
}

TEST(ErrorSums, say_nothing_of_nothing_and_no_r_squared_of_a_constant) {
    ErrorSums sums;
    EXPECT_FALSE(sums.mean_absolute_error());
    EXPECT_FALSE(sums.root_mean_squared_error());
    sums.add(1, 1);
    sums.add(2, 1);
    EXPECT_FALSE(sums.r_squared());
    EXPECT_THAT(sums.mean_absolute_error(), is_about(0.5));
}

TEST(ErrorSums, have_intervals_that_hold_the_truth) {
    std::mt19937_64 random{3};
    std::normal_distribution<double> noise{0, 2}, signal{10, 5};
    int absolute = 0, root = 0;
    for (int round = 0; round < 1000; ++round) {
        ErrorSums sums;
        for (int i = 0; i < 300; ++i) {
            const double actual = signal(random);
            sums.add(actual + noise(random), actual);
        }
        const auto mae = *sums.mean_absolute_error(), rmse = *sums.root_mean_squared_error();
        const double mae_truth = 2 * std::sqrt(2 / 3.14159265358979);
        absolute += mae.low <= mae_truth && mae_truth <= mae.high;
        root += rmse.low <= 2 && 2 <= rmse.high;
    }
    EXPECT_GE(absolute, 925);
    EXPECT_GE(root, 925);
}

}  // namespace
}  // namespace ontos::sketches
