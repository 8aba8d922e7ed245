// The forms in which a query gives its rows.
#include "deploy/inference/table_reader.hpp"

#include "deploy/inference/array_reader.hpp"

namespace ontos {
namespace {

/// What a list starts with, without reading it.
std::optional<JsonType> first_type(JsonArray& list) {
    std::optional<JsonType> type;
    for (auto item : list) {
        type = need(need(item).type());
        break;
    }
    need(list.reset());
    return type;
}

}  // namespace

void TableReader::add(std::size_t row, std::string_view problem) {
    mistakes_.add(CellPlace{base_, row, nullptr, CellPlace::none, false, nullptr}, problem);
}

std::optional<JsonArray> TableReader::list_in(JsonValue value, std::string_view expected,
                                              int depth) {
    if (need(value.type()) == JsonType::array) return need(value.get_array());
    add(CellPlace::none, "expected " + std::string{expected} + ", found " + found_in(value, depth));
    return std::nullopt;
}

void TableReader::read_any(JsonValue value, int depth) {
    if (need(value.type()) == JsonType::object) return read_named(need(value.get_object()), depth);
    if (auto list = list_in(value, "an object or a list", depth)) read_list(*list, depth);
}

void TableReader::read_records(JsonValue value, int depth) {
    if (auto list = list_in(value, "a list of objects", depth)) read_objects(*list, depth);
}

void TableReader::read_data(JsonValue value, std::span<const std::size_t> columns, int depth) {
    if (auto list = list_in(value, "a list of rows", depth)) read_lists(*list, columns, depth);
}

void TableReader::read_data(JsonValue value, int depth) {
    if (auto list = list_in(value, "a list of rows", depth)) read_array(*list, depth);
}

void TableReader::read_list(JsonArray list, int depth) {
    const auto first = first_type(list);
    if (!first) return;
    if (*first == JsonType::object)
        read_objects(list, depth);
    else if (plan_.is_one_array)
        read_array(list, depth);
    else if (*first == JsonType::array)
        read_lists(list, plan_.in_order, depth);
    else
        read_flat(list, depth);
}

void TableReader::read_objects(JsonArray list, int depth) {
    std::size_t row = 0;
    for (auto item : list) {
        auto value = need(item);
        if (need(value.type()) == JsonType::object)
            rows_.read_object(need(value.get_object()), row, depth + 1);
        else
            add(row, "expected an object, found " + found_in(value, depth + 1));
        out_.rows = ++row;
    }
}

void TableReader::read_lists(JsonArray list, std::span<const std::size_t> columns, int depth) {
    std::size_t row = 0;
    for (auto item : list) {
        auto value = need(item);
        if (need(value.type()) == JsonType::array)
            rows_.read_list(need(value.get_array()), row, columns, depth + 1);
        else
            add(row, "expected a list of values, found " + found_in(value, depth + 1));
        out_.rows = ++row;
    }
}

void TableReader::read_array(JsonArray list, int depth) {
    const auto& column = plan_.columns.front();
    ArrayReader reader{out_, column, 0, CellPlace{base_}, mistakes_};
    std::size_t count = 0;
    for (auto item : list) {
        reader.enter(count++);
        reader.read(need(item), 1, depth + 1);
        reader.exit();
    }
    reader.leave(0, count);
    if (const auto found = reader.finish()) out_.rows = found->rows;
}

void TableReader::read_flat(JsonArray list, int depth) {
    const bool is_one_column = plan_.columns.size() == 1;
    CellPlace place{base_, CellPlace::none, nullptr, 0, false, nullptr};
    std::size_t count = 0;
    for (auto item : list) {
        auto value = need(item);
        const auto column = is_one_column ? 0 : count;
        if (is_one_column) place.row = count;
        place.position = is_one_column ? CellPlace::none : count;
        ++count;
        if (column >= plan_.columns.size()) {
            skip(value, depth + 1);
            continue;
        }
        place.column = is_one_column ? nullptr : &plan_.columns[column];
        rows_.read_value(value, column, place, depth + 1);
    }
    out_.rows = is_one_column ? count : 1;
    if (!is_one_column && count != plan_.columns.size())
        add(CellPlace::none, "a flat list is one row of " + std::to_string(plan_.columns.size()) +
                                 " values, found " + std::to_string(count));
}

void TableReader::read_named(JsonObject object, int depth) {
    std::size_t expected = 0;
    bool is_by_position = false;
    for (auto field : object) {
        const auto name = need(field.unescaped_key());
        auto value = need(field.value());
        const auto column = plan_.table.find(name, expected);
        if (column == ColumnTable::none) {
            if (plan_.is_matrix && !first_ && !is_by_position &&
                name == plan_.tensors.front().name && need(value.type()) == JsonType::array) {
                is_by_position = true;
                read_list(need(value.get_array()), depth + 1);
                continue;
            }
            out_.ignore_column(name);
            skip(value, depth + 1);
            continue;
        }
        expected = column + 1;
        if (is_by_position || !rows_.mark(column, 0)) {
            add(CellPlace::none, "column '" + shortened(name) + "' is given twice");
            skip(value, depth + 1);
            continue;
        }
        read_named_value(value, column, depth + 1);
    }
    if (is_by_position) return;
    if (!first_) out_.rows = 1;
    fill_missing();
}

void TableReader::read_named_value(JsonValue value, std::size_t column, int depth) {
    const auto& into = plan_.columns[column];
    CellPlace place{base_, CellPlace::none, &into, CellPlace::none, true, nullptr};
    if (!into.cell.empty()) {
        ArrayReader reader{out_, into, 0, place, mistakes_};
        reader.read(value, 0, depth);
        if (const auto found = reader.finish()) agree(found->is_list, found->rows, into);
    } else if (need(value.type()) == JsonType::array) {
        agree(true, read_column(need(value.get_array()), column, depth), into);
    } else {
        rows_.read_value(value, column, place, depth);
        agree(false, 1, into);
    }
}

std::size_t TableReader::read_column(JsonArray list, std::size_t column, int depth) {
    CellPlace place{base_, 0, &plan_.columns[column], CellPlace::none, true, nullptr};
    const bool is_bounded = first_ && is_columns_;
    std::size_t count = 0;
    for (auto item : list) {
        auto value = need(item);
        place.row = count++;
        // Beyond the first column's length nothing can be right: do not make room for it.
        if (is_bounded && place.row >= out_.rows)
            skip(value, depth + 1);
        else
            rows_.read_value(value, column, place, depth + 1);
    }
    return count;
}

void TableReader::agree(bool is_list, std::size_t count, const InputColumn& column) {
    if (!first_) {
        first_ = &column;
        is_columns_ = is_list;
        out_.rows = count;
        return;
    }
    if (is_list == is_columns_ && count == out_.rows) return;
    const bool is_either = column.singletons > 0 || first_->singletons > 0;
    if (count == 1 && out_.rows == 1 && is_either) return;
    const auto said = [](bool list, std::size_t n) {
        return list ? "a list of " + std::to_string(n) : std::string{"one value"};
    };
    mistakes_.add(CellPlace{base_, CellPlace::none, &column},
                  "is " + said(is_list, count) + ", but column '" + shortened(first_->name) +
                      "' is " + said(is_columns_, out_.rows));
}

void TableReader::fill_missing() {
    if (out_.rows == 0) return;
    const CellPlace place{base_, CellPlace::none, nullptr, CellPlace::none, true, nullptr};
    rows_.fill_missing(0, place);
    for (std::size_t i = 0; i < plan_.columns.size(); ++i)
        for (std::size_t row = 1; row < out_.rows && !rows_.has(i, 0); ++row)
            if (plan_.columns[i].optional) rows_.fill(plan_.columns[i], row, place);
}

}  // namespace ontos
