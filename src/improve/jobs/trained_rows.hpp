#pragma once
// Ids of the rows that a job was trained on, as they are kept.

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ontos {

/// A UUID in lower case, without its hyphens.
using RowDigits = std::array<char, 32>;

/// Calls back with ids of rows.
using NameRows = std::function<void(const std::function<void(const std::string& row_id)>& visit)>;

/// Sorted, each once; what is no UUID is left out.
std::vector<RowDigits> digits_of_rows(const NameRows& rows);
/// At most so many, from the start.
std::vector<std::string> row_ids_of(std::span<const RowDigits> rows, std::size_t limit);
/// The same of sorted ones, without those that `others` names.
std::vector<std::string> row_ids_but(std::span<const RowDigits> rows, const NameRows& others,
                                     std::size_t limit);

}  // namespace ontos
