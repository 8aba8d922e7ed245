// Statements inside one transaction: structs to parameters, rows to structs.
#include <fmt/format.h>

#include <utility>

#include "platform/sql/database.hpp"

namespace ontos::sql {
namespace {

constexpr int no_column = -1;

/// A null where there is no column: only members that may be empty take it.
void fill_member(const api::Field& field, const Value& value, void* object) {
    try {
        field.type->from_scalar(value, field.in(object));
    } catch (const std::exception& error) {
        throw std::logic_error{fmt::format("column {}: {}", field.name, error.what())};
    }
}

}  // namespace

Table Transaction::execute(std::string_view sql, std::span<const Value> parameters) {
    if (lost_) std::rethrow_exception(lost_);
    try {
        return connection_.run(sql, parameters);
    } catch (const Error&) {
        lost_ = std::current_exception();
        throw;
    }
}

std::vector<int> Transaction::plan_columns(const Table& table, std::span<const api::Field> fields) {
    std::vector<int> plan(fields.size(), no_column);
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        const auto found = std::ranges::find(fields, table.columns[column], &api::Field::name);
        if (found == fields.end())
            throw std::logic_error{fmt::format("no member for column {}", table.columns[column])};
        plan[static_cast<std::size_t>(found - fields.begin())] = static_cast<int>(column);
    }
    return plan;
}

void Transaction::fill_row(std::span<const int> plan, std::span<const api::Field> fields,
                           std::span<const Value> row, void* out) {
    static const Value null{nullptr};
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const int column = plan[i];
        if (column != no_column)
            fill_member(fields[i], row[static_cast<std::size_t>(column)], out);
        else if (fields[i].required)
            fill_member(fields[i], null, out);
    }
}

Table Transaction::insert_rows(std::string_view table_name, std::span<const api::Field> fields,
                               const void* first, std::size_t size, std::size_t count,
                               std::string_view ending) {
    std::string names, places;
    std::vector<Value> values;
    for (const auto& field : fields)
        names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", field.name);
    for (std::size_t i = 0; i < count; ++i) {
        // Reads only: `in` has no const form.
        auto* row = static_cast<char*>(const_cast<void*>(first)) + i * size;
        std::string_view separator = i == 0 ? "(" : "), (";
        for (const auto& field : fields) {
            values.push_back(field.type->to_scalar(field.in(row)));
            places += fmt::format("{}${}", std::exchange(separator, ", "), values.size());
        }
    }
    return execute(
        fmt::format("insert into {} ({}) values {}) {}", table_name, names, places, ending),
        values);
}

}  // namespace ontos::sql
