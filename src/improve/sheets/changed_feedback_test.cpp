// The row of feedback follows what becomes of it: it is held back, and learns which model answered.
#include "improve/sheets/test_conversion.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;

using ChangedFeedback = FeedbackConversion;
INSTANTIATE_TEST_SUITE_P(on, ChangedFeedback, sql::engines(), sql::engine_name);

TEST_P(ChangedFeedback, holds_back_the_row_of_feedback_that_is_taken_back_and_says_why) {
    const auto sheet = new_sheet();
    const auto feedback = give(Rating::positive);
    convert(feedback, sheet);
    EXPECT_EQ(count(sheet, "exportable_count"), 1);
    take_back(feedback);
    const auto row = first_row(sheet);
    EXPECT_EQ(row.at("review_status"), "flagged");
    EXPECT_THAT(text(row.at("flag_reason")), HasSubstr("feedback was deleted"));
    EXPECT_EQ(count(sheet, "exportable_count"), 0);
    expect_true_counts(sheet);
    for (const auto* change :
         {R"({"review_status": "approved"})", R"({"review_status": "pending"})",
          R"({"is_flagged": false})", R"({"response": "A rose."})"})
        expect_refused(409, "feedback_deleted", "PATCH", sheet + "/rows/0", change);
    EXPECT_EQ(first_row(sheet), row);
    ask(200, "PATCH", sheet + "/rows/0", R"({"review_status": "rejected", "review_reason": "no"})");
}

TEST_P(ChangedFeedback, holds_back_the_row_of_feedback_that_turned) {
    const auto sheet = new_sheet();
    const auto feedback = give(Rating::positive);
    convert(feedback, sheet);
    change(feedback, [](FeedbackItem& after) { after.tags = {"seen"}; });
    EXPECT_EQ(count(sheet, "exportable_count"), 1);
    change(feedback, [](FeedbackItem& after) { after.rating = Rating::negative; });
    EXPECT_EQ(first_row(sheet).at("review_status"), "flagged");
    EXPECT_EQ(count(sheet, "exportable_count"), 0);
}

TEST_P(ChangedFeedback, holds_back_the_row_of_feedback_whose_truth_changed) {
    const auto sheet = new_sheet();
    FeedbackItem item;
    item.rating = Rating::negative;
    item.expected_output = "A lily.";
    const auto feedback = give(item);
    convert(feedback, sheet);
    change(feedback, [](FeedbackItem& after) { after.expected_output = "A rose."; });
    EXPECT_EQ(first_row(sheet).at("review_status"), "flagged");
}

TEST_P(ChangedFeedback, a_row_learns_which_model_answered_when_its_feedback_does) {
    const auto sheet = new_sheet();
    const auto feedback = give(Rating::positive);
    convert(feedback, sheet);
    EXPECT_TRUE(first_row(sheet).at("model_version").is_null());
    change(feedback, [](FeedbackItem& after) {
        after.joined = true;
        after.model_name = "main.default.iris";
        after.model_version = "7";
    });
    const auto row = first_row(sheet);
    EXPECT_EQ(row.at("model_name"), "main.default.iris");
    EXPECT_EQ(row.at("model_version"), "7");
    EXPECT_EQ(row.at("review_status"), "approved") << "nothing was said anew";
    EXPECT_EQ(count(sheet, "exportable_count"), 1);
}

}  // namespace
}  // namespace ontos
