// Whether a query sends a value in a column.
#include "monitor/request_log/feature_value.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

namespace ontos {
namespace {

namespace json = boost::json;

bool equals(const json::value& found, const std::string& wanted) {
    if (found.is_string()) return found.get_string() == wanted;
    if (!found.is_number()) return !found.is_structured() && json::serialize(found) == wanted;
    double number = 0;
    const auto* last = wanted.data() + wanted.size();
    const auto [end, error] = std::from_chars(wanted.data(), last, number);
    return error == std::errc{} && end == last && found.to_number<double>() == number;
}

/// A row as an object or, by position, as a list.
bool row_has(const json::value& row, const std::string& column, std::ptrdiff_t position,
             const ValueTest& matches) {
    if (const auto* object = row.if_object()) {
        const auto* cell = object->if_contains(column);
        // What a row does not have of the model's columns is missing.
        return cell != nullptr ? matches(*cell) : position >= 0 && matches(json::value{nullptr});
    }
    const auto* list = row.if_array();
    return list != nullptr && position >= 0 && position < std::ssize(*list) &&
           matches((*list)[static_cast<std::size_t>(position)]);
}

std::ptrdiff_t position_of(std::span<const std::string> columns, const std::string& column) {
    const auto found = std::ranges::find(columns, column);
    return found == columns.end() ? -1 : found - columns.begin();
}

/// `inputs`: rows, one row, or lists by column.
bool rows_have(const json::value& rows, const std::string& column,
               std::span<const std::string> columns, const ValueTest& matches) {
    if (const auto* object = rows.if_object()) {
        const auto* cells = object->if_contains(column);
        if (cells == nullptr) return false;
        const auto* list = cells->if_array();
        return list != nullptr ? std::ranges::any_of(*list, matches) : matches(*cells);
    }
    const auto* list = rows.if_array();
    if (list == nullptr) return false;
    const auto position = position_of(columns, column);
    // Bare values are the rows of the only column, or one row.
    if (columns.size() == 1 && position == 0 && std::ranges::any_of(*list, matches)) return true;
    return row_has(rows, column, position, matches) ||
           std::ranges::any_of(*list, [&](const json::value& row) {
               return row_has(row, column, position, matches);
           });
}

bool split_has(const json::value& split, const std::string& column, const ValueTest& matches) {
    const auto* object = split.if_object();
    if (object == nullptr) return false;
    const auto *names = object->if_contains("columns"), *data = object->if_contains("data");
    if (names == nullptr || data == nullptr || !names->is_array() || !data->is_array())
        return false;
    const auto& list = names->get_array();
    const auto found = std::ranges::find(list, json::value(column));
    if (found == list.end()) return false;
    return std::ranges::any_of(data->get_array(), [&](const json::value& row) {
        return row_has(row, column, found - list.begin(), matches);
    });
}

}  // namespace

ValueTest equal_to(std::string value) {
    return [value = std::move(value)](const json::value& found) { return equals(found, value); };
}

bool has_value(const json::value& query, const std::string& column, const ValueTest& matches,
               std::span<const std::string> columns) {
    const auto* root = query.if_object();
    if (root == nullptr) return false;
    for (const auto* name : {"inputs", "instances", "dataframe_records"})
        if (const auto* rows = root->if_contains(name))
            return rows_have(*rows, column, columns, matches);
    const auto* split = root->if_contains("dataframe_split");
    return split != nullptr && split_has(*split, column, matches);
}

}  // namespace ontos
