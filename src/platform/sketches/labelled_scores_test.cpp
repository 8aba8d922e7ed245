// Scores joined to labels: bins, exactness, merging, text.

#include "platform/sketches/labelled_scores.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

namespace ontos::sketches {
namespace {

LabelledScores random_scores(std::mt19937_64& random, int rows) {
    LabelledScores scores;
    std::uniform_real_distribution<double> uniform;
    for (int i = 0; i < rows; ++i) {
        const double p = uniform(random);
        scores.add(p, uniform(random) < p);
    }
    return scores;
}

TEST(ScoreBins, increase_and_hold_their_lower_edge) {
    for (std::size_t bin = 0; bin < score_bin_count(); ++bin) {
        ASSERT_LT(score_bin_edge(bin), score_bin_edge(bin + 1)) << bin;
        ASSERT_EQ(score_bin_of(score_bin_edge(bin)), bin);
        ASSERT_EQ(score_bin_of(std::nextafter(score_bin_edge(bin + 1), 0)), bin);
    }
}

TEST(ScoreBins, take_everything) {
    EXPECT_EQ(score_bin_of(0), 0u);
    EXPECT_EQ(score_bin_of(-5), 0u);
    EXPECT_EQ(score_bin_of(std::nan("")), 0u);
    EXPECT_EQ(score_bin_of(1), score_bin_count() - 1);
    EXPECT_EQ(score_bin_of(INFINITY), score_bin_count() - 1);
}

TEST(LabelledScores, count_by_threshold_exactly) {
    LabelledScores scores;
    for (int i = 0; i < 100; ++i) scores.add(i / 100.0, i % 2 == 1);
    const auto confusion = scores.confusion_at(0.3);
    EXPECT_EQ(confusion.true_positives, 35u);
    EXPECT_EQ(confusion.false_positives, 35u);
    EXPECT_EQ(confusion.false_negatives, 15u);
    EXPECT_EQ(scores.confusion_at(0).rows(), 100u);
    EXPECT_EQ(scores.confusion_at(0).false_negatives, 0u);
    EXPECT_EQ(scores.confusion_at(1.5).true_positives, 0u);
}

TEST(LabelledScores, count_ties_half) {
    LabelledScores scores;
    scores.add(0.5, true);
    scores.add(0.5, false);
    EXPECT_EQ(scores.roc_auc()->value, 0.5);
    EXPECT_EQ(scores.roc_auc_error(), 0.5);
    scores.add(0.9, true);
    EXPECT_EQ(scores.roc_auc()->value, 0.75);
}

TEST(LabelledScores, of_one_label_have_no_auc) {
    LabelledScores scores;
    EXPECT_FALSE(scores.roc_auc());
    EXPECT_FALSE(scores.log_loss());
    EXPECT_FALSE(scores.calibration_error());
    scores.add(0.3, true);
    EXPECT_FALSE(scores.roc_auc());
    EXPECT_NEAR(*scores.log_loss(), -std::log(0.3), 1e-9);
    EXPECT_NEAR(*scores.brier_score(), 0.49, 1e-9);
}

TEST(LabelledScores, stay_finite_where_a_certain_score_is_wrong) {
    LabelledScores scores;
    scores.add(0, true);
    EXPECT_NEAR(*scores.log_loss(), 52 * std::log(2.0), 1e-9);
}

TEST(LabelledScores, know_how_far_scores_are_from_shares) {
    LabelledScores scores;
    for (int i = 0; i < 100; ++i) scores.add(0.85, i < 60);
    for (int i = 0; i < 100; ++i) scores.add(0.15, i < 15);
    EXPECT_NEAR(*scores.calibration_error(), 0.125, 1e-9);
}

TEST(LabelledScores, merge_to_the_same_bits) {
    std::mt19937_64 random{1};
    const auto a = random_scores(random, 500), b = random_scores(random, 300);
    auto ab = a, ba = b;
    ab.merge(b);
    ba.merge(a);
    EXPECT_EQ(ab, ba);
    EXPECT_EQ(ab.rows(), 800u);
}

TEST(LabelledScores, come_back_from_text_as_they_were) {
    std::mt19937_64 random{2};
    const auto scores = random_scores(random, 5000);
    EXPECT_EQ(LabelledScores::from_text(scores.to_text()), scores);
    EXPECT_EQ(LabelledScores{}.to_text(), "");
    EXPECT_EQ(LabelledScores::from_text(""), LabelledScores{});
}

TEST(LabelledScores, refuse_text_that_they_never_write) {
    EXPECT_FALSE(LabelledScores::from_text("2AAABAA"));
    EXPECT_TRUE(LabelledScores::from_text("1AAABAA"));
    EXPECT_FALSE(LabelledScores::from_text("1AA"));
    EXPECT_FALSE(LabelledScores::from_text("1AAAAAA"));
    EXPECT_FALSE(LabelledScores::from_text("1AA__BBAA"));
    std::mt19937_64 random{3};
    const auto good = random_scores(random, 50).to_text();
    for (int round = 0; round < 20'000; ++round) {
        auto text = good;
        text[random() % text.size()] = static_cast<char>(random());
        const auto read = LabelledScores::from_text(text);
        if (!read) continue;
        ASSERT_LE(read->rows(), 100'000'000u);
    }
}

}  // namespace
}  // namespace ontos::sketches
