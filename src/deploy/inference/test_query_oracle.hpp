#pragma once
// The reading rules once more, over simdjson's tree: what the fuzz test compares with.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <optional>

#include "deploy/inference/input_plan.hpp"
#include "deploy/inference/json_cursor.hpp"

namespace ontos::query_testing {

namespace dom = simdjson::dom;

/// A tensor element in a form that compares: the bits of a double, or a text.
using Cells = std::vector<std::string>;

struct Refused {};

inline std::string number_text(double value) {
    std::uint64_t bits = 0;
    if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
    if (value == 0) value = 0;  // the tree reads -0 as the integer 0
    std::memcpy(&bits, &value, sizeof bits);
    return std::to_string(bits);
}

/// The reading rules once more, over a tree, for scalar columns of float32, int64, bool and string
/// in tensors of their own. Written for clarity alone.
class Oracle {
public:
    explicit Oracle(const InputPlan& plan) : plan_{plan} {}

    std::vector<Cells> read(dom::element root) {
        if (!root.is_object()) throw Refused{};
        std::optional<dom::element> rows;
        std::string form;
        for (auto [key, value] : dom::object(root)) {
            if (key == "messages") throw Refused{};
            const bool is_form = key == "inputs" || key == "instances" ||
                                 key == "dataframe_records" || key == "dataframe_split";
            if (!is_form) continue;
            if (rows) throw Refused{};
            rows = value;
            form = key;
        }
        if (!rows) throw Refused{};
        check_depth(root, 1);
        if (form == "dataframe_split")
            read_split(*rows);
        else if (form == "dataframe_records")
            read_objects(array_of(*rows));
        else if (rows->is_object())
            read_named(*rows);
        else
            read_list(array_of(*rows));
        if (rows_.empty()) throw Refused{};
        return rows_;
    }

private:
    static dom::array array_of(dom::element value) {
        if (!value.is_array()) throw Refused{};
        return value;
    }

    static void check_depth(dom::element value, int depth) {
        if (depth > json_depth_max) throw Refused{};
        if (value.is_array())
            for (auto item : dom::array(value)) check_depth(item, depth + 1);
        if (value.is_object())
            for (auto field : dom::object(value)) check_depth(field.value, depth + 1);
    }

    std::string cell(dom::element value, const InputColumn& column) {
        if (value.is_null() && column.nullable) return number_text(std::nan(""));
        switch (column.type) {
            case ElementType::float32: {
                double number = 0;
                if (value.get_double().get(number)) throw Refused{};
                const auto narrow = static_cast<float>(number);
                if (std::isinf(narrow)) throw Refused{};
                return number_text(static_cast<double>(narrow));
            }
            case ElementType::int64: {
                std::int64_t whole = 0;
                if (!value.get_int64().get(whole)) return std::to_string(whole);
                double number = 0;
                if (value.is_uint64() || value.get_double().get(number)) throw Refused{};
                if (number != std::floor(number) || std::fabs(number) >= 9007199254740992.0)
                    throw Refused{};
                return std::to_string(static_cast<std::int64_t>(number));
            }
            case ElementType::bool_:
                if (!value.is_bool()) throw Refused{};
                return bool(value) ? "true" : "false";
            default:
                if (!value.is_string()) throw Refused{};
                return std::string{std::string_view(value)};
        }
    }

    void read_object(dom::object object) {
        std::map<std::string, std::string> found;
        for (auto [key, value] : object)
            for (const auto& column : plan_.columns)
                if (column.name == key)
                    if (!found.emplace(key, cell(value, column)).second) throw Refused{};
        Cells row;
        for (const auto& column : plan_.columns) {
            if (!found.contains(column.name)) throw Refused{};
            row.push_back(found.at(column.name));
        }
        rows_.push_back(row);
    }

    void read_objects(dom::array list) {
        for (auto item : list) {
            if (!item.is_object()) throw Refused{};
            read_object(item);
        }
    }

    void read_cells(dom::array list) {
        if (list.size() != plan_.columns.size()) throw Refused{};
        Cells row;
        for (auto item : list) row.push_back(cell(item, plan_.columns[row.size()]));
        rows_.push_back(row);
    }

    void read_list(dom::array list) {
        if (list.size() == 0) throw Refused{};
        const auto first = list.at(0).value();
        if (first.is_object()) return read_objects(list);
        if (!first.is_array()) return read_cells(list);
        for (auto item : list) read_cells(array_of(item));
    }

    void read_named(dom::object object) {
        if (object.size() > 0)
            for (auto [key, value] : object)
                for (const auto& column : plan_.columns)
                    if (column.name == key)
                        return value.is_array() ? read_columns(object) : read_object(object);
        throw Refused{};
    }

    void read_columns(dom::object object) {
        std::map<std::string, Cells> found;
        for (auto [key, value] : object)
            for (const auto& column : plan_.columns) {
                if (column.name != key) continue;
                Cells cells;
                for (auto item : array_of(value)) cells.push_back(cell(item, column));
                if (!found.emplace(key, cells).second) throw Refused{};
            }
        if (found.size() != plan_.columns.size()) throw Refused{};
        const auto count = found.begin()->second.size();
        for (const auto& [key, cells] : found)
            if (cells.size() != count) throw Refused{};
        for (std::size_t i = 0; i < count; ++i) {
            Cells row;
            for (const auto& column : plan_.columns) row.push_back(found.at(column.name)[i]);
            rows_.push_back(row);
        }
    }

    void read_split(dom::element value) {
        if (!value.is_object()) throw Refused{};
        std::optional<dom::element> columns, data;
        for (auto [key, member] : dom::object(value)) {
            if (key == "columns" && columns) throw Refused{};
            if (key == "data" && data) throw Refused{};
            if (key == "columns") columns = member;
            if (key == "data") data = member;
        }
        if (!columns || !data) throw Refused{};
        std::vector<std::string> names;
        for (auto name : array_of(*columns))
            names.push_back(name.is_string() ? std::string{std::string_view(name)} : "\x01");
        std::set<std::string> once;
        for (const auto& column : plan_.columns)
            if (std::ranges::count(names, column.name) != 1) throw Refused{};
        for (auto item : array_of(*data)) {
            const auto list = array_of(item);
            if (list.size() != names.size()) throw Refused{};
            Cells row;
            for (const auto& column : plan_.columns) {
                const auto at = std::ranges::find(names, column.name) - names.begin();
                row.push_back(cell(list.at(static_cast<std::size_t>(at)).value(), column));
            }
            rows_.push_back(row);
        }
    }

    const InputPlan& plan_;
    std::vector<Cells> rows_;
};

}  // namespace ontos::query_testing
