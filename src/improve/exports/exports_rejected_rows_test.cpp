// A rejected answer is no target, in whatever form its row was asked.
#include "improve/exports/test_exports.hpp"

namespace ontos {
namespace {

using ExportsOfRejected = ExportsTest;
INSTANTIATE_TEST_SUITE_P(on, ExportsOfRejected, sql::engines(), sql::engine_name);

TEST_P(ExportsOfRejected, know_a_rejected_answer_in_whatever_form_its_row_was_asked) {
    columns_ = {{"radius"}, {"texture"}};
    const auto sheet = new_sheet();
    const auto judge = [&](const std::string& asked, Rating rating) {
        FeedbackItem item;
        item.input_text = asked;
        item.output_text = R"({"predictions": ["malignant"]})";
        item.rating = rating;
        return give(std::move(item));
    };
    const auto convert = [&](const std::string& feedback) {
        ask(201, "POST",
            "/feedback/" + feedback +
                "/to-training?training_sheet_id=" + sheet.substr(sheet.rfind('/') + 1));
    };
    for (int i = 0; i < 3; ++i) {
        const auto row = std::to_string(i);
        convert(judge("[[" + row + R"(, "rough"]])", Rating::positive));
    }
    // Nobody makes rows of these two.
    judge(R"({"inputs": {"texture": "rough", "radius": 0}})", Rating::negative);
    judge(R"([[1, "rough"]])", Rating::negative);
    const auto made = export_as("ready", sheet, R"("format": "jsonl", "force": true)");
    EXPECT_EQ(excluded(made, "rejected_as_target"), 2);
    EXPECT_EQ(made.at("examples_exported"), 1);
}

TEST_P(ExportsOfRejected, know_a_rejected_answer_of_a_chat_in_rows_of_before) {
    const auto sheet = new_sheet();
    FeedbackItem item;
    item.input_text = R"([{"role": "user", "content": "Who?"}])";
    item.output_text = "Nobody.";
    item.rating = Rating::positive;
    ask(201, "POST",
        "/feedback/" + give(item) +
            "/to-training?training_sheet_id=" + sheet.substr(sheet.rfind('/') + 1));
    add(sheet, good(R"([{\"role\": \"user\", \"content\": \"Who?\"}])", "Nobody."));
    item.rating = Rating::negative;
    give(std::move(item));
    const auto made = export_as("refused", sheet, R"("format": "jsonl", "force": true)");
    EXPECT_EQ(excluded(made, "rejected_as_target"), 2);
}

}  // namespace
}  // namespace ontos
