// What was rejected of an endpoint, anywhere, is no target of any export of its answers.
#include "improve/exports/test_exports.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;
using testing::Not;

class RejectedTexts : public ExportsTest {
protected:
    /// Turns a judgement into a row of the sheet.
    void convert(const std::string& sheet, const std::string& feedback) {
        const auto id = sheet.substr(sheet.rfind('/') + 1);
        ask(201, "POST", "/feedback/" + feedback + "/to-training?training_sheet_id=" + id);
    }
    std::string judged(Rating rating, const std::string& asked, const std::string& answer,
                       std::optional<std::string> correction = {}) {
        FeedbackItem item;
        item.rating = rating;
        item.input_text = asked;
        item.output_text = answer;
        item.correction = std::move(correction);
        return give(std::move(item));
    }
    void expect_excluded(const std::string& sheet, std::int64_t rows) {
        const auto made = ask(201, "POST", sheet + "/export", R"({"format": "jsonl"})");
        EXPECT_EQ(excluded(made, "rejected_as_target"), rows) << boost::json::serialize(made);
        EXPECT_EQ(made.at("report").at("rejected_as_target"), 0);
        if (text(made.at("status")) == "ready") {
            EXPECT_THAT(all_lines(made), Not(HasSubstr("parrot")));
        }
    }
};
INSTANTIATE_TEST_SUITE_P(on, RejectedTexts, sql::engines(), sql::engine_name);

TEST_P(RejectedTexts, of_feedback_that_no_sheet_has) {
    const auto sheet = new_sheet();
    judged(Rating::negative, "Who?", " a  Parrot.");
    convert(sheet, judged(Rating::positive, "Who?", "A parrot."));
    convert(sheet, judged(Rating::positive, "What?", "A flower."));
    expect_excluded(sheet, 1);
}

TEST_P(RejectedTexts, of_another_sheet_of_the_endpoint) {
    const auto other = new_sheet(), sheet = new_sheet();
    convert(other, judged(Rating::negative, "Who?", "a PARROT. "));
    convert(sheet, judged(Rating::positive, "Who?", "A parrot."));
    convert(sheet, judged(Rating::positive, "What?", "A flower."));
    expect_excluded(sheet, 1);
}

TEST_P(RejectedTexts, that_a_correction_repeats) {
    const auto sheet = new_sheet();
    judged(Rating::negative, "Who?", "A parrot.");
    convert(sheet, judged(Rating::negative, "Who?", "A cat.", "A parrot."));
    convert(sheet, judged(Rating::positive, "What?", "A flower."));
    expect_excluded(sheet, 1);
}

TEST_P(RejectedTexts, of_rows_are_compared_as_labels) {
    const auto sheet = new_sheet();
    judged(Rating::negative, R"([{"age": 3}])", R"(["parrot"])");
    convert(sheet, judged(Rating::positive, R"({"age": 3})", R"("parrot")"));
    convert(sheet, judged(Rating::positive, R"({"age": 4})", R"(["cat"])"));
    expect_excluded(sheet, 1);
}

TEST_P(RejectedTexts, count_only_while_they_are_rejected) {
    const auto sheet = new_sheet();
    const auto rejected = judged(Rating::negative, "Who?", "A cat.");
    convert(sheet, judged(Rating::positive, "Who?", "A cat."));
    convert(sheet, judged(Rating::positive, "What?", "A flower."));
    expect_excluded(sheet, 1);
    take_back(rejected);
    expect_excluded(sheet, 0);
}

TEST_P(RejectedTexts, of_a_deleted_sheet_count_no_more) {
    const auto other = new_sheet(), sheet = new_sheet();
    const auto rejected = judged(Rating::negative, "Who?", "A cat.");
    convert(other, rejected);
    convert(sheet, judged(Rating::positive, "Who?", "A cat."));
    convert(sheet, judged(Rating::positive, "What?", "A flower."));
    ask(204, "DELETE", other);
    take_back(rejected);
    expect_excluded(sheet, 0);
}

TEST_P(RejectedTexts, of_another_question_or_endpoint_do_not_count) {
    const auto sheet = new_sheet();
    judged(Rating::negative, "Another question?", "A cat.");
    add(new_sheet(), R"({"prompt": "Who?", "rejected_response": "A cat."})");  // by hand: of none
    convert(sheet, judged(Rating::positive, "Who?", "A cat."));
    convert(sheet, judged(Rating::positive, "What?", "A flower."));
    expect_excluded(sheet, 0);
}

}  // namespace
}  // namespace ontos
