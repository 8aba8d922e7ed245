// What a drift answer says beside its numbers.
#include "monitor/drift/warning_words.hpp"

#include <algorithm>

#include "monitor/drift/verdict.hpp"

namespace ontos {

std::string some_names(const std::vector<std::string>& names, std::size_t names_max) {
    std::string out;
    for (std::size_t i = 0; i < std::min(names.size(), names_max); ++i)
        out += (i == 0 ? "`" : ", `") + names[i] + '`';
    if (names.size() > names_max)
        out += " and " + std::to_string(names.size() - names_max) + " more";
    return out;
}

std::string warning_of_few_rows(std::uint64_t rows) {
    if (rows >= baseline_rows_min) return {};
    return "has " + std::to_string(rows) + " rows: under " + std::to_string(baseline_rows_min) +
           " nothing that is compared with it gets a verdict";
}

void add_sentence(std::optional<std::string>& text, const std::string& sentence) {
    text = text ? *text + " " + sentence : sentence;
}

}  // namespace ontos
