// Lines of chats as the trainers of several vendors read them.
#include "improve/exports/vendor_formats.hpp"

#include <fmt/format.h>

#include <functional>

#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

namespace json = boost::json;

/// A row as all of these see it: who began, and turns that alternate.
struct Chat {
    const std::string* system = nullptr;
    std::vector<ChatMessage> asked;  ///< without the system message, with the prompt
};

Chat chat_of(const TrainingRowRecord& row) {
    Chat out;
    for (const auto& said : row.content.context) {
        if (said.role == MessageRole::system && out.asked.empty() && !out.system)
            out.system = &said.content;
        else
            out.asked.push_back(said);
    }
    out.asked.push_back({MessageRole::user, row.content.prompt});
    return out;
}

std::vector<ChatMessage> turns_of(const Chat& chat, const std::string& answer) {
    auto out = chat.asked;
    out.push_back({MessageRole::assistant, answer});
    return out;
}

bool has_only_blanks(const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == text.npos;
}

/// Where the line has what was said, as JSON pointers.
struct Places {
    std::function<std::string(std::size_t)> turn;
    std::string text;                     ///< in a turn
    std::string system = "/system";       ///< the text of the system message
    std::optional<std::string> answer{};  ///< its text, where it is no turn
};

Places listed(std::string_view list, std::string text, std::size_t first = 0) {
    return {.turn = [list, first](std::size_t i) { return fmt::format("{}/{}", list, first + i); },
            .text = std::move(text)};
}

std::vector<LineProblem> turn_problems(const Chat& chat, const TrainingRowRecord& row,
                                       const Places& places) {
    std::vector<LineProblem> out;
    auto all = chat.asked;
    if (row.content.response) all.push_back({MessageRole::assistant, *row.content.response});
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto expected = i % 2 == 0 ? MessageRole::user : MessageRole::assistant;
        if (all[i].role != expected) {
            out.push_back(
                {places.turn(i), fmt::format("must be said by {}: turns alternate, and a user "
                                             "begins",
                                             api::to_text(expected))});
            break;  // What follows is off by one as well.
        }
        const bool is_apart = places.answer && i == chat.asked.size();
        if (has_only_blanks(all[i].content))
            out.push_back(
                {is_apart ? *places.answer : places.turn(i) + places.text, "must not be blank"});
    }
    if (chat.system && has_only_blanks(*chat.system))
        out.push_back({places.system, "must not be blank"});
    return out;
}

FormattedRow said_line(const json::value& line, std::vector<LineProblem> problems) {
    return {{api::to_json_text(line)}, std::move(problems)};
}

json::array text_parts(const std::string& text) { return {json::object{{"text", text}}}; }

json::object gemini_content(std::string_view role, const std::string& text) {
    return {{"role", role}, {"parts", text_parts(text)}};
}

json::array gemini_contents(const std::vector<ChatMessage>& said) {
    json::array out;
    for (const auto& message : said)
        out.push_back(
            gemini_content(message.role == MessageRole::user ? "user" : "model", message.content));
    return out;
}

}  // namespace

FormattedRow openai_evals_row(const TrainingRowRecord& row) {
    const auto chat = chat_of(row);
    json::array messages;
    for (const auto& said : row.content.context) messages.push_back(api::to_json(said));
    messages.push_back(json::object{{"role", "user"}, {"content", row.content.prompt}});
    auto places = listed("/messages", "/content", chat.system ? 1 : 0);
    places.system = "/messages/0/content";
    places.answer = "/ideal";
    return said_line(json::object{{"messages", messages}, {"ideal", *row.content.response}},
                     turn_problems(chat, row, places));
}

FormattedRow alpaca_row(const TrainingRowRecord& row) {
    const auto chat = chat_of(row);
    json::object line{
        {"instruction", row.content.prompt}, {"input", ""}, {"output", *row.content.response}};
    if (chat.system) line["system"] = *chat.system;
    json::array history;
    for (std::size_t i = 0; i + 2 < chat.asked.size(); i += 2)
        history.push_back(json::array{chat.asked[i].content, chat.asked[i + 1].content});
    if (!history.empty()) line["history"] = history;
    const auto turn = [prompt = chat.asked.size() - 1](std::size_t i) {
        return i == prompt ? "/instruction" : fmt::format("/history/{}/{}", i / 2, i % 2);
    };
    return said_line(line,
                     turn_problems(chat, row, {.turn = turn, .text = {}, .answer = "/output"}));
}

FormattedRow sharegpt_row(const TrainingRowRecord& row) {
    const auto chat = chat_of(row);
    json::array conversations;
    for (const auto& said : turns_of(chat, *row.content.response))
        conversations.push_back(json::object{
            {"from", said.role == MessageRole::user ? "human" : "gpt"}, {"value", said.content}});
    json::object line{{"conversations", conversations}};
    if (chat.system) line["system"] = *chat.system;
    return said_line(line, turn_problems(chat, row, listed("/conversations", "/value")));
}

FormattedRow gemini_sft_row(const TrainingRowRecord& row) {
    const auto chat = chat_of(row);
    json::object line;
    if (chat.system) line["systemInstruction"] = gemini_content("system", *chat.system);
    line["contents"] = gemini_contents(turns_of(chat, *row.content.response));
    auto places = listed("/contents", "/parts/0/text");
    places.system = "/systemInstruction/parts/0/text";
    return said_line(line, turn_problems(chat, row, places));
}

FormattedRow gemini_preference_row(const TrainingRowRecord& row) {
    const auto chat = chat_of(row);
    json::object line;
    if (chat.system) line["system_instruction"] = gemini_content("system", *chat.system);
    line["contents"] = gemini_contents(chat.asked);
    const auto judged = [](int score, const std::string& text) {
        return json::object{{"score", score}, {"completion", gemini_content("model", text)}};
    };
    line["completions"] =
        json::array{judged(1, *row.content.response), judged(0, *row.content.rejected_response)};
    auto places = listed("/contents", "/parts/0/text");
    places.system = "/system_instruction/parts/0/text";
    places.answer = "/completions/0/completion/parts/0/text";
    return said_line(line, turn_problems(chat, row, places));
}

FormattedRow anthropic_messages_row(const TrainingRowRecord& row) {
    const auto chat = chat_of(row);
    json::object line;
    if (chat.system) line["system"] = *chat.system;
    json::array messages;
    for (const auto& said : turns_of(chat, *row.content.response))
        messages.push_back(api::to_json(said));
    line["messages"] = messages;
    return said_line(line, turn_problems(chat, row, listed("/messages", "/content")));
}

FormattedRow bedrock_conversation_row(const TrainingRowRecord& row) {
    const auto chat = chat_of(row);
    json::object line{{"schemaVersion", "bedrock-conversation-2024"}};
    if (chat.system) line["system"] = text_parts(*chat.system);
    json::array messages;
    for (const auto& said : turns_of(chat, *row.content.response))
        messages.push_back(
            json::object{{"role", api::to_text(said.role)}, {"content", text_parts(said.content)}});
    line["messages"] = messages;
    auto places = listed("/messages", "/content/0/text");
    places.system = "/system/0/text";
    return said_line(line, turn_problems(chat, row, places));
}

}  // namespace ontos
