// The chat in the text of a request.
#include "improve/sheets/asked_chat.hpp"

#include <boost/json/parse.hpp>

#include "improve/curation/normal_text.hpp"

namespace ontos {
namespace {

std::optional<ChatMessage> message_in(const api::json::value& value) {
    const auto* object = value.if_object();
    const auto* role = object == nullptr ? nullptr : object->if_contains("role");
    const auto* content = object == nullptr ? nullptr : object->if_contains("content");
    if (role == nullptr || content == nullptr || !role->is_string() || !content->is_string())
        return std::nullopt;
    const auto known = api::Codec<MessageRole>::value_named(role->as_string());
    if (!known) return std::nullopt;
    return ChatMessage{*known, std::string{content->as_string()}};
}

}  // namespace

std::optional<AskedChat> asked_chat(const std::string& text) {
    const auto start = text.find_first_not_of(" \t\r\n");
    if (start == std::string::npos || (text[start] != '{' && text[start] != '['))
        return std::nullopt;
    boost::system::error_code error;
    const auto value = api::json::parse(text, error);
    if (error) return std::nullopt;
    const auto* list = value.is_object() ? value.as_object().if_contains("messages") : &value;
    if (list == nullptr || !list->is_array() || list->as_array().empty() ||
        list->as_array().size() > context_messages_max + 1)
        return std::nullopt;
    AskedChat out;
    for (const auto& said : list->as_array()) {
        auto message = message_in(said);
        if (!message) return std::nullopt;
        out.context.push_back(*std::move(message));
    }
    if (out.context.back().role != MessageRole::user) return std::nullopt;
    out.prompt = std::move(out.context.back().content);
    out.context.pop_back();
    // A row needs a prompt that says something.
    if (normal_text(out.prompt).empty()) return std::nullopt;
    return out;
}

}  // namespace ontos
