// Each format by its documented example, and each of its rules.
#include "improve/exports/export_format.hpp"

#include <gmock/gmock.h>

#include "deploy/models/csv.hpp"
#include "improve/exports/table_formats.hpp"

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TrainingRowRecord row(std::optional<std::string> response,
                      std::optional<std::string> rejected = {}) {
    TrainingRowRecord out;
    out.id = "row-1";
    out.content.prompt = "What is the capital of France?";
    out.content.response = std::move(response);
    out.content.rejected_response = std::move(rejected);
    out.review.review_status = ReviewStatus::approved;
    out.response_source = ResponseSource::human_verified;
    out.use = use_of(out.content);
    return out;
}

TrainingRowRecord with_context(TrainingRowRecord out, std::vector<ChatMessage> context) {
    out.content.context = std::move(context);
    return out;
}

const std::vector<ChatMessage> kind{{MessageRole::system, "Be kind."}};
const std::vector<ChatMessage> turns{{MessageRole::system, "Be kind."},
                                     {MessageRole::user, "Hi"},
                                     {MessageRole::assistant, "Hello"}};

std::string line(ExportFormat format, const TrainingRowRecord& from,
                 const LineOptions& options = {}) {
    const auto out = format_row(format, from, options);
    EXPECT_THAT(out.problems, IsEmpty());
    EXPECT_THAT(out.lines, SizeIs(1));
    return out.lines.empty() ? "" : out.lines.front();
}

std::vector<std::string> problems(ExportFormat format, const TrainingRowRecord& from,
                                  const LineOptions& options = {}) {
    std::vector<std::string> out;
    for (const auto& problem : format_row(format, from, options).problems)
        out.push_back(problem.where + " " + problem.what);
    return out;
}

TEST(ExportFormats, openai_sft_is_a_chat) {
    EXPECT_EQ(line(ExportFormat::openai_sft, with_context(row("Paris"), kind)),
              R"({"messages":[{"role":"system","content":"Be kind."},)"
              R"({"role":"user","content":"What is the capital of France?"},)"
              R"({"role":"assistant","content":"Paris"}]})");
    EXPECT_EQ(facts_of(ExportFormat::openai_sft).lines_min, 10);
}

TEST(ExportFormats, openai_dpo_has_an_input_and_two_answers) {
    EXPECT_EQ(
        line(ExportFormat::openai_dpo, row("Paris", "Lyon")),
        R"({"input":{"messages":[{"role":"user","content":"What is the capital of France?"}],)"
        R"("tools":[],"parallel_tool_calls":true},)"
        R"("preferred_output":[{"role":"assistant","content":"Paris"}],)"
        R"("non_preferred_output":[{"role":"assistant","content":"Lyon"}]})");
}

TEST(ExportFormats, trl_texts) {
    EXPECT_EQ(line(ExportFormat::trl_prompt_completion, row("Paris")),
              R"({"prompt":"What is the capital of France?","completion":"Paris"})");
    EXPECT_EQ(line(ExportFormat::trl_preference, row("Paris", "Lyon")),
              R"({"prompt":"What is the capital of France?","chosen":"Paris","rejected":"Lyon"})");
    EXPECT_THAT(format_row(ExportFormat::trl_unpaired, row("Paris", "Lyon"), {}).lines,
                ElementsAre(R"({"prompt":"What is the capital of France?","completion":"Paris",)"
                            R"("label":true})",
                            R"({"prompt":"What is the capital of France?","completion":"Lyon",)"
                            R"("label":false})"));
    EXPECT_THAT(format_row(ExportFormat::trl_unpaired, row({}, "Lyon"), {}).lines, SizeIs(1));
}

TEST(ExportFormats, trl_chats) {
    EXPECT_EQ(line(ExportFormat::trl_preference, with_context(row("Paris", "Lyon"), kind),
                   {.conversational = true, .layout = RowLayout::rows, .feature_columns = {}}),
              R"({"prompt":[{"role":"system","content":"Be kind."},)"
              R"({"role":"user","content":"What is the capital of France?"}],)"
              R"("chosen":[{"role":"assistant","content":"Paris"}],)"
              R"("rejected":[{"role":"assistant","content":"Lyon"}]})");
    EXPECT_THAT(problems(ExportFormat::trl_preference, with_context(row("a", "b"), kind)),
                ElementsAre("/prompt has a system message, which this format cannot hold; export "
                            "with conversational: true"));
}

TEST(ExportFormats, legacy_forms) {
    EXPECT_EQ(line(ExportFormat::anthropic, with_context(row("Paris"), kind)),
              R"({"prompt":"What is the capital of France?","completion":"Paris",)"
              R"("system":"Be kind."})");
    EXPECT_EQ(line(ExportFormat::gemini, with_context(row("Paris"), turns)),
              R"({"system_instruction":{"parts":[{"text":"Be kind."}]},"contents":[)"
              R"({"role":"user","parts":[{"text":"Hi"}]},)"
              R"({"role":"model","parts":[{"text":"Hello"}]},)"
              R"({"role":"user","parts":[{"text":"What is the capital of France?"}]},)"
              R"({"role":"model","parts":[{"text":"Paris"}]}]})");
    EXPECT_THAT(problems(ExportFormat::anthropic, with_context(row("a"), turns)),
                ElementsAre("/prompt has earlier messages, which this format cannot hold"));
}

TEST(ExportFormats, csv_quotes_what_it_must) {
    EXPECT_EQ(csv_field("a"), "a");
    EXPECT_EQ(csv_field("a,\"b\"\n"), "\"a,\"\"b\"\"\n\"");
    EXPECT_EQ(heading(ExportFormat::csv, {}),
              "row_id,prompt,response,rejected_response,context,features,use,review_status,"
              "response_source,model_name,model_version,created_at");
    EXPECT_EQ(line(ExportFormat::csv, row("Paris, \"the\" city")),
              "row-1,What is the capital of France?,\"Paris, \"\"the\"\" city\",,[],,sft,approved,"
              "human_verified,,,1970-01-01T00:00:00.000000Z");
}

TEST(ExportFormats, csv_of_features_is_a_table_to_train_on) {
    auto from = row("malignant");
    from.content.features = Features{{"radius", 17.5}, {"texture", "rough, dry"}};
    const LineOptions options{.conversational = false,
                              .layout = RowLayout::features,
                              .feature_columns = {{"radius"}, {"smooth"}, {"texture"}}};
    EXPECT_EQ(heading(ExportFormat::csv, options), "radius,smooth,texture,label");
    EXPECT_EQ(line(ExportFormat::csv, from, options), "17.5,,\"rough, dry\",malignant");
    EXPECT_THAT(problems(ExportFormat::csv, row("a"), options), SizeIs(1));
}

TEST(ExportFormats, parquet_has_the_columns_of_json_lines) {
    std::vector<std::string> names;
    for (const auto& column : parquet_columns({})) names.push_back(column.name);
    const auto in_json = boost::json::parse(line(ExportFormat::jsonl, row("Paris"))).as_object();
    std::vector<std::string> expected;
    for (const auto& [name, value] : in_json) expected.emplace_back(name);
    EXPECT_EQ(names, expected);
    const auto made = format_row(ExportFormat::parquet, row("Paris"), {});
    EXPECT_THAT(made.lines, SizeIs(1));  // one row
    ASSERT_THAT(made.cells, SizeIs(names.size()));
    EXPECT_EQ(std::get<std::string>(made.cells[2]), "Paris");
    EXPECT_TRUE(std::holds_alternative<std::monostate>(made.cells[3]));
    EXPECT_THAT(std::get<std::vector<ChatMessage>>(made.cells.back()), SizeIs(2));
}

TEST(ExportFormats, parquet_of_features_has_numbers_and_texts) {
    auto from = row("malignant");
    from.content.features = Features{{"radius", 17}, {"is_new", true}};
    const LineOptions options{
        .conversational = false,
        .layout = RowLayout::features,
        .feature_columns = {
            {"radius", ParquetKind::number}, {"is_new", ParquetKind::boolean}, {"texture"}}};
    const auto made = format_row(ExportFormat::hf_dataset, from, options);
    EXPECT_EQ(made.cells,
              (std::vector<TableCell>{17.0, true, std::monostate{}, std::string{"malignant"}}));
    EXPECT_THAT(problems(ExportFormat::parquet, row("a"), options), SizeIs(1));
}

TEST(ExportFormats, json_lines_have_every_column) {
    EXPECT_EQ(line(ExportFormat::jsonl, row("Paris", "Lyon")),
              R"({"row_id":"row-1","prompt":"What is the capital of France?","response":"Paris",)"
              R"("rejected_response":"Lyon","context":[],"features":null,"use":"preference",)"
              R"("review_status":"approved","response_source":"human_verified","model_name":null,)"
              R"("model_version":null,"created_at":"1970-01-01T00:00:00.000000Z","messages":[)"
              R"({"role":"user","content":"What is the capital of France?"},)"
              R"({"role":"assistant","content":"Paris"}]})");
}

TEST(ExportFormats, a_rejected_answer_has_a_place_only_where_it_is_told_apart) {
    for (const auto format :
         {ExportFormat::openai_sft, ExportFormat::trl_prompt_completion, ExportFormat::csv,
          ExportFormat::jsonl, ExportFormat::hf_dataset, ExportFormat::anthropic,
          ExportFormat::gemini, ExportFormat::openai_dpo, ExportFormat::trl_preference})
        EXPECT_FALSE(has_place_for(format, RowUse::unpaired_negative)) << api::to_text(format);
    EXPECT_TRUE(has_place_for(ExportFormat::trl_unpaired, RowUse::unpaired_negative));
    EXPECT_FALSE(has_place_for(ExportFormat::openai_dpo, RowUse::sft));
    EXPECT_FALSE(has_place_for(ExportFormat::trl_preference, RowUse::sft));
}

TEST(ExportFormats, chats_that_no_trainer_takes_are_named) {
    const auto broken = [](std::vector<ChatMessage> context) {
        return problems(ExportFormat::openai_sft, with_context(row("a"), std::move(context)));
    };
    EXPECT_THAT(broken({{MessageRole::user, "x"}}),
                ElementsAre("/messages/1/role must not speak twice in a row"));
    EXPECT_THAT(broken({{MessageRole::user, ""}, {MessageRole::assistant, "x"}}),
                ElementsAre("/messages/0/content must not be empty"));
    EXPECT_THAT(broken({{MessageRole::user, "x"}, {MessageRole::system, "x"}}),
                ElementsAre("/messages/1/role must not be system behind the first message"));
    EXPECT_THAT(problems(ExportFormat::openai_sft, row(std::string(300'000, 'x'))),
                ElementsAre(testing::HasSubstr("an example has at most 65536")));
    const std::vector<ChatMessage> twice{{MessageRole::user, "x"}};
    EXPECT_THAT(problems(ExportFormat::openai_dpo, with_context(row("a", "b"), twice)),
                ElementsAre("/input/messages/1/role must not speak twice in a row"));
    EXPECT_THAT(problems(ExportFormat::trl_preference, with_context(row("a", "b"), twice),
                         {.conversational = true, .feature_columns = {}}),
                ElementsAre("/prompt/1/role must not speak twice in a row"));
}

TEST(ExportFormats, tokens_are_of_what_is_trained_on_in_whichever_form) {
    // 30 characters are asked behind 9 of context, 22 are answered, 4 rejected.
    const auto both = with_context(row("\"Paris\"\n\n\n is the one.", "Lyon"),
                                   {{MessageRole::user, "Hi, you! "}});
    const auto tokens = [&](ExportFormat format, const LineOptions& options = {}) {
        return format_row(format, both, options).tokens;
    };
    EXPECT_EQ(tokens(ExportFormat::openai_sft), 16u);
    EXPECT_EQ(tokens(ExportFormat::alpaca), 16u);
    EXPECT_EQ(tokens(ExportFormat::openai_dpo), 17u);
    EXPECT_EQ(tokens(ExportFormat::jsonl), 17u);
    EXPECT_EQ(tokens(ExportFormat::csv), 17u);
}

TEST(ExportFormats, texts_stay_as_they_are) {
    const std::string evil = "<b>'; drop table x; --\"\\\n\t\xE2\x82\xAC";
    const auto out = line(ExportFormat::trl_prompt_completion, row(evil));
    EXPECT_EQ(boost::json::parse(out).at("completion").as_string(), evil);
    EXPECT_EQ(out.find('\n'), out.npos);
}

}  // namespace
}  // namespace ontos
