// What a drift answer says beside its numbers.
#include "monitor/drift/warning_words.hpp"

#include <algorithm>

namespace ontos {

std::string some_names(const std::vector<std::string>& names, std::size_t names_max) {
    std::string out;
    for (std::size_t i = 0; i < std::min(names.size(), names_max); ++i)
        out += (i == 0 ? "`" : ", `") + names[i] + '`';
    if (names.size() > names_max)
        out += " and " + std::to_string(names.size() - names_max) + " more";
    return out;
}

void add_sentence(std::optional<std::string>& text, const std::string& sentence) {
    text = text ? *text + " " + sentence : sentence;
}

}  // namespace ontos
