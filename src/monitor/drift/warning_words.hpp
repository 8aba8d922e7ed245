#pragma once
// What a drift answer says beside its numbers.

#include <optional>
#include <string>
#include <vector>

namespace ontos {

/// "`a`, `b` and 7 more".
std::string some_names(const std::vector<std::string>& names, std::size_t names_max = 5);

void add_sentence(std::optional<std::string>& text, const std::string& sentence);

}  // namespace ontos
