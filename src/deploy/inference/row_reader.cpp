// One row, as an object by column name or as a list in the columns' order.
#include "deploy/inference/row_reader.hpp"

#include "deploy/inference/array_reader.hpp"
#include "platform/base/text.hpp"

namespace ontos {

RowReader::RowReader(DecodedRows& out, Mistakes& mistakes, std::string_view base)
    : plan_{*out.plan}, out_{out}, mistakes_{mistakes}, base_{base}, seen_(plan_.columns.size()) {}

bool RowReader::mark(std::size_t column, std::size_t index) {
    if (seen_[column] == index + 1) return false;
    seen_[column] = index + 1;
    ++seen_count_;
    return true;
}

void RowReader::read_object(JsonObject row, std::size_t index, int depth) {
    CellPlace place{base_, index, nullptr, CellPlace::none, false, nullptr};
    std::size_t expected = 0;
    for (auto field : row) {
        const auto name = need(field.unescaped_key());
        auto value = need(field.value());
        const auto column = plan_.table.find(name, expected);
        if (column == ColumnTable::none) {
            out_.ignore_column(name);
            skip(value, depth + 1);
            continue;
        }
        expected = column + 1;
        place.column = &plan_.columns[column];
        if (!mark(column, index)) {
            mistakes_.add(place, "is given twice");
            skip(value, depth + 1);
            continue;
        }
        read_value(value, column, place, depth + 1);
    }
    place.column = nullptr;
    fill_missing(index, place);
}

void RowReader::read_list(JsonArray row, std::size_t index, std::span<const std::size_t> columns,
                          int depth) {
    CellPlace place{base_, index, nullptr, 0, false, nullptr};
    std::size_t count = 0;
    for (auto item : row) {
        auto value = need(item);
        const auto column = count < columns.size() ? columns[count] : ColumnTable::none;
        place.position = count++;
        if (column == ColumnTable::none) {
            skip(value, depth + 1);
            continue;
        }
        place.column = &plan_.columns[column];
        mark(column, index);
        read_value(value, column, place, depth + 1);
    }
    place.column = nullptr;
    place.position = CellPlace::none;
    if (count != columns.size())
        mistakes_.add(place, "expected " + std::to_string(columns.size()) + " values, found " +
                                 std::to_string(count));
    else
        fill_missing(index, place);
    seen_count_ = 0;
}

void RowReader::read_value(JsonValue value, std::size_t column, const CellPlace& place, int depth) {
    const auto& into = plan_.columns[column];
    if (into.cell.empty()) return read_single(value, into, place, into.singletons, depth);
    const auto row = place.row == CellPlace::none ? 0 : place.row;
    ArrayReader reader{out_, into, row, place, mistakes_};
    reader.read(value, 0, depth);
    if (const auto found = reader.finish(); found && found->is_list)
        mistakes_.add(place, "expected one row's values, found a list of rows");
}

void RowReader::read_single(JsonValue value, const InputColumn& column, const CellPlace& place,
                            int singletons, int depth) {
    if (singletons > 0 && need(value.type()) == JsonType::array) {
        std::size_t count = 0;
        for (auto item : need(value.get_array())) {
            if (count++ == 0)
                read_single(need(item), column, place, singletons - 1, depth + 1);
            else
                skip(need(item), depth + 1);
        }
        if (count != 1) mistakes_.add(place, "expected one value, found " + std::to_string(count));
        return;
    }
    const auto row = place.row == CellPlace::none ? 0 : place.row;
    const auto stride = out_.row_elements(column.tensor);
    auto& tensor = out_.tensors[column.tensor];
    tensor.reserve((row + 1) * stride);
    read_cell(value, column, tensor, row * stride + column.offset, place, mistakes_, depth);
}

void RowReader::fill_missing(std::size_t index, CellPlace place) {
    if (seen_count_ != plan_.columns.size())
        for (std::size_t i = 0; i < plan_.columns.size(); ++i) {
            if (seen_[i] == index + 1) continue;
            place.column = &plan_.columns[i];
            fill(plan_.columns[i], index, place);
        }
    seen_count_ = 0;
}

void RowReader::fill(const InputColumn& column, std::size_t index, const CellPlace& place) {
    if (!column.optional) return add_missing(column, place);
    const auto stride = out_.row_elements(column.tensor);
    auto& tensor = out_.tensors[column.tensor];
    if (stride == 0)
        return mistakes_.add(place, "is missing, and its size cannot be known without it");
    tensor.reserve((index + 1) * stride);
    const auto count = column.cell.empty() ? 1 : stride;
    for (std::size_t i = 0; i < count; ++i)
        tensor.put_default(index * stride + column.offset + i, column);
}

void RowReader::add_missing(const InputColumn& column, CellPlace place) {
    place.column = &column;
    std::string problem = "is missing";
    if (const auto near = nearest_name(column.name, out_.ignored_columns); !near.empty())
        problem += "; '" + std::string{near} + "' was given, which the model does not know";
    mistakes_.add(place, problem);
}

}  // namespace ontos
