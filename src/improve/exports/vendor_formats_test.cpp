// Each vendor's form by its documented example, and each of its rules.
#include "improve/exports/vendor_formats.hpp"

#include <gmock/gmock.h>

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Said = std::vector<ChatMessage>;

TrainingRowRecord row(Said context, const std::string& response,
                      std::optional<std::string> rejected = {}) {
    TrainingRowRecord out;
    out.id = "row-1";
    out.content.context = std::move(context);
    out.content.prompt = "Capital of France?";
    out.content.response = response;
    out.content.rejected_response = std::move(rejected);
    out.use = use_of(out.content);
    return out;
}

const Said turns{{MessageRole::system, "Be kind."},
                 {MessageRole::user, "Hi"},
                 {MessageRole::assistant, "Hello"}};

std::string line(ExportFormat format, const TrainingRowRecord& from) {
    const auto out = format_row(format, from, {});
    EXPECT_THAT(out.problems, IsEmpty());
    return out.lines.at(0);
}

std::vector<std::string> problems(ExportFormat format, const TrainingRowRecord& from) {
    std::vector<std::string> out;
    for (const auto& problem : format_row(format, from, {}).problems)
        out.push_back(problem.where + " " + problem.what);
    return out;
}

TEST(VendorFormats, openai_evals_have_an_ideal_answer) {
    EXPECT_EQ(line(ExportFormat::openai_evals, row(turns, "Paris")),
              R"({"messages":[{"role":"system","content":"Be kind."},)"
              R"({"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},)"
              R"({"role":"user","content":"Capital of France?"}],"ideal":"Paris"})");
}

TEST(VendorFormats, alpaca_has_pairs_as_history) {
    EXPECT_EQ(line(ExportFormat::alpaca, row({}, "Paris")),
              R"({"instruction":"Capital of France?","input":"","output":"Paris"})");
    EXPECT_EQ(line(ExportFormat::alpaca, row(turns, "Paris")),
              R"({"instruction":"Capital of France?","input":"","output":"Paris",)"
              R"("system":"Be kind.","history":[["Hi","Hello"]]})");
}

TEST(VendorFormats, sharegpt_names_who_speaks) {
    EXPECT_EQ(line(ExportFormat::sharegpt, row(turns, "Paris")),
              R"({"conversations":[{"from":"human","value":"Hi"},{"from":"gpt","value":"Hello"},)"
              R"({"from":"human","value":"Capital of France?"},{"from":"gpt","value":"Paris"}],)"
              R"("system":"Be kind."})");
}

TEST(VendorFormats, gemini_has_contents_of_parts) {
    EXPECT_EQ(line(ExportFormat::gemini_sft, row({turns.front()}, "Paris")),
              R"({"systemInstruction":{"role":"system","parts":[{"text":"Be kind."}]},)"
              R"("contents":[{"role":"user","parts":[{"text":"Capital of France?"}]},)"
              R"({"role":"model","parts":[{"text":"Paris"}]}]})");
    EXPECT_EQ(
        line(ExportFormat::gemini_preference, row({}, "Paris", "Lyon")),
        R"({"contents":[{"role":"user","parts":[{"text":"Capital of France?"}]}],)"
        R"("completions":[{"score":1,"completion":{"role":"model","parts":[{"text":"Paris"}]}},)"
        R"({"score":0,"completion":{"role":"model","parts":[{"text":"Lyon"}]}}]})");
    EXPECT_FALSE(has_place_for(ExportFormat::gemini_preference, RowUse::sft));
    EXPECT_THAT(problems(ExportFormat::gemini_sft, row({}, std::string(600'000, 'x'))),
                ElementsAre(HasSubstr("an example has at most 131072")));
    EXPECT_THAT(problems(ExportFormat::gemini_preference, row({}, "a", std::string(600'000, 'x'))),
                ElementsAre(HasSubstr("an example has at most 131072")));
}

TEST(VendorFormats, anthropic_on_bedrock_has_messages_and_no_other_keys) {
    EXPECT_EQ(line(ExportFormat::anthropic_messages, row({turns.front()}, "Paris")),
              R"({"system":"Be kind.","messages":[{"role":"user","content":"Capital of France?"},)"
              R"({"role":"assistant","content":"Paris"}]})");
}

TEST(VendorFormats, bedrock_says_which_schema_it_is) {
    EXPECT_EQ(line(ExportFormat::bedrock_conversation, row({turns.front()}, "Paris")),
              R"({"schemaVersion":"bedrock-conversation-2024","system":[{"text":"Be kind."}],)"
              R"("messages":[{"role":"user","content":[{"text":"Capital of France?"}]},)"
              R"({"role":"assistant","content":[{"text":"Paris"}]}]})");
}

TEST(VendorFormats, take_turns_and_a_user_begins) {
    struct Places {
        ExportFormat format;
        std::string first, second, answer, system;
    };
    const std::vector<Places> all{
        {ExportFormat::openai_evals, "/messages/0", "/messages/1", "/ideal", "/messages/0/content"},
        {ExportFormat::alpaca, "/history/0/0", "/instruction", "/output", "/system"},
        {ExportFormat::sharegpt, "/conversations/0", "/conversations/1", "/conversations/1/value",
         "/system"},
        {ExportFormat::gemini_sft, "/contents/0", "/contents/1", "/contents/1/parts/0/text",
         "/systemInstruction/parts/0/text"},
        {ExportFormat::anthropic_messages, "/messages/0", "/messages/1", "/messages/1/content",
         "/system"},
        {ExportFormat::bedrock_conversation, "/messages/0", "/messages/1",
         "/messages/1/content/0/text", "/system/0/text"}};
    for (const auto& [format, first, second, answer, system] : all) {
        EXPECT_THAT(problems(format, row({{MessageRole::assistant, "Hi"}}, "a")),
                    ElementsAre(first + " must be said by user: turns alternate, and a user "
                                        "begins"));
        EXPECT_THAT(problems(format, row({{MessageRole::user, "Hi"}}, "a")),
                    ElementsAre(HasSubstr(second + " must be said by assistant")));
        EXPECT_THAT(problems(format, row({turns[0], turns[0]}, "a")),
                    ElementsAre(HasSubstr(" must be said by user")));
        EXPECT_THAT(problems(format, row({}, " \n")), ElementsAre(answer + " must not be blank"));
        EXPECT_THAT(problems(format, row({{MessageRole::system, "  "}}, "a")),
                    ElementsAre(system + " must not be blank"));
    }
    EXPECT_THAT(
        problems(ExportFormat::gemini_preference, row({{MessageRole::system, " "}}, " ", "Lyon")),
        ElementsAre("/completions/0/completion/parts/0/text must not be blank",
                    "/system_instruction/parts/0/text must not be blank"));
    EXPECT_THAT(
        problems(ExportFormat::openai_evals, row({turns[0], {MessageRole::user, " "}}, "a")),
        ElementsAre(HasSubstr("/messages/1/content must not be blank"),
                    HasSubstr("/messages/2 must be said by assistant")));
}

TEST(VendorFormats, know_no_answer_that_was_only_rejected) {
    for (const auto format :
         {ExportFormat::openai_evals, ExportFormat::alpaca, ExportFormat::sharegpt,
          ExportFormat::gemini_sft, ExportFormat::gemini_preference,
          ExportFormat::anthropic_messages, ExportFormat::bedrock_conversation}) {
        EXPECT_FALSE(has_place_for(format, RowUse::unpaired_negative)) << api::to_text(format);
        if (format != ExportFormat::gemini_preference) {
            EXPECT_THAT(line(format, row({}, "Paris", "Lyon")), testing::Not(HasSubstr("Lyon")));
        }
    }
}

}  // namespace
}  // namespace ontos
