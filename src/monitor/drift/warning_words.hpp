#pragma once
// What a drift answer says beside its numbers.

#include <optional>
#include <string>
#include <vector>

namespace ontos {

/// "`a`, `b` and 7 more".
std::string some_names(const std::vector<std::string>& names, std::size_t names_max = 5);

/// What is wrong with a baseline of so many rows; empty: nothing.
std::string warning_of_few_rows(std::uint64_t rows);

void add_sentence(std::optional<std::string>& text, const std::string& sentence);

}  // namespace ontos
