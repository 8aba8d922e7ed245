// The rows in the text of a request: in the forms that a query takes.
#include "improve/sheets/asked_rows.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

using Json = api::json::value;
using Columns = std::span<const RowColumn>;

/// How many lists a value is in.
int depth_of(const Json& value) {
    int depth = 0;
    for (const auto* at = &value; at->is_array(); at = &at->as_array().front()) {
        ++depth;
        if (at->as_array().empty()) break;
    }
    return depth;
}

/// A single value may come in lists of one.
Json unwrapped(Json value, int dimensions) {
    while (depth_of(value) > dimensions && value.as_array().size() == 1)
        value = Json(value.as_array().front());
    return value;
}

int dimensions_of(std::string_view name, Columns columns) {
    const auto found = std::ranges::find(columns, name, &RowColumn::name);
    return found == columns.end() ? 0 : found->dimensions;
}

std::optional<Features> named_row(const api::json::object& object, Columns columns) {
    if (object.empty() || object.size() > features_max) return std::nullopt;
    Features out;
    for (const auto& [name, value] : object)
        out.emplace(name, unwrapped(value, dimensions_of(name, columns)));
    return out;
}

/// A row whose values are in the order of these names.
std::optional<Features> row_by_position(const api::json::array& values, Columns columns) {
    if (values.size() != columns.size() || values.empty() || values.size() > features_max)
        return std::nullopt;
    Features out;
    for (std::size_t i = 0; i < values.size(); ++i)
        out.emplace(columns[i].name, unwrapped(values[i], columns[i].dimensions));
    return out;
}

bool is_chat(const api::json::object& object) {
    return object.contains("messages") || (object.contains("role") && object.contains("content"));
}

AskedRows rows_in(const Json& value, Columns columns);

/// An object is a row, or has a list of values for each column.
AskedRows rows_in_object(const api::json::object& object, Columns columns) {
    if (columns.empty()) {
        if (object.empty() || object.size() > features_max || is_chat(object)) return {};
        const bool is_lists_of_one = std::ranges::all_of(object, [](const auto& member) {
            return member.value().is_array() && member.value().as_array().size() == 1;
        });
        return {1, is_lists_of_one ? named_row(object, columns)
                                   : std::optional{api::Codec<Features>::read(Json(object))}};
    }
    std::optional<std::size_t> count;
    for (const auto& column : columns) {
        const auto* value = object.if_contains(column.name);
        if (value == nullptr) continue;
        const bool is_list = depth_of(*value) > column.dimensions;
        const auto size = is_list ? value->as_array().size() : 1;
        if (count && *count != size) return {};
        count = size;
    }
    // No column of the model: the tensor that has them may be named.
    if (!count && object.size() == 1 && object.begin()->value().is_array())
        return rows_in(object.begin()->value(), columns);
    if (!count) return {};
    return {*count, *count == 1 ? named_row(object, columns) : std::nullopt};
}

AskedRows rows_in_objects(const api::json::array& list, Columns columns) {
    const auto is_row = [&](const Json& item) {
        return item.is_object() && !(columns.empty() && is_chat(item.as_object()));
    };
    if (!std::ranges::all_of(list, is_row)) return {};
    return {list.size(),
            list.size() == 1 ? named_row(list.front().as_object(), columns) : std::nullopt};
}

AskedRows rows_in_lists(const api::json::array& list, Columns columns) {
    const auto is_row = [&](const Json& item) {
        return item.is_array() && item.as_array().size() == list.front().as_array().size();
    };
    if (!std::ranges::all_of(list, is_row)) return {};
    // Of a model that is not known, one list of lists may be anything.
    if (columns.empty()) return {list.size() > 1 ? list.size() : 0, std::nullopt};
    return {list.size(),
            list.size() == 1 ? row_by_position(list.front().as_array(), columns) : std::nullopt};
}

/// Values without names of the only column.
AskedRows rows_of_one_column(const api::json::array& list, const RowColumn& column) {
    const Json whole(list);
    if (depth_of(whole) == column.dimensions) return {1, Features{{column.name, whole}}};
    if (list.size() != 1) return {list.size(), std::nullopt};
    return {1, Features{{column.name, unwrapped(list.front(), column.dimensions)}}};
}

AskedRows rows_in(const Json& value, Columns columns) {
    if (value.is_object()) return rows_in_object(value.as_object(), columns);
    if (!value.is_array() || value.as_array().empty()) return {};
    const auto& list = value.as_array();
    if (list.front().is_object()) return rows_in_objects(list, columns);
    if (columns.size() == 1) return rows_of_one_column(list, columns.front());
    if (list.front().is_array()) return rows_in_lists(list, columns);
    if (auto row = row_by_position(list, columns)) return {1, std::move(row)};
    return {};
}

AskedRows rows_in_split(const api::json::object& split) {
    const auto *names = split.if_contains("columns"), *data = split.if_contains("data");
    if (names == nullptr || data == nullptr || !names->is_array() || !data->is_array()) return {};
    std::vector<RowColumn> columns;
    for (const auto& name : names->as_array()) {
        if (!name.is_string()) return {};
        columns.push_back({std::string{name.as_string()}});
    }
    const auto& rows = data->as_array();
    if (rows.size() != 1 || !rows.front().is_array()) return {rows.size(), std::nullopt};
    return {1, row_by_position(rows.front().as_array(), columns)};
}

/// The body of a query; nullopt if it is none.
std::optional<AskedRows> rows_in_query(const api::json::object& body, Columns columns) {
    for (const auto* name : {"inputs", "instances", "dataframe_records"}) {
        const auto* rows = body.if_contains(name);
        if (rows != nullptr && rows->is_structured()) return rows_in(*rows, columns);
    }
    const auto* split = body.if_contains("dataframe_split");
    if (split != nullptr && split->is_object()) return rows_in_split(split->as_object());
    return std::nullopt;
}

}  // namespace

AskedRows asked_rows(const std::string& text, std::span<const RowColumn> columns) {
    boost::system::error_code error;
    const auto value = api::json::parse(text, error);
    if (error) return {};
    if (const auto* body = value.if_object())
        if (auto rows = rows_in_query(*body, columns)) return *std::move(rows);
    return rows_in(value, columns);
}

std::span<const RowColumn> KnownColumns::of(sql::Transaction& tx, const FeedbackItem& item) {
    const auto start = item.input_text.find_first_not_of(" \t\r\n");
    const bool may_be_rows = start != std::string::npos &&
                             (item.input_text[start] == '{' || item.input_text[start] == '[');
    if (!find_ || !may_be_rows) return {};
    const auto key = api::to_json_text(api::json::array{
        item.endpoint_id, item.model_name.value_or(""), item.model_version.value_or("")});
    const auto [known, is_new] = known_.try_emplace(key);
    if (is_new) known->second = find_(tx, item);
    return known->second;
}

}  // namespace ontos
