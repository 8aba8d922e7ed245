// Lines of chats and of pairs of answers.
#include "improve/exports/chat_formats.hpp"

#include <fmt/format.h>

#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

namespace json = boost::json;

json::object message(std::string_view role, const std::string& content) {
    return {{"role", role}, {"content", content}};
}

json::array asked(const TrainingRowRecord& row) {
    json::array out;
    for (const auto& said : row.content.context)
        out.push_back(message(api::to_text(said.role), said.content));
    out.push_back(message("user", row.content.prompt));
    return out;
}

json::array answer(const std::string& text) { return {message("assistant", text)}; }

FormattedRow line_of(const json::value& line, std::vector<LineProblem> problems) {
    return {{api::to_json_text(line)}, std::move(problems)};
}

/// The system message, where the context has nothing else.
const std::string* system_of(const TrainingRowRecord& row) {
    const auto& context = row.content.context;
    if (context.empty() || context.front().role != MessageRole::system) return nullptr;
    return &context.front().content;
}

bool has_turns(const TrainingRowRecord& row) {
    return row.content.context.size() > (system_of(row) != nullptr ? 1u : 0u);
}

/// Texts of a form that has no chats.
std::vector<LineProblem> plain_problems(const TrainingRowRecord& row, bool has_system) {
    auto problems = chat_problems(row);
    if (has_turns(row))
        problems.push_back({"/prompt", "has earlier messages, which this format cannot hold"});
    else if (!has_system && system_of(row) != nullptr)
        problems.push_back({"/prompt", "has a system message, which this format cannot hold"});
    return problems;
}

}  // namespace

std::vector<LineProblem> chat_problems(const TrainingRowRecord& row, std::string_view list) {
    std::vector<LineProblem> problems;
    const auto& context = row.content.context;
    for (std::size_t i = 0; i < context.size(); ++i) {
        const auto where = fmt::format("{}/{}", list, i);
        if (context[i].content.empty())
            problems.push_back({where + "/content", "must not be empty"});
        if (context[i].role == MessageRole::system && i > 0)
            problems.push_back({where + "/role", "must not be system behind the first message"});
        if (i > 0 && context[i].role == context[i - 1].role)
            problems.push_back({where + "/role", "must not speak twice in a row"});
    }
    if (!context.empty() && context.back().role == MessageRole::user)
        problems.push_back(
            {fmt::format("{}/{}/role", list, context.size()), "must not speak twice in a row"});
    return problems;
}

FormattedRow openai_sft_row(const TrainingRowRecord& row) {
    auto messages = asked(row);
    messages.push_back(message("assistant", *row.content.response));
    return line_of(json::object{{"messages", std::move(messages)}}, chat_problems(row));
}

FormattedRow openai_dpo_row(const TrainingRowRecord& row) {
    const json::object input{
        {"messages", asked(row)}, {"tools", json::array{}}, {"parallel_tool_calls", true}};
    return line_of(json::object{{"input", input},
                                {"preferred_output", answer(*row.content.response)},
                                {"non_preferred_output", answer(*row.content.rejected_response)}},
                   chat_problems(row, "/input/messages"));
}

FormattedRow trl_row(ExportFormat format, const TrainingRowRecord& row, bool conversational) {
    const auto& content = row.content;
    const auto say = [&](const std::string& text) {
        return conversational ? json::value(answer(text)) : json::value(text);
    };
    const json::value prompt =
        conversational ? json::value(asked(row)) : json::value(content.prompt);
    auto problems = conversational ? chat_problems(row, "/prompt") : plain_problems(row, false);
    if (!conversational && !problems.empty())
        problems.back().what += "; export with conversational: true";
    if (format == ExportFormat::trl_prompt_completion)
        return line_of(json::object{{"prompt", prompt}, {"completion", say(*content.response)}},
                       std::move(problems));
    if (format == ExportFormat::trl_preference)
        return line_of(json::object{{"prompt", prompt},
                                    {"chosen", say(*content.response)},
                                    {"rejected", say(*content.rejected_response)}},
                       std::move(problems));
    FormattedRow out{{}, std::move(problems)};
    const auto judge = [&](const std::optional<std::string>& text, bool label) {
        if (text)
            out.lines.push_back(api::to_json_text(
                json::object{{"prompt", prompt}, {"completion", say(*text)}, {"label", label}}));
    };
    judge(content.response, true);
    judge(content.rejected_response, false);
    return out;
}

FormattedRow anthropic_row(const TrainingRowRecord& row) {
    json::object line{{"prompt", row.content.prompt}, {"completion", *row.content.response}};
    if (const auto* system = system_of(row)) line["system"] = *system;
    return line_of(line, plain_problems(row, true));
}

FormattedRow gemini_row(const TrainingRowRecord& row) {
    const auto parts = [](const std::string& text) {
        return json::array{json::object{{"text", text}}};
    };
    json::array contents;
    const auto say = [&](std::string_view role, const std::string& text) {
        contents.push_back(json::object{{"role", role}, {"parts", parts(text)}});
    };
    json::object line;
    for (const auto& said : row.content.context) {
        if (said.role == MessageRole::system)
            line["system_instruction"] = json::object{{"parts", parts(said.content)}};
        else
            say(said.role == MessageRole::user ? "user" : "model", said.content);
    }
    say("user", row.content.prompt);
    say("model", *row.content.response);
    line["contents"] = std::move(contents);
    return line_of(line, chat_problems(row));
}

}  // namespace ontos
