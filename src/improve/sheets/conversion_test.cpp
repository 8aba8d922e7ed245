// Feedback becomes rows: by polarity, and once.
#include "improve/sheets/conversion.hpp"

#include <thread>

#include "improve/sheets/test_conversion.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

INSTANTIATE_TEST_SUITE_P(on, FeedbackConversion, sql::engines(), sql::engine_name);

TEST_P(FeedbackConversion, a_good_answer_is_a_target) {
    const auto sheet = new_sheet();
    const auto feedback = give(Rating::positive);
    const auto made = convert(feedback, sheet);
    EXPECT_EQ(made.at("status"), "created");
    EXPECT_EQ(made.at("use"), "sft");
    EXPECT_EQ(made.at("review_status"), "approved");
    EXPECT_EQ(made.at("row_index"), 0);
    EXPECT_EQ(made.at("sequence_number"), 0);
    EXPECT_EQ(text(made.at("feedback_id")), feedback);
    EXPECT_EQ(text(made.at("assembly_id")), id_of(sheet));
    EXPECT_EQ(made.at("assembly_row_id"), made.at("qa_pair_id"));
    EXPECT_FALSE(made.as_object().contains("warning"));

    const auto row = first_row(sheet);
    EXPECT_EQ(row.at("prompt"), "What is it?");
    EXPECT_EQ(row.at("response"), "A flower.");
    EXPECT_TRUE(row.at("rejected_response").is_null());
    EXPECT_EQ(row.at("response_source"), "human_verified");
    EXPECT_EQ(text(row.at("feedback_id")), feedback);
    expect_true_counts(sheet);
}

TEST_P(FeedbackConversion, a_rejected_answer_is_never_a_target) {
    const auto sheet = new_sheet();
    const auto made = convert(give(Rating::negative), sheet);
    EXPECT_EQ(made.at("use"), "unpaired_negative");
    EXPECT_EQ(made.at("review_status"), "pending");
    EXPECT_THAT(text(made.at("warning")), HasSubstr("no target"));
    const auto row = first_row(sheet);
    EXPECT_TRUE(row.at("response").is_null());
    EXPECT_EQ(row.at("rejected_response"), "A flower.");
    EXPECT_THAT(row.at("messages").as_array(), SizeIs(1));
}

TEST_P(FeedbackConversion, a_correction_is_the_target_and_what_it_corrects_is_not) {
    const auto sheet = new_sheet();
    EXPECT_EQ(convert(give(Rating::negative, "A rose."), sheet).at("use"), "preference");
    const auto row = first_row(sheet);
    EXPECT_EQ(row.at("response"), "A rose.");
    EXPECT_EQ(row.at("rejected_response"), "A flower.");
    EXPECT_EQ(row.at("review_status"), "approved");
    EXPECT_EQ(row.at("response_source"), "human_labeled");
}

TEST_P(FeedbackConversion, a_correction_can_come_with_the_request) {
    const auto sheet = new_sheet();
    ask(201, "POST", target(give(Rating::negative, "A rose."), sheet, "&correction=A%20tulip."));
    EXPECT_EQ(first_row(sheet).at("response"), "A tulip.");
    ask(201, "POST", "/feedback/" + give(Rating::negative) + "/to-training",
        R"({"assembly_id": ")" + id_of(sheet) + R"(", "correction": "Mail bob@example.com"})");
    EXPECT_EQ(get(sheet + "/rows/1").at("response"), "Mail [REDACTED:email]");
}

TEST_P(FeedbackConversion, a_column_of_the_policy_is_in_no_row_of_older_feedback) {
    columns_ = {{"salary"}, {"age"}};
    FeedbackItem item;
    item.rating = Rating::positive;
    item.input_text = "[5000, 41]";
    const auto sheet = new_sheet(), bulk = new_sheet();
    convert(give(item), sheet);
    ask(200, "POST", bulk + "/convert", R"({"filter": {"endpoint_id": "iris"}})");
    for (const auto& made : {sheet, bulk}) {
        const auto row = first_row(made);
        EXPECT_EQ(row.at("prompt"), R"({"age":41,"salary":"[REDACTED:column]"})");
        EXPECT_EQ(text(row.at("features")), text(row.at("prompt")));
        EXPECT_EQ(row.at("review_status"), "approved");
    }
}

TEST_P(FeedbackConversion, a_row_of_which_no_value_is_left_waits_for_a_person) {
    FeedbackItem item;
    item.rating = Rating::positive;
    const auto sheet = new_sheet(), bulk = new_sheet();
    for (const auto* asked : {R"(["[REDACTED:column]","[REDACTED:column]"])", "[[5000, 41]]"}) {
        item.input_text = asked;
        const auto made = convert(give(item), sheet);
        EXPECT_EQ(made.at("review_status"), "pending") << asked;
        EXPECT_THAT(text(made.at("warning")), HasSubstr("took out every value"));
        columns_ = {{"salary"}, {"salary"}};
    }
    EXPECT_EQ(
        ask(200, "POST", bulk + "/convert", R"({"filter": {"endpoint_id": "iris"}})").at("pending"),
        2);
    EXPECT_EQ(count(bulk, "approved_count"), 0);
    expect_true_counts(sheet);
}

TEST_P(FeedbackConversion, a_column_of_the_policy_is_in_no_tensor_of_an_own_name_either) {
    columns_ = {{"salary"}, {"age"}};
    const auto prompt_of = [this](const std::string& asked, const std::string& answered) {
        FeedbackItem item;
        item.rating = Rating::positive;
        item.input_text = asked;
        item.output_text = answered;
        const auto sheet = new_sheet();
        convert(give(item), sheet);
        return first_row(sheet);
    };
    const auto row = prompt_of(R"({"x": [[5000, 41]]})", R"({"probabilities": [[0.1, 0.9]]})");
    EXPECT_EQ(row.at("prompt"), R"({"age":41,"salary":"[REDACTED:column]"})");
    EXPECT_EQ(row.at("response"), R"({"probabilities": [[0.1, 0.9]]})");
    EXPECT_EQ(text(row.at("features")), R"({"age":41,"salary":"[REDACTED:column]"})");
    for (const std::string kept : {R"({"questions": ["Who?", "Why?"]})", R"({"x": [{"age": 41}]})",
                                   R"({"age": [41], "height": [170]})"})
        EXPECT_EQ(text(prompt_of(kept, "A flower.").at("prompt")), kept);
}

TEST_P(FeedbackConversion, blanks_are_neither_what_is_right_nor_what_was_rejected) {
    const auto sheet = new_sheet();
    // As it was taken before a correction had to say something.
    EXPECT_EQ(convert(give(Rating::negative, "   "), sheet).at("use"), "unpaired_negative");
    FeedbackItem item;
    item.rating = Rating::negative;
    item.output_text = "  ";
    item.correction = "A rose.";
    EXPECT_EQ(convert(give(item), sheet).at("use"), "sft");
    const auto row = get(sheet + "/rows/1");
    EXPECT_EQ(row.at("response"), "A rose.");
    EXPECT_TRUE(row.at("rejected_response").is_null());
}

TEST_P(FeedbackConversion, the_truth_corrects_as_well) {
    const auto sheet = new_sheet();
    FeedbackItem item;
    item.rating = Rating::negative;
    item.expected_output = "A lily.";
    EXPECT_EQ(convert(give(item), sheet).at("use"), "preference");
    EXPECT_EQ(first_row(sheet).at("response"), "A lily.");
}

TEST_P(FeedbackConversion, what_a_program_judged_waits_for_a_person) {
    const auto sheet = new_sheet();
    FeedbackItem item;
    item.rating = Rating::positive;
    item.source = FeedbackSource::llm_judge;
    const auto made = convert(give(item), sheet);
    EXPECT_EQ(made.at("review_status"), "pending");
    EXPECT_EQ(count(sheet, "exportable_count"), 0);
}

TEST_P(FeedbackConversion, a_chat_is_context_and_the_last_user_turn) {
    const auto sheet = new_sheet();
    FeedbackItem item;
    item.input_text =
        R"({"messages": [{"role": "system", "content": "Be kind."},)"
        R"({"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"},)"
        R"({"role": "user", "content": "What is it?"}]})";
    item.rating = Rating::positive;
    convert(give(item), sheet);
    const auto row = first_row(sheet);
    EXPECT_EQ(row.at("prompt"), "What is it?");
    EXPECT_THAT(row.at("context").as_array(), SizeIs(3));
    EXPECT_EQ(row.at("messages").at(0).at("role"), "system");
    EXPECT_EQ(row.at("messages").at(4).at("content"), "A flower.");
}

TEST_P(FeedbackConversion, rows_of_features_get_corrected_labels) {
    const auto sheet = new_sheet();
    FeedbackItem item;
    item.input_text = R"([{"radius": 17.5, "texture": "rough"}])";
    item.output_text = R"(["benign"])";
    item.rating = Rating::negative;
    item.correction = "malignant";
    EXPECT_EQ(convert(give(item), sheet).at("use"), "preference");
    const auto row = first_row(sheet);
    EXPECT_EQ(row.at("features").at("radius"), 17.5);
    EXPECT_EQ(row.at("response"), "malignant");
    EXPECT_EQ(row.at("rejected_response"), "benign");
    item.correction = "purple";
    EXPECT_THAT(text(convert(give(item), sheet).at("warning")),
                HasSubstr("is none of the labels that the model gave"));
}

TEST_P(FeedbackConversion, the_body_of_a_query_is_a_row_as_well) {
    columns_ = {{"radius"}, {"texture"}};
    const auto sheet = new_sheet();
    FeedbackItem item;
    item.input_text = R"({"inputs": [[17.5, "rough"]]})";
    item.output_text = R"({"predictions": ["malignant"], "model_version": "1"})";
    item.rating = Rating::positive;
    EXPECT_EQ(convert(give(item), sheet).at("review_status"), "approved");
    const auto row = first_row(sheet);
    EXPECT_EQ(row.at("features").at("radius"), 17.5);
    EXPECT_EQ(row.at("features").at("texture"), "rough");
    EXPECT_EQ(row.at("response"), "malignant");
}

TEST_P(FeedbackConversion, one_judgement_of_several_rows_waits_for_a_person_and_says_why) {
    columns_ = {{"radius"}, {"texture"}};
    const auto sheet = new_sheet();
    FeedbackItem item;
    item.input_text = R"([[17.5, "rough"], [2, "smooth"]])";
    item.output_text = R"({"predictions": ["malignant", "benign"]})";
    item.rating = Rating::positive;
    auto made = convert(give(item), sheet);
    EXPECT_EQ(made.at("review_status"), "pending");
    EXPECT_THAT(text(made.at("warning")), HasSubstr("has 2 rows and one judgement"));
    EXPECT_EQ(first_row(sheet).at("review_reason"), made.at("warning"));
    EXPECT_TRUE(first_row(sheet).at("features").is_null());
    item.rating = Rating::negative;
    item.correction = "benign";
    EXPECT_EQ(convert(give(item), sheet).at("review_status"), "pending");
    item.correction.reset();
    made = convert(give(item), sheet);
    EXPECT_EQ(made.at("use"), "unpaired_negative");
    EXPECT_EQ(made.at("review_status"), "flagged") << "pending ones are exported as rejected";
    EXPECT_EQ(count(sheet, "exportable_count"), 0);
    expect_true_counts(sheet);
}

TEST_P(FeedbackConversion, asks_once_for_the_columns_of_a_model_and_not_for_texts) {
    columns_ = {{"radius"}};
    const auto sheet = new_sheet();
    give(Rating::positive);
    for (int i = 0; i < 3; ++i) {
        FeedbackItem item;
        item.input_text = "[" + std::to_string(i) + "]";
        item.rating = Rating::positive;
        give(item);
    }
    EXPECT_EQ(
        ask(200, "POST", sheet + "/convert", R"({"filter": {"rating": "positive"}})").at("created"),
        4);
    EXPECT_EQ(times_asked_for_columns_, 1);
}

TEST_P(FeedbackConversion, again_is_the_same_row) {
    const auto sheet = new_sheet();
    const auto feedback = give(Rating::positive);
    const auto made = convert(feedback, sheet);
    const auto again = ask(200, "POST", target(feedback, sheet, "&correction=Other"));
    EXPECT_EQ(again.at("status"), "exists");
    EXPECT_EQ(again.at("qa_pair_id"), made.at("qa_pair_id"));
    EXPECT_THAT(text(again.at("warning")), HasSubstr("PATCH"));
    EXPECT_EQ(first_row(sheet).at("response"), "A flower.");
    EXPECT_EQ(count(sheet, "total_rows"), 1);
    EXPECT_EQ(convert(feedback, new_sheet()).at("status"), "created");
}

TEST_P(FeedbackConversion, ten_clients_at_once_make_one_row) {
    const auto sheet = new_sheet();
    const auto feedback = give(Rating::positive);
    std::atomic<int> created{0}, existing{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 10; ++i)
            threads.emplace_back([&] {
                const auto reply = send("POST", target(feedback, sheet));
                ++(reply.status == 201 ? created : existing);
                EXPECT_TRUE(reply.status == 201 || reply.status == 200) << reply.body;
            });
    }
    EXPECT_EQ(created, 1);
    EXPECT_EQ(existing, 9);
    EXPECT_EQ(count(sheet, "total_rows"), 1);
    expect_true_counts(sheet);
}

TEST_P(FeedbackConversion, refuses_what_cannot_be_converted) {
    const auto sheet = new_sheet();
    const auto feedback = give(Rating::negative);
    const auto deleted = give(Rating::positive);
    take_back(deleted);
    const auto refuse = [&](int status, const std::string& says, const std::string& where,
                            const std::string& body = {}) {
        expect_refused(status, says, "POST", where, body);
    };
    refuse(404, "feedback_not_found", target(deleted, sheet));
    refuse(404, "feedback_not_found", target("nobody", sheet));
    refuse(404, "sheet_not_found", target(feedback, "/x/nobody"));
    refuse(400, "/query/assembly_id", "/feedback/" + feedback + "/to-training");
    refuse(400, "/query/assembly_id", target(feedback, sheet, "&assembly_id=other"));
    refuse(400, "/body/correction", target(feedback, sheet), R"({"correction": " "})");
    refuse(400, "correction_is_rejected", target(feedback, sheet),
           R"({"correction": "a FLOWER."})");
    FeedbackItem silent;
    refuse(422, "no_judgement", target(give(silent), sheet));
    FeedbackItem blank;
    blank.rating = Rating::positive;
    blank.output_text = " \n";
    refuse(422, "no_judgement", target(give(blank), sheet));
    blank.rating = Rating::negative;
    refuse(422, "no_judgement", target(give(blank), sheet));
    blank.output_text = {};
    blank.input_text = "\t";
    refuse(422, "no_prompt", target(give(blank), sheet));
    ask(200, "PATCH", sheet, R"({"status": "archived"})");
    refuse(409, "sheet_archived", target(feedback, sheet));
    EXPECT_EQ(count(sheet, "total_rows"), 0);
}

TEST_P(FeedbackConversion, goes_to_the_sheet_of_a_template) {
    const auto feedback = give(Rating::positive);
    const auto made =
        ask(201, "POST", "/feedback/" + feedback + "/to-curation?template_id=default");
    EXPECT_EQ(made.at("status"), "created");
    EXPECT_EQ(made.at("template_id"), "default");
    const auto again =
        ask(200, "POST", "/feedback/" + feedback + "/to-curation?template_id=default");
    EXPECT_EQ(again.at("curation_item_id"), made.at("curation_item_id"));
    const auto sheets = get("/training-sheets/list?template_id=default").as_array();
    ASSERT_THAT(sheets, SizeIs(1));
    EXPECT_EQ(sheets[0].at("total_rows"), 1);
    expect_refused(404, "template_not_found", "POST",
                   "/feedback/" + feedback + "/to-curation?template_id=other", "");
    expect_refused(400, "/query/template_id", "POST", "/feedback/" + feedback + "/to-curation", "");
}

TEST_P(FeedbackConversion, converts_what_a_filter_finds_and_says_before_what_it_would) {
    const auto sheet = new_sheet();
    for (int i = 0; i < 3; ++i) give(Rating::positive);
    give(Rating::negative);
    give(Rating::negative, "A rose.");
    give(FeedbackItem{});
    const auto path = sheet + "/convert";
    const auto plan =
        ask(200, "POST", path, R"({"dry_run": true, "filter": {"endpoint_id": "iris"}})");
    EXPECT_EQ(plan.at("matched"), 6);
    EXPECT_EQ(plan.at("created"), 5);
    EXPECT_EQ(plan.at("sft"), 3);
    EXPECT_EQ(plan.at("preference"), 1);
    EXPECT_EQ(plan.at("unpaired_negative"), 1);
    EXPECT_EQ(plan.at("pending"), 1);
    EXPECT_EQ(plan.at("skipped"), 1);
    EXPECT_EQ(plan.at("skipped_examples").at(0).at("code"), "no_judgement");
    EXPECT_EQ(count(sheet, "total_rows"), 0);

    const auto done = ask(200, "POST", path, R"({"filter": {"rating": "positive"}, "limit": 2})");
    EXPECT_EQ(done.at("created"), 2);
    const auto rest = ask(
        200, "POST", path,
        R"({"filter": {"rating": "positive"}, "cursor": ")" + text(done.at("next_cursor")) + "\"}");
    EXPECT_EQ(rest.at("created"), 1);
    EXPECT_TRUE(rest.at("next_cursor").is_null());
    EXPECT_EQ(ask(200, "POST", path, R"({"filter": {"rating": "positive"}})").at("existing"), 3);
    EXPECT_EQ(count(sheet, "total_rows"), 3);
    expect_true_counts(sheet);
    expect_refused(404, "endpoint_not_found", "POST", path, R"({"filter": {"endpoint_id": "x"}})");
    for (const auto* all : {"{}", R"({"filter": {}, "dry_run": true})"})
        expect_refused(400, "/body/filter", "POST", path, all);
    expect_refused(400, "/body/filter/colour", "POST", path, R"({"filter": {"colour": "red"}})");
}

}  // namespace
}  // namespace ontos
