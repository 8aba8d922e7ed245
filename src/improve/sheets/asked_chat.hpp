#pragma once
// The chat in the text of a request.

#include <optional>

#include "improve/sheets/training_row.hpp"

namespace ontos {

struct AskedChat {
    std::vector<ChatMessage> context;  ///< what was said before
    std::string prompt;                ///< what the user said last
};

/// Reads `{"messages": [...]}` and a bare list of messages. nullopt where the text is anything
/// else: also where a message is no text of system, user or assistant, or the last is not the
/// user's.
std::optional<AskedChat> asked_chat(const std::string& text);

}  // namespace ontos
