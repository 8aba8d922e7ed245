// Statements inside one transaction: structs to parameters, rows to structs.
#include <fmt/format.h>

#include <algorithm>
#include <deque>

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

std::string make_insert_text(std::string_view table_name, std::span<const api::Field> fields,
                             std::size_t count, std::string_view ending) {
    std::string names, places;
    for (const auto& field : fields)
        names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", field.name);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j < fields.size(); ++j) {
            const auto* const separator = j > 0 ? ", " : (i > 0 ? "), (" : "(");
            places += fmt::format("{}${}", separator, i * fields.size() + j + 1);
        }
    return fmt::format("insert into {} ({}) values {}) {}", table_name, names, places, ending);
}

/// The same, made once a thread: of 32 rows it is long. There are few of them in the program.
const std::string& insert_text(std::string_view table_name, std::span<const api::Field> fields,
                               std::size_t count, std::string_view ending) {
    struct Known {
        std::string table_name, ending;
        const api::Field* fields;
        std::size_t count;
        std::string text;
    };
    thread_local std::deque<Known> all;
    const auto known = std::ranges::find_if(all, [&](const Known& one) {
        return one.fields == fields.data() && one.count == count && one.table_name == table_name &&
               one.ending == ending;
    });
    if (known != all.end()) return known->text;
    return all
        .emplace_back(Known{std::string{table_name}, std::string{ending}, fields.data(), count,
                            make_insert_text(table_name, fields, count, ending)})
        .text;
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
    std::vector<Value> values;
    values.reserve(count * fields.size());
    for (std::size_t i = 0; i < count; ++i) {
        // Reads only: `in` has no const form.
        auto* row = static_cast<char*>(const_cast<void*>(first)) + i * size;
        for (const auto& field : fields) values.push_back(field.type->to_scalar(field.in(row)));
    }
    return execute(insert_text(table_name, fields, count, ending), values);
}

}  // namespace ontos::sql
