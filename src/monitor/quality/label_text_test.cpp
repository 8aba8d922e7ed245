// Labels and numbers as texts.
#include "monitor/quality/label_text.hpp"

#include <gmock/gmock.h>

namespace ontos {
namespace {

using testing::ElementsAre;

TEST(LabelText, is_the_same_for_equal_numbers_however_they_are_written) {
    EXPECT_EQ(label_text(1), "1");
    EXPECT_EQ(label_text(1.0), "1");
    EXPECT_EQ(label_text(100'000.0), "100000");
    EXPECT_EQ(label_text(-0.0), "0");
    EXPECT_EQ(label_text(0.1), "0.1");
    EXPECT_EQ(label_text(18446744073709551615u), "18446744073709551615");
    EXPECT_EQ(label_text(1e300), "1e+300");
}

TEST(LabelText, leaves_texts_as_they_are_and_knows_truth_values) {
    EXPECT_EQ(label_text("1.0"), "1.0");
    EXPECT_EQ(label_text(false), "false");
    EXPECT_EQ(label_text(""), std::nullopt);
    EXPECT_EQ(label_text(nullptr), std::nullopt);
    EXPECT_EQ(label_text(api::json::array{1}), std::nullopt);
}

TEST(LabelText, a_number_is_the_whole_text_and_finite) {
    EXPECT_EQ(number_in("-1.5e2"), -150);
    for (const auto* text : {"", " 1", "1 ", "1x", "nan", "inf", "1e999"})
        EXPECT_EQ(number_in(text), std::nullopt) << text;
}

TEST(LabelText, scores_come_back_as_they_were_answered) {
    std::string scores;
    append_score(scores, 0.1f);
    append_score(scores, 1e-10f);
    append_score(scores, 1.0);
    EXPECT_EQ(scores, "0.1 1e-10 1");
    EXPECT_THAT(scores_in(scores), ElementsAre(0.1, 1e-10, 1));
    EXPECT_THAT(scores_in(""), ElementsAre());
}

}  // namespace
}  // namespace ontos
