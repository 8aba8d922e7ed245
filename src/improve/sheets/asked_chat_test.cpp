// A chat is read out of a request; what is no valid one stays a text.
#include "improve/sheets/asked_chat.hpp"

#include <gmock/gmock.h>

namespace ontos {
namespace {

using testing::ElementsAre;

TEST(AskedChat, is_context_and_the_last_user_turn) {
    const std::string turns =
        R"([{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"},)"
        R"({"role": "assistant", "content": "Hello"}, {"role": "user", "content": "Who?"}])";
    for (const auto& text : {turns, R"({"messages": )" + turns + R"(, "temperature": 0.2})"}) {
        const auto chat = asked_chat(text);
        ASSERT_TRUE(chat) << text;
        EXPECT_EQ(chat->prompt, "Who?");
        EXPECT_THAT(chat->context, ElementsAre(ChatMessage{MessageRole::system, "Be kind."},
                                               ChatMessage{MessageRole::user, "Hi"},
                                               ChatMessage{MessageRole::assistant, "Hello"}));
    }
}

TEST(AskedChat, what_is_no_valid_one_is_a_text) {
    for (const std::string text :
         {"", "Who?", "[]", "{}", "[1]", R"({"messages": "Who?"})", R"([{"role": "user"}])",
          R"([{"role": "user", "content": " "}])", R"([{"role": "user", "content": ["a"]}])",
          R"([{"role": "tool", "content": "4"}, {"role": "user", "content": "Who?"}])",
          R"([{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "I"}])",
          R"({"role": "user", "content": "Who?"})", R"([{"role": "user", "content": "Who?"})"})
        EXPECT_FALSE(asked_chat(text)) << text;
}

}  // namespace
}  // namespace ontos
